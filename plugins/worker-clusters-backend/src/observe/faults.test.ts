import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ApiServer } from '@worker-clusters/sandbox';
import { eventually } from '../__testUtils__/eventually';
import { FAULTS } from './__testUtils__/faults';
import { FaultyServer } from './__testUtils__/FaultyServer';
import {
  application,
  APPLICATIONS_DEFINITION,
  claim,
  installArgoCd,
  keyOf,
  portalSecret,
  TestFleet,
  TOKEN,
} from './__testUtils__/TestFleet';
import { FAST } from './__testUtils__/testReflector';

jest.setTimeout(120_000);

/** Up to this long a fault takes to show on a busy machine. */
const PATIENCE_MS = 60_000;

const ref = (name: string) => ({
  managementCluster: 'm',
  namespace: 'team-a',
  name,
});

describe('a worker that misbehaves', () => {
  let fleet: TestFleet;
  let management: ApiServer;
  let worker: ApiServer;
  let neighbour: ApiServer;
  let faulty: FaultyServer;
  let observer: ReturnType<TestFleet['observe']>['observer'];

  const observed = (name: string) => observer.getCluster(ref(name))?.worker;
  const connection = () => observed('faulty')?.connection;
  const applications = (name: string) =>
    observed(name)
      ?.applications.map(a => a.metadata.name)
      .sort();
  const live = () =>
    eventually(() => {
      expect(connection()).toMatchObject({ status: 'live' });
      expect(connection()?.message).toBeUndefined();
      expect(applications('faulty')).toEqual(['checkout']);
    }, PATIENCE_MS);

  beforeAll(async () => {
    fleet = await TestFleet.create();
    management = await fleet.startServer('management');
    worker = await fleet.startServer('worker');
    neighbour = await fleet.startServer('neighbour');
    faulty = await FaultyServer.start(worker.url, fleet.ca);
    for (const [name, server, url] of [
      ['faulty', worker, faulty.url],
      ['neighbour', neighbour, neighbour.url],
    ] as const) {
      installArgoCd(server);
      management.client.create(claim(name, url));
      management.client.create(
        portalSecret(name, { token: TOKEN, 'ca.crt': fleet.ca.certificate }),
      );
    }
    ({ observer } = fleet.observe(
      { m: management },
      {
        timings: {
          ...FAST,
          pageSize: 500,
          quietMs: 1000,
          probeMs: 2000,
          quarantine: { ...FAST.quarantine, initialMs: 2000, resetAfterMs: 1 },
        },
      },
    ));
    await eventually(
      () => assert.equal(observed('neighbour')?.connection.status, 'live'),
      PATIENCE_MS,
    );
  });
  afterAll(async () => {
    await faulty?.close();
    await fleet?.close();
  });
  beforeEach(live);
  afterEach(() => faulty.set(undefined));

  let changes = 0;
  it.each(FAULTS)(
    'that has the fault "$fault" says so, keeps its last state, and costs others nothing',
    async ({ does, shown, message }) => {
      const before = observed('neighbour')!.connection.since;
      await faulty.set(does);
      await eventually(() => {
        expect(shown).toContain(connection()?.status);
        expect(connection()?.message).toMatch(message);
      }, PATIENCE_MS);

      expect(connection()?.message).not.toContain(TOKEN);
      expect(connection()?.message).not.toContain(
        Buffer.from(TOKEN).toString('base64').slice(0, 12),
      );
      expect(connection()?.lastSeen).toBeDefined();
      expect(applications('faulty')).toContain('checkout');

      const name = `change-${changes++}`;
      neighbour.client.create(application(name));
      await eventually(() => expect(applications('neighbour')).toContain(name));
      expect(observed('neighbour')!.connection).toMatchObject({
        status: 'live',
        since: before,
      });
      expect(observer.listManagementClusters()[0].connection.status).toBe(
        'live',
      );

      await faulty.set(undefined);
      await live();
    },
  );

  it('that no longer serves Applications is live', async () => {
    worker.client.delete(keyOf(APPLICATIONS_DEFINITION));
    await eventually(() => {
      expect(observed('faulty')?.applicationsServed).toBe(false);
      expect(connection()?.status).toBe('live');
    }, PATIENCE_MS);
    worker.client.create(APPLICATIONS_DEFINITION);
  });

  it('whose versions have expired is listed anew, and stays live', async () => {
    worker.client.create(application('late'));
    await eventually(() => expect(applications('faulty')).toContain('late'));
    worker.compact();
    await faulty.set(undefined);
    worker.client.delete(keyOf(application('late')));
    await live();
  });
});

it('the faults are the table in docs/faults.md', () => {
  const rows = FAULTS.map(
    ({ fault, shown, says }) =>
      `| ${fault} | ${shown.map(s => `\`${s}\``).join(', then ')} | ${says} |`,
  );
  const document = readFileSync(
    resolve(__dirname, '../../../../docs/faults.md'),
    'utf8',
  );
  const written = document
    .split('\n')
    .filter(line => line.startsWith('| ') && line.includes('`'))
    .map(line => line.replace(/ +\|/g, ' |'));
  expect(written).toEqual(rows);
});
