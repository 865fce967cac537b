import { mockServices } from '@backstage/backend-test-utils';
import { eventually } from '../__testUtils__/eventually';
import { FaultLog } from '../reconcile';
import type { Lease, LiveReplicas, ReplicaStore } from '../store/types';
import { ReplicaMembership } from './ReplicaMembership';
import type { Member } from './types';

jest.setTimeout(60_000);

/** Replicas in memory; a test declares them dead. */
class FakeReplicas implements ReplicaStore {
  readonly registered = new Map<string, number>();
  generations = 0;
  down = false;

  async register(id: string): Promise<LiveReplicas & { lease: Lease }> {
    this.#answer();
    const generation = ++this.generations;
    this.registered.set(id, generation);
    return {
      lease: { replica: id, generation },
      replicas: this.#replicas(),
    };
  }

  async heartbeat({ replica, generation }: Lease) {
    this.#answer();
    return this.registered.get(replica) === generation
      ? { replicas: this.#replicas() }
      : undefined;
  }

  async deregister({ replica }: Lease) {
    this.#answer();
    this.registered.delete(replica);
  }

  #answer() {
    if (this.down) throw new Error('The database is down');
  }

  #replicas() {
    return [...this.registered.keys()].sort();
  }
}

describe('ReplicaMembership', () => {
  const running: ReplicaMembership[] = [];
  afterEach(async () => {
    await Promise.all(running.splice(0).map(membership => membership.stop()));
  });

  function start(store: ReplicaStore | undefined, id = 'a') {
    const logger = mockServices.logger.mock();
    const changes: Array<Member | undefined> = [];
    const membership = new ReplicaMembership({
      store,
      id,
      faults: new FaultLog(logger),
      heartbeatMs: 5,
    });
    membership.start(member => changes.push(member));
    running.push(membership);
    return { membership, changes, logger };
  }

  it('owns everything where the database is not shared', () => {
    const { membership, changes } = start(undefined);
    expect(changes).toEqual([membership.current]);
    expect(membership.current?.lease).toBeUndefined();
    expect(membership.current?.owns('main/team-a/orders')).toBe(true);
  });

  it('tells of a replica that joins and of one that leaves', async () => {
    const store = new FakeReplicas();
    const { changes } = start(store, 'a');
    await eventually(() => expect(changes).toHaveLength(1));
    store.registered.set('b', 99);
    await eventually(() => expect(changes).toHaveLength(2));
    store.registered.delete('b');
    await eventually(() => expect(changes).toHaveLength(3));
    expect(changes.map(m => m?.replicas)).toEqual([1, 2, 1]);
    const keys = Array.from({ length: 20 }, (_, i) => `main/team-a/c${i}`);
    const shares = changes.map(m => keys.filter(k => m!.owns(k)).length);
    expect(shares[0]).toBe(20);
    expect(shares[1]).toBeGreaterThan(0);
    expect(shares[1]).toBeLessThan(20);
    expect(shares[2]).toBe(20);
  });

  it('is no member between being declared dead and registering anew', async () => {
    const store = new FakeReplicas();
    const { changes } = start(store);
    await eventually(() => expect(changes).toHaveLength(1));
    store.registered.delete('a');
    await eventually(() => expect(changes).toHaveLength(3));
    expect(changes.map(m => m?.lease?.generation)).toEqual([1, undefined, 2]);
    expect(changes[1]).toBeUndefined();
  });

  it('stays a member while the database does not answer', async () => {
    const store = new FakeReplicas();
    const { membership, changes, logger } = start(store);
    await eventually(() => expect(changes).toHaveLength(1));
    store.down = true;
    await eventually(() => expect(logger.warn).toHaveBeenCalled());
    expect(membership.current).toBe(changes[0]);
    store.down = false;
    await eventually(() => expect(logger.info).toHaveBeenCalled());
    expect(changes).toHaveLength(1);
  });

  it('registers as soon as a database answers that did not at the start', async () => {
    const store = new FakeReplicas();
    store.down = true;
    const { membership, logger } = start(store);
    await eventually(() => expect(logger.warn).toHaveBeenCalled());
    expect(membership.current).toBeUndefined();
    store.down = false;
    await eventually(() => expect(membership.current?.replicas).toBe(1));
  });

  it('deregisters when it stops', async () => {
    const store = new FakeReplicas();
    const { membership, changes } = start(store);
    await eventually(() => expect(changes).toHaveLength(1));
    await membership.stop();
    expect(store.registered.size).toBe(0);
  });
});
