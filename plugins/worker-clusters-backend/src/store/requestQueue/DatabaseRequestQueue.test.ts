import { TestDatabases } from '@backstage/backend-test-utils';
import {
  type ListRequestsQuery,
  type RequestConflict,
  writeMessage,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { aCluster, openStore, refOf } from '../__testUtils__/fleet';
import type { QueuedRequest, RequestQueueStore } from './types';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

const url = (number: number) => `https://git.example.org/pulls/${number}`;

const opened = (number: number) =>
  new Date(Date.UTC(2026, 10, number)).toISOString();

function aRequest(
  number: number,
  clusters: string[],
  request: Partial<QueuedRequest['request']> = {},
): QueuedRequest {
  return {
    head: `branch-${number}`,
    files: clusters.map(name => `crossplane/claims/dev/${name}.yaml`),
    ranges: [],
    result: 'allowed',
    request: {
      number,
      url: url(number),
      title: `Change ${clusters.join(', ')}`,
      state: 'open',
      createdAt: opened(number),
      conflicts: [],
      changes: clusters.map(name => ({
        cluster: refOf(name),
        verb: 'update',
        environment: 'dev',
        path: `crossplane/claims/dev/${name}.yaml`,
        allowed: true,
        findings: [],
        changes: [
          {
            field: 'spec.nodes.max',
            label: 'Maximum',
            before: '3',
            after: `${number}`,
          },
        ],
        consequences: [],
      })),
      ...request,
    },
  };
}

describe.each(databases.eachSupportedId())('DatabaseRequestQueue on %s', id => {
  async function open(...names: string[]) {
    const { store } = await openStore(databases, id);
    await store.writeClusters(names.map(name => aCluster(name)));
    return { store, queue: store.requestQueue };
  }
  const only =
    (...names: string[]) =>
    (query: any) =>
      query.whereIn('name', names);

  it('writes what changed, and raises the revision of the clusters', async () => {
    const { store, queue } = await open('alpha', 'beta');
    const before = await store.revision();
    const request = aRequest(1, ['alpha']);
    expect(await queue.write([request])).toEqual({
      revision: before + 1,
      raised: true,
      changed: [refOf('alpha')],
    });
    expect(await queue.write([request])).toEqual({
      revision: before + 1,
      raised: false,
      changed: [],
    });
    expect(await store.clusterRevision(refOf('alpha'))).toBe(before + 1);
    expect(await store.clusterRevision(refOf('beta'))).toBeLessThan(before + 1);
    expect(await queue.read(['open'])).toEqual([request]);
    expect(await queue.read(['merged'])).toEqual([]);
  });

  it('keeps the time of evaluation, which raises no revision and never goes back', async () => {
    const { store, queue } = await open('alpha');
    const at = (evaluatedAt: string) => aRequest(1, ['alpha'], { evaluatedAt });
    await queue.write([at('2026-11-28T08:00:00.000Z')]);
    const before = await store.revision();
    for (const time of ['08:02:00', '08:01:00']) {
      const written = await queue.write([at(`2026-11-28T${time}.000Z`)]);
      expect(written.raised).toBe(false);
    }
    expect(await store.revision()).toBe(before);
    const evaluatedAt = '2026-11-28T08:02:00.000Z';
    expect((await queue.list({})).items).toMatchObject([{ evaluatedAt }]);
    expect(await queue.read(['open'])).toEqual([at(evaluatedAt)]);
    // What has changed is written with its time.
    const closed = at(evaluatedAt);
    closed.request.state = 'closed';
    await queue.write([closed]);
    expect(await queue.read(['closed'])).toEqual([closed]);
  });

  it('counts requests by state and result', async () => {
    const { queue } = await open();
    await queue.write([
      aRequest(1, ['alpha']),
      aRequest(2, ['alpha']),
      { ...aRequest(3, []), result: 'problem' },
      { ...aRequest(4, ['beta'], { state: 'merged' }), result: 'refused' },
    ]);
    const counts = await queue.count();
    expect(counts).toHaveLength(3);
    expect(counts).toEqual(
      expect.arrayContaining([
        { state: 'open', result: 'allowed', count: 2, oldest: opened(1) },
        { state: 'open', result: 'problem', count: 1, oldest: opened(3) },
        { state: 'merged', result: 'refused', count: 1, oldest: opened(4) },
      ]),
    );
  });

  describe('selects requests by their changes', () => {
    const numbers = async (
      queue: RequestQueueStore,
      ...query: Parameters<RequestQueueStore['list']>
    ) => (await queue.list(...query)).items.map(r => r.number);
    const filled = async () => {
      const { queue } = await open('alpha', 'beta', 'gamma');
      const two = aRequest(2, ['beta', 'gamma']);
      Object.assign(two.request.changes[0], {
        environment: 'prod',
        owner: 'group:default/search',
        verb: 'decommission',
      });
      const broken = aRequest(3, [], { problem: 'It is too large.' });
      const one = aRequest(1, ['alpha']);
      one.request.changes[0].owner = 'group:default/payments';
      await queue.write([one, two, broken]);
      return queue;
    };

    it.each<[ListRequestsQuery, number[]]>([
      [{}, [3, 2, 1]],
      [{ environment: [] }, [3, 2, 1]],
      [{ environment: ['dev'] }, [2, 1]],
      [{ environment: ['prod'] }, [2]],
      [{ environment: ['dev', 'prod'], verb: ['update'] }, [2, 1]],
      [{ owner: ['group:default/payments'] }, [1]],
      [{ verb: ['decommission'] }, [2]],
      [{ cluster: ['main/clusters-dev/gamma'] }, [2]],
      [{ owner: ['a\0b'] }, []],
      // Not of one and the same change.
      [{ environment: ['prod'], verb: ['update'] }, []],
      [{ cluster: ['main/clusters-dev/beta'], environment: ['dev'] }, []],
    ])('%j', async (query, expected) => {
      expect(await numbers(await filled(), query)).toEqual(expected);
    });

    it('that the reader may read', async () => {
      const queue = await filled();
      const query = { environment: ['prod'] };
      expect(await numbers(queue, query, only('gamma'))).toEqual([]);
      expect(await numbers(queue, query, only('beta'))).toEqual([2]);
      const { open: count } = await queue.list(query, only('gamma'));
      expect(count).toBe(1);
    });
  });

  it('moves to another cluster with the request, and tells of both', async () => {
    const { queue } = await open('alpha', 'beta');
    await queue.write([aRequest(1, ['alpha'])]);
    const { changed } = await queue.write([aRequest(1, ['beta'])]);
    expect(changed.map(c => c.name).sort()).toEqual(['alpha', 'beta']);
    const keys = ['alpha', 'beta'].map(name => `main/clusters-dev/${name}`);
    expect([...(await queue.pending(keys)).keys()]).toEqual([keys[1]]);
  });

  it('deletes requests', async () => {
    const { queue } = await open('alpha');
    await queue.write([aRequest(1, ['alpha']), aRequest(2, ['alpha'])]);
    expect((await queue.delete([1, 99])).changed).toEqual([refOf('alpha')]);
    expect((await queue.delete([1])).changed).toEqual([]);
    expect((await queue.list({})).items.map(r => r.number)).toEqual([2]);
  });

  it('puts the newest open request onto the cluster', async () => {
    const { store, queue } = await open('alpha', 'beta');
    await queue.write([
      aRequest(1, ['alpha']),
      aRequest(2, ['alpha']),
      aRequest(3, ['alpha'], { state: 'merged' }),
    ]);
    const pending = {
      verb: 'update',
      number: 2,
      url: url(2),
      allowed: true,
      changes: [expect.objectContaining({ before: '3', after: '2' })],
    };
    expect((await store.get(refOf('alpha')))?.pending).toEqual(pending);
    const { items } = await store.list({});
    expect(items.map(c => [c.name, c.pending?.number])).toEqual([
      ['alpha', 2],
      ['beta', undefined],
    ]);
    const { clusters } = await store.fleet({}, await store.fleetTotals());
    expect(clusters[0].pending).toEqual(pending);
  });

  it('reads a request that changes many clusters once for all of them', async () => {
    const { queue } = await open();
    const names = Array.from({ length: 20 }, (_, i) => `cluster-${i}`);
    await queue.write([aRequest(1, names)]);
    const parse = jest.spyOn(JSON, 'parse');
    const pending = await queue.pending();
    expect(parse).toHaveBeenCalledTimes(1);
    parse.mockRestore();
    expect([...pending.keys()].sort()).toEqual(
      names.map(name => `main/clusters-dev/${name}`).sort(),
    );
  });

  it('lists pages, oldest first', async () => {
    const { queue } = await open();
    // Two were opened in the same millisecond.
    const createdAt = aRequest(3, []).request.createdAt;
    await queue.write(
      [1, 2, 3, 4, 5].map(i =>
        aRequest(i, [], i === 4 ? { createdAt } : undefined),
      ),
    );
    const seen: number[] = [];
    let cursor: string | undefined;
    do {
      const page = await queue.list({ order: 'asc', limit: 2, cursor });
      seen.push(...page.items.map(r => r.number));
      cursor = page.nextCursor;
    } while (cursor);
    expect(seen).toEqual([1, 2, 3, 4, 5]);
    const { nextCursor } = await queue.list({ limit: 2 });
    await expect(
      queue.list({ order: 'asc', cursor: nextCursor }),
    ).rejects.toThrow(/cursor is not valid/);
  });

  it('lists pages, newest first', async () => {
    const { queue } = await open('alpha');
    await queue.write(
      Array.from({ length: 25 }, (_, i) => aRequest(i + 1, ['alpha'])),
    );
    await queue.write([aRequest(26, ['alpha'], { state: 'closed' })]);
    const seen: number[] = [];
    let cursor: string | undefined;
    do {
      const page = await queue.list({ limit: 10, cursor });
      seen.push(...page.items.map(r => r.number));
      expect(page.open).toBe(25);
      cursor = page.nextCursor;
    } while (cursor);
    expect(seen).toEqual(Array.from({ length: 25 }, (_, i) => 25 - i));
    const closed = await queue.list({ state: 'closed' });
    expect(closed.items.map(r => r.number)).toEqual([26]);
  });

  it.each([
    { limit: 0 },
    { limit: 201 },
    { cursor: 'made-up' },
    { order: 'up' as any },
  ])('refuses %j', async query => {
    const { queue } = await open();
    await expect(queue.list(query)).rejects.toThrow(
      /limit has to be|cursor is not valid|order has to be/,
    );
  });

  it('hides requests for clusters that the reader may not read', async () => {
    const { queue } = await open('alpha', 'beta');
    const conflict = (number: number): RequestConflict => ({
      kind: 'file',
      number,
      url: url(number),
    });
    const overlapping = aRequest(1, ['alpha'], {
      conflicts: [conflict(2), conflict(3)],
    });
    overlapping.request.changes[0].findings = [
      {
        severity: 'error',
        rule: 'cidr',
        ...writeMessage('range-taken', {
          range: '10.4.0.0/16',
          other: '10.4.0.0/16',
          name: 'beta',
        }),
      },
    ];
    await queue.write([
      overlapping,
      aRequest(2, ['beta'], { problem: 'beta.yaml is too large.' }),
      aRequest(3, ['alpha', 'beta'], {
        problem: 'beta.yaml is larger than any claim.',
        problemMessages: [
          writeMessage('request-file-too-large', { path: 'beta.yaml' }),
        ],
      }),
      aRequest(4, ['unknown']),
      aRequest(5, [], { problem: 'The file is too large.' }),
    ]);
    const all = await queue.list({});
    expect(all.items.map(r => r.number)).toEqual([5, 4, 3, 2, 1]);
    expect(all.items[2].hiddenChanges).toBeUndefined();

    const some = await queue.list({}, only('alpha'));
    expect(some.items.map(r => r.number)).toEqual([3, 1]);
    expect(some.open).toBe(2);
    const [mixed, own] = some.items;
    expect(own.title).toBe('Change alpha');
    expect(own.conflicts).toEqual([{ kind: 'file' }, conflict(3)]);
    expect(mixed.changes.map(c => c.cluster.name)).toEqual(['alpha']);
    expect(mixed.hiddenChanges).toBe(1);
    expect(own.changes[0].findings).toEqual([
      {
        severity: 'error',
        rule: 'cidr',
        ...writeMessage('range-redacted'),
      },
    ]);
    expect(JSON.stringify(all)).toContain('of the cluster beta');
    expect(JSON.stringify(some)).not.toContain('beta');
    expect(JSON.stringify(some)).not.toContain('pulls/2');
    expect((await queue.list({}, only('nothing'))).items).toEqual([]);
  });

  describe('keeps the changed text of files', () => {
    const path = (name: string) => `crossplane/claims/dev/${name}.yaml`;
    const diffOf = (name: string, diff = `+name: ${name}`) => ({
      path: path(name),
      diff,
      clusters: [refOf(name)],
    });

    it('until the next evaluation, whatever else is written', async () => {
      const { store, queue } = await open('alpha');
      const request = aRequest(1, ['alpha']);
      await queue.write([{ ...request, diffs: [diffOf('alpha')] }]);
      const revision = await store.revision();
      const written = await queue.write([
        { ...request, diffs: [diffOf('alpha')] },
      ]);
      expect(written.raised).toBe(false);
      const [read] = await queue.read(['open']);
      expect(read.diffs).toBeUndefined();
      read.request.state = 'merged';
      await queue.write([read]);
      const file = { path: path('alpha'), diff: '+name: alpha' };
      expect(await queue.get(1)).toMatchObject({
        state: 'merged',
        files: [file],
      });
      expect(await store.revision()).toBe(revision + 1);
      // Another text alone is a change.
      await queue.write([{ ...read, diffs: [diffOf('alpha', '+x')] }]);
      expect(await store.revision()).toBe(revision + 2);
      expect((await queue.get(1))?.files).toEqual([{ ...file, diff: '+x' }]);
    });

    it('from readers who may not read all clusters of which a file tells', async () => {
      const { queue } = await open('alpha', 'beta');
      await queue.write([
        {
          ...aRequest(1, ['alpha', 'beta']),
          diffs: [
            diffOf('alpha'),
            diffOf('beta'),
            // The name of the file is that of a cluster that they may read, what it held is another's.
            {
              ...diffOf('alpha', '-name: beta'),
              clusters: [refOf('alpha'), refOf('beta')],
            },
            { path: path('kustomization'), diff: '+- beta.yaml' },
          ],
        },
        { ...aRequest(2, ['beta']), diffs: [diffOf('beta')] },
      ]);
      expect((await queue.get(1))?.files).toHaveLength(4);
      expect(await queue.get(1)).not.toHaveProperty('hiddenFiles');
      const seen = await queue.get(1, only('alpha'));
      expect(seen).toMatchObject({
        files: [{ path: path('alpha'), diff: '+name: alpha' }],
        hiddenFiles: 3,
        hiddenChanges: 1,
      });
      expect(JSON.stringify(seen)).not.toContain('beta');
      expect(await queue.get(2, only('alpha'))).toBeUndefined();
      expect(await queue.get(3)).toBeUndefined();
    });
  });

  it('selects merged requests that are not applied', async () => {
    const { queue } = await open('alpha');
    const merged = (number: number, applied?: boolean) =>
      aRequest(number, ['alpha'], {
        state: 'merged',
        ...(applied !== undefined && { applied }),
      });
    await queue.write([merged(1, true), merged(2, false), merged(3)]);
    const numbers = async (applied?: boolean) =>
      (await queue.list({ state: 'merged', applied })).items.map(r => r.number);
    expect(await numbers()).toEqual([3, 2, 1]);
    expect(await numbers(false)).toEqual([2]);
    expect(await numbers(true)).toEqual([1]);
    // Applied meanwhile.
    await queue.write([merged(2, true)]);
    expect(await numbers(false)).toEqual([]);
  });

  it('keeps text that PostgreSQL refuses', async () => {
    const { queue } = await open();
    await queue.write([aRequest(1, [], { title: 'a\0b' })]);
    expect((await queue.list({})).items[0].title).toBe('a\0b');
  });
});
