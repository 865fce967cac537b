import { TestFleet, TOKEN } from '../__testUtils__/TestFleet';
import { constantAccess } from '../http/ApiAccess';
import { ApiServerClient } from '../http/ApiServerClient';
import { readApplication } from './readApplication';

jest.setTimeout(60_000);

describe('readApplication, on a real API server', () => {
  let fleet: TestFleet;
  let client: ApiServerClient;

  beforeAll(async () => {
    fleet = await TestFleet.create();
    const server = await fleet.startServer('one');
    for (const kind of ['Application', 'AppProject']) {
      server.client.create({
        apiVersion: 'argoproj.io/v1alpha1',
        kind,
        metadata: { name: 'shop', namespace: 'argocd' },
        spec:
          kind === 'Application'
            ? {
                project: 'shop',
                destination: { namespace: 'shop' },
                source: { repoURL: 'https://git.example.org/shop', path: '.' },
              }
            : {
                syncWindows: [
                  {
                    kind: 'deny',
                    schedule: '0 22 * * *',
                    duration: '1h',
                    namespaces: ['shop'],
                  },
                ],
              },
        ...(kind === 'Application' && {
          status: {
            summary: { images: ['shop:1'] },
            resources: [{ kind: 'Service', name: 'shop', status: 'OutOfSync' }],
          },
        }),
      } as any);
    }
    client = new ApiServerClient({
      access: constantAccess({
        server: server.url,
        ca: fleet.ca.certificate,
        token: TOKEN,
      }),
    });
  });
  afterAll(async () => {
    await client.close();
    await fleet.close();
  });

  const read = (name: string) =>
    readApplication(
      client,
      { namespace: 'argocd', name },
      { argocdNamespace: 'argocd', signal: new AbortController().signal },
    );

  it('tells images, resources, and the sync windows of its project', async () => {
    expect(await read('shop')).toMatchObject({
      value: {
        readAt: expect.any(String),
        images: ['shop:1'],
        totalResources: 1,
        syncWindows: [{ kind: 'deny', schedule: '0 22 * * *' }],
      },
    });
  });

  it.each(['gone', '../secrets', 'a/b', ''])('does not find %j', async name => {
    expect(await read(name)).toEqual({
      status: 'notFound',
      message: expect.any(String),
      messageCode: expect.anything(),
    });
  });
});
