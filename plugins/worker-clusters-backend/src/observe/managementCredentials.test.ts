import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import type { ApiServer } from '@worker-clusters/sandbox';
import { eventually } from '../__testUtils__/eventually';
import { claim, TestFleet, TOKEN } from './__testUtils__/TestFleet';
import { FAST } from './__testUtils__/testReflector';
import { ENVIRONMENT } from './credentials/managementAccess';
import { ConfigProblems } from '@worker-clusters/backstage-plugin-worker-clusters-node/config';
import { createFleetObserver } from './createFleetObserver';

jest.setTimeout(120_000);

/** The credentials of management clusters, as they are used on a real TLS API. */
describe('credentials of a management cluster', () => {
  let fleet: TestFleet;
  let server: ApiServer;
  let directory: string;
  const stops: Array<() => Promise<void>> = [];

  beforeAll(async () => {
    fleet = await TestFleet.create();
    server = await fleet.startServer('management');
    server.client.create(claim('orders'));
  });
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'credentials-'));
  });
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop();
    await rm(directory, { recursive: true });
  });
  afterAll(() => fleet.close());

  const path = (name: string) => join(directory, name);
  const write = (name: string, content: string) =>
    writeFile(path(name), content);

  /** Watches the management cluster `m` that way, and `other` with a token. */
  function observe(options: object) {
    const logger = mockServices.logger.mock();
    const common = {
      claims: [
        { apiVersion: 'platform.example.org/v1alpha1', kind: 'WorkerCluster' },
      ],
    };
    const observer = createFleetObserver({
      problems: new ConfigProblems(mockServices.logger.mock()),
      config: mockServices.rootConfig({
        data: {
          workerClusters: {
            managementClusters: [
              { name: 'm', ...common, ...options },
              {
                name: 'other',
                url: server.url,
                token: TOKEN,
                caData: fleet.caData,
                ...common,
              },
            ],
          },
        } as any,
      }),
      logger,
      timings: FAST,
      environment: {
        ...ENVIRONMENT,
        env: {
          KUBERNETES_SERVICE_HOST: '127.0.0.1',
          KUBERNETES_SERVICE_PORT: String(server.port),
        },
        serviceAccountMount: directory,
      },
    });
    const abort = new AbortController();
    observer.start(abort.signal);
    observer.assign({ owns: () => true, handover: false });
    stops.push(async () => {
      abort.abort();
      await observer.stopped;
    });
    const connection = (name = 'm') =>
      observer.listManagementClusters().find(m => m.name === name)!.connection;
    const says = (status: string, message?: RegExp) =>
      eventually(() => {
        expect(connection()).toMatchObject({
          status,
          ...(message && { message: expect.stringMatching(message) }),
        });
        expect(connection('other').status).toBe('live');
      });
    const logged = () =>
      JSON.stringify([logger.info.mock.calls, logger.warn.mock.calls]);
    return { observer, says, logged };
  }

  const listed = ({ observer }: ReturnType<typeof observe>) =>
    eventually(() => expect(observer.listClaims('m')).toHaveLength(1));

  it('opens it with the service account of the Pod, once the files are there', async () => {
    const observed = observe({ inCluster: true });
    await observed.says('unauthorized', /service account .*: file not found/);
    await write('ca.crt', fleet.ca.certificate);
    await write('token', TOKEN);
    await observed.says('live');
    await listed(observed);
    expect(observed.logged()).not.toContain(TOKEN);
  });

  it('opens it with a client certificate: expired, of another CA, then right', async () => {
    const issue = async (options: { notAfter?: Date }, by = fleet.ca) => {
      const { certificate, key } = await by.issueClient({
        user: 'portal',
        groups: ['system:masters'],
        ...options,
      });
      await write('client.crt', certificate);
      await write('client.key', key);
      return key;
    };
    const keys = [await issue({ notAfter: new Date(Date.now() - 60_000) })];
    const observed = observe({
      url: server.url,
      caData: fleet.caData,
      clientCertificate: {
        certFile: path('client.crt'),
        keyFile: path('client.key'),
      },
    });
    await observed.says(
      'unauthorized',
      /client\.crt: the client certificate expired on .*; renew it/,
    );
    keys.push(await issue({}, (await TestFleet.create()).ca));
    await observed.says(
      'unauthorized',
      /client certificate not accepted \(401\); check that the client certificate is signed by the client CA/,
    );
    keys.push(await issue({}));
    await observed.says('live');
    await listed(observed);
    for (const key of keys) {
      expect(observed.logged()).not.toContain(key.split('\n')[1]);
    }
  });

  it('opens it with a kubeconfig: unreadable, with exec, then right', async () => {
    await write('config', 'token: [');
    const observed = observe({ kubeconfig: { file: path('config') } });
    await observed.says(
      'unauthorized',
      /Management cluster m: kubeconfig .*config: The kubeconfig is not valid YAML/,
    );
    const right = server.kubeconfig('portal');
    await write('config', right.replace(/token: .*/, 'exec: { command: aws }'));
    await observed.says('unauthorized', /runs no exec plugin/);
    await write('config', right);
    await observed.says('live');
    await listed(observed);
    expect(observed.logged()).not.toContain(TOKEN);
  });

  it('goes on to watch when the client certificate rotates', async () => {
    const issue = async () => {
      const pair = await fleet.ca.issueClient({
        user: 'portal',
        groups: ['system:masters'],
      });
      await write('client.crt', pair.certificate);
      await write('client.key', pair.key);
    };
    await issue();
    const observed = observe({
      url: server.url,
      caData: fleet.caData,
      clientCertificate: {
        certFile: path('client.crt'),
        keyFile: path('client.key'),
      },
    });
    await listed(observed);
    await issue();
    server.client.create(claim('payments'));
    await eventually(() =>
      expect(observed.observer.listClaims('m')).toHaveLength(2),
    );
    await observed.says('live');
  });
});
