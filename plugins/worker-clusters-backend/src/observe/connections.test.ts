import type { ApiServer } from '@worker-clusters/sandbox';
import { eventually } from '../__testUtils__/eventually';
import { startRecording } from '../__testUtils__/recordRequests';
import { FreezableProxy } from './__testUtils__/FreezableProxy';
import {
  claim,
  COMPOSITION,
  installArgoCd,
  portalSecret,
  TestFleet,
  TOKEN,
} from './__testUtils__/TestFleet';
import { FAST } from './__testUtils__/testReflector';

jest.setTimeout(60_000);

describe('the connections of a backend that watches', () => {
  let fleet: TestFleet;
  let management: ApiServer;
  const proxies: FreezableProxy[] = [];
  const proxy = async ({ url }: { url: string }) => {
    const made = await FreezableProxy.start(url);
    proxies.push(made);
    return made;
  };
  beforeEach(async () => {
    fleet = await TestFleet.create();
    management = await fleet.startServer('management');
    management.client.create(COMPOSITION);
  });
  afterEach(async () => {
    await fleet.close();
    for (const made of proxies.splice(0)) await made.close();
  });

  it('are one for each worker, and one for the management cluster with all its Secrets', async () => {
    const names = ['orders', 'payments', 'search'];
    const workers = new Map<string, FreezableProxy>();
    for (const name of names) {
      const server = await fleet.startServer(name);
      installArgoCd(server);
      workers.set(name, await proxy(server));
      management.client.create(claim(name, workers.get(name)!.url));
      management.client.create(
        portalSecret(name, { token: TOKEN, 'ca.crt': fleet.ca.certificate }),
      );
    }
    const managementProxy = await proxy(management);
    const { requests, stop } = startRecording();
    const { observer } = fleet.observe(
      { m: managementProxy },
      // With probes of every server.
      { timings: { ...FAST, quietMs: 200 } },
    );
    const probes = () => requests.filter(r => r.path === '/version').length;
    await eventually(() => {
      for (const name of names) {
        const ref = { managementCluster: 'm', namespace: 'team-a', name };
        const { connection, complete } = observer.getCluster(ref)!.worker!;
        expect(connection.status).toBe('live');
        expect(complete).toBe(true);
      }
    }, 20_000);
    const before = probes();
    await eventually(() => expect(probes()).toBeGreaterThan(before + 8));
    stop();
    expect(managementProxy.connections).toBe(1);
    for (const name of names) expect(workers.get(name)!.connections).toBe(1);
    const watches = requests.filter(r => r.path.includes('watch=true')).length;
    expect(watches).toBeGreaterThan(4 * names.length);
  });
});
