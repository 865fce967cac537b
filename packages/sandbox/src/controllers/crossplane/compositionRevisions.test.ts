import { parse } from 'yaml';
import { createCertificateAuthority, startApiServer } from '../../apiserver';
import type { ApiServer, KubernetesObject } from '../../apiserver/types';
import { readGitopsFiles } from '../../fleet/gitopsFiles';
import { bootstrapManagement } from '../bootstrap';
import { Pace } from '../runtime/Pace';
import { Crossplane } from './Crossplane';

jest.setTimeout(60_000);

const files = readGitopsFiles({ repoUrl: 'http://git', claims: true });
const COMPOSITION = 'crossplane/compositions/workercluster-aws.yaml';
const CLAIMS = {
  dev: parse(files['crossplane/claims/dev/payments-dev.yaml']),
  prod: parse(files['crossplane/claims/prod/payments-prod.yaml']),
};
type Environment = keyof typeof CLAIMS;

const until = async (check: () => boolean) => {
  for (let i = 0; i < 1000; i++) {
    if (check()) return;
    await new Promise(r => setTimeout(r, 20));
  }
  throw new Error('It did not come about');
};

describe('a change of a Composition', () => {
  let server: ApiServer;
  let crossplane: Crossplane;

  beforeEach(async () => {
    server = await startApiServer({
      name: 'management',
      version: 'v1.34.1',
      ca: await createCertificateAuthority(),
      tokens: [],
    });
    const { client } = server;
    bootstrapManagement(client, files);
    for (const environment of Object.keys(CLAIMS)) {
      const metadata = { name: `clusters-${environment}` };
      client.create({ apiVersion: 'v1', kind: 'Namespace', metadata });
    }
    crossplane = new Crossplane({
      client,
      pace: new Pace(40),
      log: () => {},
      onProviderKind: () => {},
      onClaimKind: () => {},
    });
    crossplane.start();
    client.apply(composition(), 'git');
    client.apply(parse(files['crossplane/xrds/workercluster.yaml']), 'git');
    await until(() =>
      Boolean(
        client.get({
          apiVersion: 'apiextensions.k8s.io/v1',
          kind: 'CustomResourceDefinition',
          name: 'workerclusters.platform.example.org',
        }),
      ),
    );
  });
  afterEach(async () => {
    await crossplane?.close();
    await server?.close();
  });

  /** The Composition of the repository, with other ones of its channels and another setting of the VPC. */
  function composition({
    released = ['dev', 'staging', 'prod'],
    dnsSupport = true,
  } = {}): KubernetesObject {
    const object = parse(files[COMPOSITION]);
    const { labels } = object.metadata;
    for (const environment of ['dev', 'staging', 'prod']) {
      const channel = `platform.example.org/channel-${environment}`;
      expect(labels[channel]).toBe('true');
      // Merged into what is there: a label that is gone is taken away.
      if (!released.includes(environment)) labels[channel] = null;
    }
    const vpc = object.spec.pipeline[0].input.resources[0];
    expect(vpc.name).toBe('vpc');
    vpc.base.spec.forProvider.enableDnsSupport = dnsSupport;
    return object;
  }
  const change = (options: Parameters<typeof composition>[0]) => {
    const { apiVersion, kind, metadata, spec } = composition(options);
    server.client.patch(
      { apiVersion, kind, name: metadata.name },
      { metadata: { labels: metadata.labels }, spec },
    );
  };
  const dnsSupport = (environment: Environment) =>
    server.client
      .list('ec2.aws.m.upbound.io/v1beta1', 'VPC', {
        namespace: `clusters-${environment}`,
      })
      .map(vpc => vpc.spec.forProvider.enableDnsSupport)[0];
  const cluster = (environment: Environment) => {
    const { apiVersion, kind, metadata } = CLAIMS[environment];
    const { name, namespace } = metadata;
    return server.client.get({ apiVersion, kind, name, namespace })!;
  };
  const followed = (environment: Environment) =>
    cluster(environment).spec.crossplane.compositionRevisionRef?.name;
  const revisions = () =>
    server.client
      .list('apiextensions.crossplane.io/v1', 'CompositionRevision')
      .map(r => [r.metadata.name, r.spec.revision]);
  const create = async (...environments: Environment[]) => {
    for (const environment of environments) {
      server.client.apply(CLAIMS[environment], 'git');
    }
    for (const environment of environments) {
      await until(() => dnsSupport(environment) === true);
    }
  };

  it('reaches dev only, until it is promoted', async () => {
    await create('dev', 'prod');
    const first = followed('prod');
    expect(followed('dev')).toBe(first);

    change({ released: ['dev'], dnsSupport: false });
    await until(() => dnsSupport('dev') === false);
    expect(followed('dev')).not.toBe(first);
    expect(followed('prod')).toBe(first);
    // Something else happens to the cluster in production: it stays at what was released.
    server.client.patch(
      {
        apiVersion: CLAIMS.prod.apiVersion,
        kind: CLAIMS.prod.kind,
        ...CLAIMS.prod.metadata,
      },
      { spec: { nodes: { max: 9 } } },
    );
    await until(() => cluster('prod').status?.conditions?.length > 0);
    expect(dnsSupport('prod')).toBe(true);
    expect(followed('prod')).toBe(first);

    change({ released: ['dev', 'staging', 'prod'], dnsSupport: false });
    await until(() => dnsSupport('prod') === false);
    expect(followed('prod')).toBe(followed('dev'));
  });

  it('goes back everywhere with a revert, to the revision that was there before', async () => {
    await create('dev', 'prod');
    const first = followed('prod');
    change({ released: ['dev'], dnsSupport: false });
    await until(() => dnsSupport('dev') === false);

    change({});
    await until(() => dnsSupport('dev') === true);
    expect([followed('dev'), followed('prod')]).toEqual([first, first]);
    expect(new Map(revisions() as any).get(first)).toBe(3);
  });

  it('does not reach a cluster that is pinned to a revision', async () => {
    await create('dev');
    const first = followed('dev');
    const { apiVersion, kind, metadata } = CLAIMS.dev;
    const { name, namespace } = metadata;
    server.client.patch(
      { apiVersion, kind, name, namespace },
      { spec: { crossplane: { compositionUpdatePolicy: 'Manual' } } },
    );
    change({ dnsSupport: false });
    await until(() => revisions().length === 2);
    // When a cluster of the new revision is there, the other one has had its time.
    server.client.apply(CLAIMS.prod, 'git');
    await until(() => dnsSupport('prod') === false);
    expect(followed('dev')).toBe(first);
    expect(dnsSupport('dev')).toBe(true);
  });

  it('says so where no revision is released to the environment', async () => {
    change({ released: ['dev'] });
    // The revision that was released to all is there as well, as in a fleet; this environment has none.
    const { metadata, spec } = CLAIMS.prod;
    server.client.apply(
      {
        ...CLAIMS.prod,
        metadata,
        spec: {
          ...spec,
          crossplane: {
            compositionRevisionSelector: {
              matchLabels: { 'platform.example.org/channel-qa': 'true' },
            },
          },
        },
      },
      'git',
    );
    const message = 'no compatible CompositionRevisions found';
    const synced = () =>
      cluster('prod').status?.conditions?.find((c: any) => c.type === 'Synced');
    await until(() => synced()?.message?.includes(message));
    expect(synced().status).toBe('False');
  });
});
