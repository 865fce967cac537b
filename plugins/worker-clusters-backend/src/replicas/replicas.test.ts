import { TestDatabases } from '@backstage/backend-test-utils';
import {
  type ClusterRef,
  stringifyClusterRef,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { ApiServer } from '@worker-clusters/sandbox';
import type { Knex } from 'knex';
import { eventually } from '../__testUtils__/eventually';
import {
  application,
  claim,
  COMPOSITION,
  installArgoCd,
  keyOf,
  portalSecret,
  TestFleet,
  TOKEN,
} from '../observe/__testUtils__/TestFleet';
import { openStore } from '../store/__testUtils__/fleet';
import { ReplicaProcess } from './__testUtils__/ReplicaProcess';

jest.setTimeout(240_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_15'] });

const MANAGEMENT_CLUSTERS = ['east', 'west'];
const WORKERS = 4;
/** From the death of a replica until another one has taken over its clusters. */
const TAKEOVER_MS = 30_000;

const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));

interface Worker {
  ref: ClusterRef;
  key: string;
  server: ApiServer;
}

describe.each(databases.eachSupportedId())(
  'replicas in processes of their own on %s',
  id => {
    let fleet: TestFleet;
    let knex: Knex;
    const managements = new Map<string, ApiServer>();
    const workers: Worker[] = [];
    const replicas: ReplicaProcess[] = [];
    let started = 0;

    beforeAll(async () => {
      ({ knex } = await openStore(databases, id));
      fleet = await TestFleet.create();
      for (const name of MANAGEMENT_CLUSTERS) {
        const management = await fleet.startServer(name);
        managements.set(name, management);
        management.client.create(COMPOSITION);
        for (let i = 0; i < WORKERS; i++) {
          const server = await fleet.startServer(`${name}-${i}`);
          installArgoCd(server);
          touch(server, 'Healthy');
          const ref = {
            managementCluster: name,
            namespace: 'team-a',
            name: `orders-${i}`,
          };
          management.client.create(
            portalSecret(ref.name, {
              token: TOKEN,
              'ca.crt': fleet.ca.certificate,
            }),
          );
          management.client.create(claim(ref.name, server.url));
          workers.push({ ref, key: stringifyClusterRef(ref), server });
        }
      }
      replicas.push(...(await Promise.all([startReplica(), startReplica()])));
    });

    afterAll(async () => {
      for (const replica of replicas) {
        replica.signal('SIGKILL');
        await replica.exited;
      }
      await fleet?.close();
    });

    /** Argo CD has compared its Application. */
    function touch(server: ApiServer, health: string) {
      server.client.patchStatus(keyOf(application('checkout')), {
        health: { status: health },
        reconciledAt: new Date().toISOString(),
      });
    }

    /** A replica that shows a token of its own to the management clusters. */
    async function startReplica() {
      const user = `portal-${++started}`;
      for (const management of managements.values()) {
        management.addToken({ user, token: user, groups: ['system:masters'] });
      }
      return ReplicaProcess.start({
        connection: knex.client.config.connection,
        config: {
          workerClusters: {
            managementClusters: [...managements].map(([name, { url }]) => ({
              name,
              url,
              caData: fleet.caData,
              token: user,
              claims: [
                {
                  apiVersion: 'platform.example.org/v1alpha1',
                  kind: 'WorkerCluster',
                },
              ],
            })),
            workers: { dangerouslyAllowApiServers: ['127.0.0.1'] },
          },
        },
      });
    }

    /** The replica that has connections to a worker, of all that run. */
    function ownersOf({ server }: Worker): ReplicaProcess[] {
      return replicas.filter(r => r.connections().get(server.port));
    }

    const owners = () =>
      new Map(workers.map(worker => [worker.key, ownersOf(worker)[0]?.pid]));

    /** Each cluster is watched by one replica, and each collection once. */
    function expectWatchedOnce() {
      for (const worker of workers) {
        expect({
          [worker.key]: ownersOf(worker).length,
          watches: worker.server
            .watches()
            .filter(w => w.path.includes('/applications')).length,
        }).toEqual({ [worker.key]: 1, watches: 1 });
      }
      for (const [name, management] of managements) {
        const paths = management.watches().map(({ path }) => {
          const { pathname, searchParams } = new URL(path, management.url);
          return `${pathname} ${searchParams.get('fieldSelector') ?? ''}`;
        });
        expect(paths.filter(p => p.includes('/workerclusters '))).toHaveLength(
          1,
        );
        expect(paths.filter(p => p.includes('/secrets'))).toHaveLength(WORKERS);
        expect({ [name]: [...new Set(paths)].sort() }).toEqual({
          [name]: [...paths].sort(),
        });
      }
    }

    const stored = async ({ key }: Worker) => {
      const row = await knex('applications')
        .where({ cluster_key: key, name: 'checkout' })
        .first('data');
      return row && JSON.parse(row.data).health;
    };

    const transitions = () =>
      knex('phase_transitions')
        .orderBy('id')
        .select('cluster_key', 'phase', 'since');

    /** Serves all clusters, and each as live, without a gap, until the promise ends. */
    async function expectNoGap(
      replica: ReplicaProcess,
      until: Promise<unknown>,
    ) {
      let done = false;
      const ended = until.finally(() => {
        done = true;
      });
      // It is awaited below.
      ended.catch(() => {});
      while (!done) {
        const clusters = await replica.clusters();
        expect(clusters.map(c => c.name)).toHaveLength(workers.length);
        for (const { phase, applications, kubernetesVersion } of clusters) {
          expect([phase.phase, applications.total, kubernetesVersion]).toEqual([
            expect.stringMatching(/^(provisioning|ready)$/),
            1,
            'v1.34.1',
          ]);
        }
        await pause(250);
      }
      await ended;
    }

    /** What the start has brought has been told. */
    async function quiet() {
      const count = () => replicas.reduce((n, r) => n + r.notices.length, 0);
      let before;
      do {
        before = count();
        await pause(4000);
      } while (count() !== before);
    }

    /** The one with most workers, so that there is something to take over. */
    function busiest(): ReplicaProcess {
      const load = (replica: ReplicaProcess) =>
        [...owners().values()].filter(pid => pid === replica.pid).length;
      return [...replicas].sort((a, b) => load(b) - load(a))[0];
    }

    const remove = (replica: ReplicaProcess) =>
      replicas.splice(replicas.indexOf(replica), 1);

    it('watch each cluster once, of several management clusters', async () => {
      await eventually(async () => {
        for (const replica of replicas) {
          const clusters = await replica.clusters();
          expect(clusters.map(c => c.connection.status)).toEqual(
            workers.map(() => 'live'),
          );
        }
        expectWatchedOnce();
      }, 60_000);
    });

    it('serve everything, whoever observes it', async () => {
      for (const replica of replicas) {
        // Its workers may be live before its own state is written.
        await eventually(async () => {
          const { items } = await replica.get('/v1/management-clusters');
          expect(items).toMatchObject(
            MANAGEMENT_CLUSTERS.map(name => ({
              name,
              clusters: WORKERS,
              connection: { status: 'live' },
            })),
          );
        });
        for (const { key, server } of workers) {
          await expect(replica.access(key)).resolves.toMatchObject({
            server: server.url,
            token: TOKEN,
          });
        }
      }
      // No credential is in the database.
      for (const table of [
        'clusters',
        'cluster_inputs',
        'management_clusters',
      ]) {
        expect(JSON.stringify(await knex(table))).not.toContain(TOKEN);
      }
    });

    it('tell of a change once', async () => {
      const [{ server, ref, key }] = workers;
      await quiet();
      const before = replicas.map(r => r.notices.length);
      touch(server, 'Degraded');
      await eventually(async () =>
        expect(await stored(workers[0])).toBe('Degraded'),
      );
      await pause(2000);
      const notices = replicas.flatMap((r, i) => r.notices.slice(before[i]));
      expect(notices.map(({ clusters }) => clusters)).toEqual([[key]]);
      for (const replica of replicas) {
        const { items } = await replica.get(
          `/v1/clusters/${stringifyClusterRef(ref)}/applications`,
        );
        expect(items).toMatchObject([{ health: 'Degraded' }]);
      }
      touch(server, 'Healthy');
      await eventually(async () =>
        expect(await stored(workers[0])).toBe('Healthy'),
      );
    });

    it('show the claim of a new cluster whichever of them owns what', async () => {
      const [[name, management]] = managements;
      for (const i of [1, 2, 3]) {
        management.client.create(claim(`new-${i}`));
      }
      const names = async (replica: ReplicaProcess) =>
        (await replica.clusters()).map(c => c.name);
      await eventually(async () => {
        for (const replica of replicas) {
          expect(await names(replica)).toEqual(
            expect.arrayContaining(['new-1', 'new-2', 'new-3']),
          );
        }
      });
      for (const i of [1, 2, 3]) {
        management.client.delete(keyOf(claim(`new-${i}`)));
      }
      await eventually(async () => {
        for (const replica of replicas) {
          expect(await names(replica)).toHaveLength(workers.length);
        }
        const left = await knex('clusters').where({ management_cluster: name });
        expect(left).toHaveLength(WORKERS);
      });
    });

    it('take over from one that is killed, without a gap and without a second notice', async () => {
      const victim = busiest();
      remove(victim);
      const [survivor] = replicas;
      const orphans = workers.filter(w => !ownersOf(w).includes(survivor));
      const before = await transitions();
      victim.signal('SIGKILL');
      await victim.exited;
      const killedAt = Date.now();
      await expectNoGap(
        survivor,
        eventually(() => expectWatchedOnce(), TAKEOVER_MS),
      );
      expect(Date.now() - killedAt).toBeLessThan(TAKEOVER_MS);
      // What happens in the clusters that were taken over is seen.
      for (const worker of orphans) touch(worker.server, 'Degraded');
      await eventually(async () => {
        for (const worker of orphans) {
          expect(await stored(worker)).toBe('Degraded');
        }
      });
      expect(await transitions()).toEqual(before);
      const told = survivor.notices.flatMap(({ clusters, revision }) =>
        clusters.map(cluster => `${cluster} ${revision}`),
      );
      expect(new Set(told).size).toBe(told.length);
      for (const worker of orphans) touch(worker.server, 'Healthy');
    });

    it('move only what must when one joins', async () => {
      const before = owners();
      const joined = await startReplica();
      replicas.push(joined);
      await expectNoGap(
        joined,
        eventually(() => expectWatchedOnce(), TAKEOVER_MS),
      );
      for (const [key, owner] of owners()) {
        expect([before.get(key), joined.pid]).toContain(owner);
      }
    });

    it('keep one that was paused from writing late, and take it back', async () => {
      const paused = busiest();
      const [other] = replicas.filter(r => r !== paused);
      const own = workers.filter(w => ownersOf(w).includes(paused));
      const generation = async () =>
        Math.max(
          ...(await knex('replicas').select('generation')).map(r =>
            Number(r.generation),
          ),
        );
      const before = await generation();

      // It has heard of a change that it has not written yet, and hears of no other.
      for (const worker of own) touch(worker.server, 'Missing');
      paused.signal('SIGSTOP');
      remove(paused);
      await expectNoGap(
        other,
        eventually(() => {
          for (const worker of own) {
            expect(other.connections().get(worker.server.port)).toBeDefined();
          }
        }, TAKEOVER_MS),
      );
      for (const worker of own) touch(worker.server, 'Degraded');
      await eventually(async () => {
        for (const worker of own) expect(await stored(worker)).toBe('Degraded');
      });
      const row = (key: string) => knex('clusters').where({ key }).first();
      const written = await Promise.all(own.map(({ key }) => row(key)));

      paused.signal('SIGCONT');
      replicas.push(paused);
      const registered = eventually(async () =>
        expect(await generation()).toBeGreaterThan(before),
      );
      for (let i = 0; i < 20; i++) {
        for (const worker of own) expect(await stored(worker)).toBe('Degraded');
        await pause(100);
      }
      await registered;
      await expectNoGap(
        paused,
        eventually(() => expectWatchedOnce(), TAKEOVER_MS),
      );
      for (const [i, { key }] of own.entries()) {
        const { applications_hash: hash } = await row(key);
        expect(hash).toBe(written[i].applications_hash);
      }
    });

    it('hand over at once when one shuts down in order', async () => {
      const leaving = busiest();
      remove(leaving);
      const [stays] = replicas;
      leaving.signal('SIGTERM');
      await expectNoGap(
        stays,
        eventually(() => expectWatchedOnce(), 10_000),
      );
      expect(await leaving.exited).toBe(0);
      expect(await knex('replicas')).toHaveLength(1);
    });
  },
);
