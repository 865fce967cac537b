import { ChildProcess } from 'node:child_process';
import { mockServices } from '@backstage/backend-test-utils';
import * as strategies from '@backstage/plugin-kubernetes-backend';
import {
  type ApiServer,
  createCertificateAuthority,
  startApiServer,
} from '@worker-clusters/sandbox';
import { ApiServerClient } from '../http/ApiServerClient';
import { FakeTokenEndpoint } from '../__testUtils__/FakeTokenEndpoint';
import {
  type AccessEnvironment,
  readManagementAccess,
} from './managementAccess';

jest.setTimeout(300_000);

const SECRET_KEY = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const AWS = {
  mainAccount: {
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    secretAccessKey: SECRET_KEY,
  },
};

/** What a token of EKS is: the URL of a request to STS that only the holder of the credentials can sign. */
const decodeAws = (token: string | undefined) =>
  new URL(
    Buffer.from(token!.replace('k8s-aws-v1.', ''), 'base64url').toString(),
  );

describe('the strategies of the Kubernetes plugin', () => {
  const endpoint = new FakeTokenEndpoint();
  const before = { ...process.env };
  let time: number;
  let loadStrategies: AccessEnvironment['loadStrategies'];

  // The SDKs fall back to the programs of the clouds, which would answer with the identity of whoever runs the test.
  const started: string[] = [];
  jest
    .spyOn(ChildProcess.prototype as any, 'spawn')
    .mockImplementation(({ args }: any) => {
      started.push(args.join(' '));
      throw new Error('no program may start here');
    });
  const withoutPrograms = {
    AZURE_TOKEN_CREDENTIALS: 'prod',
    GOOGLE_CLOUD_PROJECT: 'a-project',
  };

  beforeAll(async () => {
    await endpoint.listen();
    Object.assign(process.env, withoutPrograms, {
      GCE_METADATA_HOST: endpoint.host,
    });
    // The SDK of Google takes long to load.
    await new strategies.GoogleServiceAccountStrategy({
      config: mockServices.rootConfig(),
    }).getCredential();
  });
  afterAll(() => endpoint.close());
  beforeEach(() => {
    time = Date.now();
    loadStrategies = async () => strategies;
    endpoint.issued = 0;
    endpoint.failure = undefined;
    endpoint.requests.length = 0;
    Object.assign(process.env, withoutPrograms, {
      AWS_ENDPOINT_URL_STS: `http://${endpoint.host}`,
      AWS_REGION: 'eu-central-1',
      AWS_MAX_ATTEMPTS: '1',
      IDENTITY_ENDPOINT: `http://${endpoint.host}/msi/token`,
      IDENTITY_HEADER: 'the-identity-header',
      GCE_METADATA_HOST: endpoint.host,
    });
  });
  afterEach(() => {
    process.env = { ...before };
    const programs = started.splice(0);
    if (programs.length) throw new Error(`Started: ${programs.join()}`);
  });

  const open = (
    options: object,
    {
      root = {},
      url = 'https://m.example.org',
    }: { root?: object; url?: string } = {},
  ) =>
    readManagementAccess(
      mockServices.rootConfig({ data: { name: 'm', url, ...options } as any }),
      mockServices.rootConfig({ data: root as any }),
      {
        env: process.env,
        serviceAccountMount: '/',
        now: () => time,
        loadStrategies,
      },
    );

  const ASSUMES = {
    authProvider: 'aws',
    authMetadata: {
      'kubernetes.io/x-k8s-aws-id': 'management-eks',
      'kubernetes.io/aws-assume-role': 'arn:aws:iam::123456789012:role/portal',
      'kubernetes.io/aws-external-id': 'an-external-id',
    },
  };

  it('aws: signs a token for the cluster with the role that it assumes', async () => {
    const access = open(ASSUMES, { root: { aws: AWS } });
    const url = decodeAws((await access.read()).token);
    expect(url.hostname).toBe('sts.eu-central-1.amazonaws.com');
    expect(url.searchParams.get('X-Amz-Credential')).toMatch(
      /^ASIA\d+\/\d+\/eu-central-1\/sts\/aws4_request$/,
    );
    expect(url.searchParams.get('X-Amz-SignedHeaders')).toBe(
      'host;x-k8s-aws-id',
    );
    const request = endpoint.requests.find(r => r.includes('=AssumeRole'));
    expect(request).toContain(encodeURIComponent('role/portal'));
    expect(request).toContain('ExternalId=an-external-id');
    // Shared until it is renewed: not one AssumeRole for each request of a watch.
    const { issued } = endpoint;
    expect(decodeAws((await access.read()).token).href).toBe(url.href);
    expect(endpoint.issued).toBe(issued);
    time += 4 * 60_000;
    const renewed = decodeAws((await access.read()).token);
    expect(renewed.searchParams.get('X-Amz-Credential')).toMatch(
      `ASIA${endpoint.issued}/`,
    );
  });

  it('aws: signs with the identity of the portal without a role', async () => {
    const access = open({ authProvider: 'aws' }, { root: { aws: AWS } });
    const url = decodeAws((await access.read()).token);
    expect(url.searchParams.get('X-Amz-Credential')).toMatch(
      /^AKIAIOSFODNN7EXAMPLE\//,
    );
    expect(endpoint.requests).toEqual([]);
  });

  it('aws: says why there is no token, without secrets, and recovers', async () => {
    const access = open(ASSUMES, { root: { aws: AWS } });
    const refuse = (message: string) => {
      endpoint.failure = () => [
        403,
        `<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>${message}</Message></Error></ErrorResponse>`,
        { 'Content-Type': 'text/xml' },
      ];
    };
    refuse(
      'User: arn:aws:iam::1:user/portal is not authorized to perform: sts:AssumeRole',
    );
    await expect(access.read()).rejects.toThrow(
      /^authProvider aws: no token: User: arn:aws:iam::1:user\/portal is not authorized to perform: sts:AssumeRole$/,
    );
    time += 10_000;
    refuse(`signed with ${SECRET_KEY}`);
    await expect(access.read()).rejects.toThrow(/message withheld/);
    time += 10_000;
    refuse(`the token was FwoGZXIvYXdzEBYaDHqa0AP1aZ2kx7Qm5n8b1c3d`);
    await expect(access.read()).rejects.toThrow(/: the token was …$/);
    time += 10_000;
    endpoint.failure = undefined;
    expect((await access.read()).token).toMatch(/^k8s-aws-v1\./);
  });

  it('azure: asks the managed identity, and recovers from a failure', async () => {
    const access = open({ authProvider: 'azure' });
    endpoint.failure = () => [400, '{"error":"invalid_request"}'];
    await expect(access.read()).rejects.toThrow(
      /^authProvider azure: no token/,
    );
    await expect(access.read()).rejects.not.toThrow(/the-identity-header/);
    endpoint.failure = undefined;
    // The strategy of Backstage goes on to fail once it has failed: it is made anew.
    time += 10_000;
    expect((await access.read()).token).toMatch(/^azure-\d+$/);
    expect(endpoint.requests.at(-1)).toContain(
      'resource=6dae42f8-4368-4678-94ff-3960e28e3630',
    );
  });

  it('googleServiceAccount: refuses a key that is not JSON without showing it', async () => {
    const access = open(
      { authProvider: 'googleServiceAccount' },
      {
        root: {
          kubernetes: { googleServiceAccountCredentials: 's3cret-key-text' },
        },
      },
    );
    const failure = await access.read().catch(error => error);
    expect(failure.message).toBe(
      "authProvider googleServiceAccount: kubernetes.googleServiceAccountCredentials is not the JSON of a service account's key",
    );
  });

  it('says that the package is missing', async () => {
    loadStrategies = async () => {
      throw Object.assign(new Error(), { code: 'MODULE_NOT_FOUND' });
    };
    await expect(open({ authProvider: 'aws' }).read()).rejects.toThrow(
      'authProvider aws: needs the package @backstage/plugin-kubernetes-backend, which cannot be loaded (MODULE_NOT_FOUND); add it to the dependencies of the backend',
    );
  });

  describe('with an API server', () => {
    let server: ApiServer;
    let client: ApiServerClient;
    const request = { path: '/version', what: 'the version' };
    const grant = (token: string) => ({
      user: 'portal',
      token,
      groups: ['system:masters'],
    });

    const start = async (authProvider: string, token: string) => {
      const ca = await createCertificateAuthority();
      server = await startApiServer({
        name: 'm',
        version: 'v1.34.1',
        ca,
        tokens: [grant(token)],
      });
      const caData = Buffer.from(ca.certificate).toString('base64');
      client = new ApiServerClient({
        access: open({ authProvider, caData }, { url: server.url }),
      });
    };
    afterEach(async () => {
      await client.close();
      await server.close();
    });

    it('googleServiceAccount: requests a token of the metadata service, and another after a 401', async () => {
      await start('googleServiceAccount', 'google-1');
      expect(await client.getJson(request)).toMatchObject({ major: '1' });
      server.revokeToken('google-1');
      server.addToken(grant('google-2'));
      time += 10_000;
      expect(await client.getJson(request)).toMatchObject({ major: '1' });
      expect(endpoint.issued).toBe(2);
    });

    it('azure: requests a token of the managed identity, and another after a 401', async () => {
      await start('azure', 'azure-1');
      expect(await client.getJson(request)).toMatchObject({ major: '1' });
      server.revokeToken('azure-1');
      server.addToken(grant('azure-2'));
      time += 10_000;
      expect(await client.getJson(request)).toMatchObject({ major: '1' });
      expect(endpoint.issued).toBe(2);
    });

    it('says what to do if the server does not accept the token', async () => {
      await start('googleServiceAccount', 'google-1');
      server.revokeToken('google-1');
      await expect(client.getJson(request)).rejects.toMatchObject({
        kind: 'unauthorized',
        message: `${server.url}: token not accepted (401); check that the service account of the portal has the role roles/container.clusterViewer in the project of the GKE cluster`,
      });
    });
  });
});
