import type { ApiServer } from '@worker-clusters/sandbox';
import { keyOf, TestFleet, TOKEN } from '../__testUtils__/TestFleet';
import { constantAccess } from '../http/ApiAccess';
import { ApiServerClient } from '../http/ApiServerClient';
import { readResource } from './readResource';

jest.setTimeout(60_000);

const RBAC = 'rbac.authorization.k8s.io';
const SECRET_VALUE = 'do-not-show';

describe('readResource, on a real API server', () => {
  let fleet: TestFleet;
  const clients: ApiServerClient[] = [];

  beforeAll(async () => {
    fleet = await TestFleet.create();
  });
  afterAll(async () => {
    for (const client of clients) await client.close();
    await fleet.close();
  });

  const web = {
    group: 'apps',
    kind: 'Deployment',
    namespace: 'web',
    name: 'web',
  };

  function install(server: ApiServer) {
    server.client.create({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'web' },
    });
    const deployment = server.client.create({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', namespace: 'web' },
      spec: {
        replicas: 2,
        selector: { matchLabels: { app: 'web' } },
        template: {
          metadata: { labels: { app: 'web' } },
          spec: {
            containers: [
              {
                name: 'web',
                image: 'web:1',
                env: [{ name: 'TOKEN', value: SECRET_VALUE }],
              },
            ],
          },
        },
      },
    });
    server.client.patchStatus(keyOf(deployment), {
      readyReplicas: 1,
      conditions: [
        {
          type: 'Progressing',
          status: 'False',
          reason: 'ProgressDeadlineExceeded',
          message: 'ReplicaSet "web-1" has timed out progressing.',
          lastTransitionTime: '2026-11-23T07:00:00Z',
        },
      ],
    });
  }
  const read = (
    server: ApiServer,
    resource: Parameters<typeof readResource>[1],
  ) => {
    const client = new ApiServerClient({
      access: constantAccess({
        server: server.url,
        ca: fleet.ca.certificate,
        token: TOKEN,
      }),
    });
    clients.push(client);
    return readResource(client, resource, new AbortController().signal);
  };

  it('tells conditions and replicas, and nothing of the spec', async () => {
    const server = await fleet.startServer('one');
    install(server);
    const outcome = await read(server, web);
    expect(outcome).toMatchObject({
      value: {
        readAt: expect.any(String),
        replicas: { desired: 2, ready: 1 },
        conditions: [
          {
            type: 'Progressing',
            status: 'False',
            reason: 'ProgressDeadlineExceeded',
            message: 'ReplicaSet "web-1" has timed out progressing.',
          },
        ],
      },
    });
    expect(JSON.stringify(outcome)).not.toContain(SECRET_VALUE);
    await expect(
      read(server, { ...web, version: 'v1' }),
    ).resolves.toHaveProperty('value');
  });

  it.each<[string, Parameters<typeof readResource>[1], string]>([
    ['an object that is gone', { ...web, name: 'gone' }, 'notFound'],
    ['a kind that is not served', { ...web, kind: 'Nothing' }, 'notFound'],
    [
      'a group that is not served',
      { ...web, group: 'example.org' },
      'notFound',
    ],
    ['a name that is a path', { ...web, name: '../secrets' }, 'notFound'],
    [
      'a Secret',
      { kind: 'Secret', namespace: 'web', name: 'token' },
      'forbidden',
    ],
  ])('says of %s that it is %3$s', async (_, resource, status) => {
    const server = await fleet.startServer(`two-${clients.length}`);
    install(server);
    expect(await read(server, resource)).toEqual({
      status,
      message: expect.any(String),
      messageCode: expect.anything(),
    });
  });

  it('says plainly that the identity may not read the kind', async () => {
    const server = await fleet.startServer('strict', []);
    install(server);
    server.client.create({
      apiVersion: `${RBAC}/v1`,
      kind: 'ClusterRoleBinding',
      metadata: { name: 'discovery' },
      roleRef: {
        apiGroup: RBAC,
        kind: 'ClusterRole',
        name: 'system:discovery',
      },
      subjects: [{ kind: 'User', name: 'portal', apiGroup: RBAC }],
    } as any);
    expect(await read(server, web)).toEqual({
      status: 'forbidden',
      message: expect.stringMatching(/Not allowed to read Deployment web/),
      messageCode: expect.objectContaining({
        code: 'response-forbidden-because',
      }),
    });
  });
});
