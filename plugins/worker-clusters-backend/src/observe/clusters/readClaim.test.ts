import { claim, TestFleet, TOKEN } from '../__testUtils__/TestFleet';
import { constantAccess } from '../http/ApiAccess';
import { ApiServerClient } from '../http/ApiServerClient';
import { readClaim } from './readClaim';

jest.setTimeout(60_000);

describe('readClaim, on a real API server', () => {
  let fleet: TestFleet;
  let client: ApiServerClient;

  beforeAll(async () => {
    fleet = await TestFleet.create();
    const server = await fleet.startServer('one');
    server.client.create(claim('dev'));
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

  const read = (over: object = {}) =>
    readClaim(
      client,
      {
        apiVersion: 'platform.example.org/v1alpha1',
        kind: 'WorkerCluster',
        namespace: 'team-a',
        name: 'dev',
        ...over,
      },
      new AbortController().signal,
    );

  it('reads the object as the server has it', async () => {
    expect(await read()).toMatchObject({
      value: {
        metadata: { uid: expect.any(String) },
        spec: { region: 'eu-west-1' },
      },
    });
  });

  it.each([
    ['a name that is not there', { name: 'gone' }, 'notFound'],
    ['a kind that is not served', { kind: 'Nothing' }, 'notFound'],
  ])('answers %s', async (_, over, status) => {
    expect(await read(over)).toMatchObject({ status });
  });

  it('leads nowhere else by a name', async () => {
    expect(await read({ name: '../../secrets/x' })).toMatchObject({
      status: expect.stringMatching(/notFound|unreachable/),
    });
  });
});
