import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestDatabases } from '@backstage/backend-test-utils';
import { call } from '../../client';
import { apply, loadDefinitions, Manifest, until } from '../../kubernetes';
import { KubeApiServer } from '../../peers/KubeApiServer';
import { realDefinitions } from '../../platform/definitions';
import { installPlatform, Platform, PORTAL } from '../../platform/platform';
import { Portal, startPortal } from '../../portal';
import { Relay } from '../../Relay';
import { sharedFolder } from '../../shared';

jest.setTimeout(300_000);

const CLUSTER_ROLES = '/apis/rbac.authorization.k8s.io/v1/clusterroles';
const CRDS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

const application = (name: string): Manifest => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: { name, namespace: 'argocd' },
  spec: {
    project: 'default',
    source: { repoURL: 'https://git.example.org/a/b.git', path: name },
    destination: { server: 'https://kubernetes.default.svc' },
  },
});

/** One portal, which is never restarted, through all faults of its API servers. */
describe('the portal and a kube-apiserver', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  const definitions = realDefinitions(sharedFolder('real/crds')!);
  const folder = mkdtempSync(join(tmpdir(), 'faults-'));
  const tokenFile = join(folder, 'token');
  let management: KubeApiServer;
  let worker: KubeApiServer;
  let relay: Relay;
  let platform: Platform;
  let portal: Portal;
  let claims: string;

  beforeAll(async () => {
    management = await KubeApiServer.start({ name: 'management' });
    worker = await KubeApiServer.start({ name: 'worker' });
    platform = await installPlatform({ management, worker, definitions });
    claims = `/apis/${platform.group}/v1alpha1/namespaces/clusters-dev/workerclusters`;
    relay = await Relay.start(management.port);
    writeFileSync(tokenFile, platform.token);
    portal = await startPortal(
      {
        url: `https://127.0.0.1:${relay.port}`,
        ca: management.ca,
        tokenFile,
      },
      databases,
    );
    await allLive();
  });
  afterAll(async () => {
    await portal?.stop();
    await relay?.close();
    await worker?.close();
    await management?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const managementState = async () => (await portal.management()).connection;
  const workerState = async () =>
    (await portal.cluster(platform.clusters.v2)).connection;
  async function allLive(): Promise<void> {
    await until(async () => {
      expect(await managementState()).toMatchObject({ status: 'live' });
      expect(await workerState()).toMatchObject({ status: 'live' });
      const { unread } = await portal.cluster(platform.clusters.v2);
      expect(unread).toBeUndefined();
    }, 120);
  }
  /** A change that only a watch that works again can bring. */
  const setNodes = (max: number) =>
    call(management, 'PATCH', `${claims}/payments-dev`, {
      type: 'application/merge-patch+json',
      body: { spec: { nodes: { max } } },
    });
  const expectNodes = (max: number) =>
    until(async () => {
      const { nodes } = await portal.cluster(platform.clusters.v2);
      expect(nodes).toMatchObject({ max });
    }, 60);

  it('reads all of the management cluster over one connection', () => {
    expect(portal.answers.length).toBeGreaterThan(20);
    expect(relay.connections).toBe(1);
  });

  it('shows what it knew while the management cluster is killed, and is live after its start', async () => {
    await management.apiServer.end('SIGKILL');
    await until(async () => {
      expect((await managementState()).status).toBe('unreachable');
    });
    expect(await portal.cluster(platform.clusters.v2)).toMatchObject({
      phase: { phase: 'ready' },
      connection: { status: 'live' },
    });
    await management.startApiServer();
    await allLive();
    await setNodes(5);
    await expectNodes(5);
  });

  it('notices within 60 s that the management cluster hangs', async () => {
    management.apiServer.freeze();
    await until(async () => {
      expect(['stale', 'unreachable']).toContain(
        (await managementState()).status,
      );
    }, 60);
    management.apiServer.thaw();
    await allLive();
    await setNodes(6);
    await expectNodes(6);
  });

  it('notices within 60 s that a worker hangs, and that it goes on', async () => {
    worker.apiServer.freeze();
    await until(async () => {
      expect(['stale', 'unreachable']).toContain((await workerState()).status);
    }, 60);
    expect((await managementState()).status).toBe('live');
    worker.apiServer.thaw();
    await allLive();
  });

  it('reads on after a restart of the worker', async () => {
    await worker.apiServer.end();
    await worker.startApiServer();
    await allLive();
    await apply(worker, application('later'));
    await until(async () => {
      const items = await portal.applications(platform.clusters.v2);
      expect(items.map(a => a.name).sort()).toEqual(['later', 'welcome']);
    });
  });

  it('says which right is taken away, and goes on when it is back', async () => {
    const path = `${CLUSTER_ROLES}/${platform.roles[0]}`;
    const { body: role } = await call(management, 'GET', path);
    await call(management, 'DELETE', path);
    // Watches that are up are not asked again: the restart ends them.
    await management.apiServer.end();
    await management.startApiServer();
    await until(async () => {
      expect(await managementState()).toMatchObject({
        status: 'forbidden',
        message: expect.stringContaining('Add to the role'),
      });
    }, 60);
    await apply(management, {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: platform.roles[0] },
      rules: role.rules,
    });
    await allLive();
  });

  it('takes the next token from its file when the old one is revoked', async () => {
    const accounts = `/api/v1/namespaces/${PORTAL.namespace}/serviceaccounts`;
    // A ServiceAccount of the same name with another uid: its old tokens are void.
    await call(management, 'DELETE', `${accounts}/${PORTAL.name}`);
    const next = await management.serviceAccountToken(
      PORTAL.namespace,
      PORTAL.name,
    );
    await management.apiServer.end();
    await management.startApiServer();
    await until(async () => {
      expect(await managementState()).toMatchObject({
        status: 'unauthorized',
        message: expect.stringContaining('token'),
      });
    }, 60);
    writeFileSync(tokenFile, next);
    await allLive();
    await setNodes(7);
    await expectNodes(7);
  });

  it('lists again after a compaction: what changed and what went while it was cut off', async () => {
    const { body: list } = await call(management, 'GET', claims);
    const known = list.metadata.resourceVersion;
    relay.cut();
    await setNodes(8);
    await apply(management, {
      ...list.items[0],
      metadata: { name: 'lost-dev', namespace: 'clusters-dev' },
      spec: { ...list.items[0].spec, crossplane: undefined },
      status: undefined,
      apiVersion: list.apiVersion,
      kind: 'WorkerCluster',
    });
    await call(management, 'DELETE', `${claims}/lost-dev`);
    // The API server keeps events in memory: without its restart it would still answer from there.
    await management.apiServer.end();
    await management.compactStorage();
    await management.startApiServer();
    await until(async () => {
      const watch = await call(
        management,
        'GET',
        `${claims}?watch=true&timeoutSeconds=1&resourceVersion=${known}`,
      );
      expect(JSON.stringify(watch.body)).toContain('too old resource version');
    });
    relay.mend();
    await expectNodes(8);
    await allLive();
  });

  it('says that a kind is not served while its definition is gone, and reads it when it is back', async () => {
    const name = 'vpcs.ec2.aws.m.upbound.io';
    await call(management, 'DELETE', `${CRDS}/${name}`);
    await until(async () => {
      const { unread } = await portal.cluster(platform.clusters.v2);
      expect(unread).toMatchObject([
        { kind: 'VPC', message: expect.stringContaining('does not serve') },
      ]);
    }, 90);
    expect((await managementState()).status).toBe('live');
    await loadDefinitions(
      management,
      definitions.filter(d => d.metadata.name === name),
    );
    await allLive();
  });

  it('shows no Applications while a worker has no Argo CD, and reads them when it has', async () => {
    const name = 'applications.argoproj.io';
    const names = async () =>
      (await portal.applications(platform.clusters.v2)).map(a => a.name);
    await call(worker, 'DELETE', `${CRDS}/${name}`);
    await until(async () => {
      expect(await names()).toEqual([]);
    }, 90);
    // A worker without Argo CD is one whose Argo CD is not installed yet.
    expect((await workerState()).status).toBe('live');
    await loadDefinitions(
      worker,
      definitions.filter(d => d.metadata.name === name),
    );
    await apply(worker, application('again'));
    await until(async () => {
      expect(await names()).toEqual(['again']);
    }, 90);
    await allLive();
  });
});
