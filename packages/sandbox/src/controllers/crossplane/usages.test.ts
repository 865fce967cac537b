import { createCertificateAuthority, startApiServer } from '../../apiserver';
import type { ApiServer, KubernetesObject } from '../../apiserver/types';
import { usageOf } from '../composition/usages';
import { bootstrapManagement } from '../bootstrap';
import { Pace } from '../runtime/Pace';
import { readGitopsFiles } from '../../fleet/gitopsFiles';
import { UsageController } from './UsageController';
import { UsageIndex } from './UsageIndex';
import { inUseMessage, refuseDeletionInUse } from './usageWebhook';

jest.setTimeout(30_000);

const NAMESPACE = 'clusters-dev';
const THING = { apiVersion: 'v1', kind: 'ConfigMap', namespace: NAMESPACE };

const until = async (check: () => boolean) => {
  for (let i = 0; i < 400; i++) {
    if (check()) return;
    await new Promise(r => setTimeout(r, 20));
  }
  throw new Error('It did not come about');
};

describe('Usages', () => {
  let server: ApiServer;
  let index: UsageIndex;
  let controller: UsageController;

  const get = (name: string) => server.client.get({ ...THING, name });
  const getUsage = (usage: KubernetesObject) =>
    server.client.get({
      apiVersion: usage.apiVersion,
      kind: usage.kind,
      name: usage.metadata.name,
      namespace: usage.metadata.namespace,
    });

  beforeEach(async () => {
    server = await startApiServer({
      name: 'management',
      version: 'v1.34.1',
      ca: await createCertificateAuthority(),
      tokens: [],
    });
    const { client } = server;
    bootstrapManagement(
      client,
      readGitopsFiles({ repoUrl: 'http://git', claims: false }),
    );
    client.create({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: NAMESPACE },
    });
    index = new UsageIndex(client);
    index.start();
    server.setDeletionWebhook(refuseDeletionInUse(client, index));
    controller = new UsageController({
      client,
      usages: index,
      pace: new Pace(10),
      log: () => {},
    });
    controller.start();
  });
  afterEach(async () => {
    await controller.close();
    index.close();
    await server.close();
  });

  const ownerOf = ({ apiVersion, kind, metadata }: KubernetesObject) => ({
    apiVersion,
    kind,
    name: metadata.name,
    uid: metadata.uid!,
    controller: true,
    blockOwnerDeletion: true,
  });
  function make(name: string, owner?: KubernetesObject): KubernetesObject {
    return server.client.create({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name,
        namespace: NAMESPACE,
        ...(owner && { ownerReferences: [ownerOf(owner)] }),
      },
    });
  }
  async function use(
    of: KubernetesObject,
    by: KubernetesObject,
    owner?: KubernetesObject,
    replayDeletion = true,
  ): Promise<KubernetesObject> {
    const usage = usageOf(of, by, { version: 'v2', replayDeletion });
    if (owner) {
      usage.metadata.ownerReferences = [ownerOf(owner)];
      usage.metadata.labels = { 'crossplane.io/composite': 'xr' };
    }
    server.client.create(usage);
    await until(
      () => getUsage(usage)?.status?.conditions?.[0]?.status === 'True',
    );
    return usage;
  }
  const remove = (name: string, policy: 'Foreground' | 'Background') =>
    server.client.delete({ ...THING, name }, { propagationPolicy: policy });

  it('label what is used, and belong to what uses', async () => {
    const [vpc, nat] = [make('vpc'), make('nat')];
    const usage = await use(vpc, nat);
    expect(get('vpc')?.metadata.labels).toEqual({
      'crossplane.io/in-use': 'true',
    });
    expect(getUsage(usage)?.metadata).toMatchObject({
      annotations: { 'crossplane.io/usage-details': 'dependency' },
      finalizers: ['usage.apiextensions.crossplane.io'],
      ownerReferences: [{ kind: 'ConfigMap', name: 'nat' }],
    });
  });

  it("refuse the deletion of what is used, in Crossplane's words", async () => {
    const [vpc, nat] = [make('vpc'), make('nat')];
    const { metadata } = await use(vpc, nat);
    expect(() => remove('vpc', 'Foreground')).toThrow(
      expect.objectContaining({
        code: 409,
        message: `admission webhook "nousages.protection.crossplane.io" denied the request: This resource is in-use by 1 usage(s), including the *v1beta1.Usage "${metadata.name}" (in namespace "clusters-dev") by resource ConfigMap/nat.`,
      }),
    );
    expect(get('vpc')?.metadata.deletionTimestamp).toBeUndefined();
    expect(get('vpc')?.metadata.annotations).toEqual({
      'usage.crossplane.io/deletion-attempt-with-policy': 'Foreground',
    });
  });

  it('delete what was refused once what uses is gone', async () => {
    const [vpc, nat] = [make('vpc'), make('nat')];
    await use(vpc, nat);
    expect(() => remove('vpc', 'Background')).toThrow('in-use');
    remove('nat', 'Background');
    await until(() => !get('vpc'));
    expect(get('nat')).toBeUndefined();
  });

  it('leave what was not asked to be deleted, without the label', async () => {
    const [vpc, nat] = [make('vpc'), make('nat')];
    const usage = await use(vpc, nat);
    remove('nat', 'Background');
    await until(() => !getUsage(usage));
    expect(get('vpc')?.metadata.labels ?? {}).toEqual({});
  });

  it.each(['Foreground', 'Background'] as const)(
    'order the deletion of all that an owner has (%s)',
    async policy => {
      const xr = make('xr');
      const [vpc, subnet, nat] = ['vpc', 'subnet', 'nat'].map(name =>
        make(name, xr),
      );
      await use(vpc, subnet, xr);
      await use(subnet, nat, xr);
      const gone: string[] = [];
      server.client.watch('v1', 'ConfigMap', ({ type, object }) => {
        if (type === 'DELETED') gone.push(object.metadata.name);
      });
      remove('xr', policy);
      await until(() => !get('vpc') && !get('xr'));
      const composed = gone.filter(name => name !== 'xr');
      expect(composed).toEqual(['nat', 'subnet', 'vpc']);
      // In the foreground the owner goes last.
      expect(gone.indexOf('xr')).toBe(policy === 'Foreground' ? 3 : 0);
      await until(
        () =>
          server.client.list('protection.crossplane.io/v1beta1', 'Usage')
            .length === 0,
      );
    },
  );

  it('without a replay leave the rest to the garbage collector, which tries again', async () => {
    const xr = make('xr');
    const [vpc, nat] = [make('vpc', xr), make('nat', xr)];
    await use(vpc, nat, xr, false);
    remove('xr', 'Foreground');
    await until(() => !get('xr'));
    expect(get('vpc')).toBeUndefined();
  });
});

describe('inUseMessage', () => {
  const usage = (kind: string, spec: object): KubernetesObject => ({
    apiVersion: 'protection.crossplane.io/v1beta1',
    kind,
    metadata: { name: 'u' },
    spec,
  });

  it.each([
    [
      [
        usage('ClusterUsage', {
          by: { kind: 'A', resourceRef: { name: 'a' } },
        }),
      ],
      'This resource is in-use by 1 usage(s), including the *v1beta1.ClusterUsage "u" by resource A/a.',
    ],
    [
      [usage('ClusterUsage', { reason: 'why' }), usage('Usage', {})],
      'This resource is in-use by 2 usage(s), including the *v1beta1.ClusterUsage "u" with reason: "why".',
    ],
    [
      [usage('Usage', {})],
      'This resource is in-use by 1 usage(s), including the *v1beta1.Usage "u".',
    ],
  ])('%#', (usages, text) => {
    expect(inUseMessage(usages)).toBe(text);
  });
});
