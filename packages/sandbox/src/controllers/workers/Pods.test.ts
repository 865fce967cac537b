import { request } from 'node:https';
import { createCertificateAuthority, startApiServer } from '../../apiserver';
import type { ApiServer, KubernetesObject } from '../../apiserver/types';
import { TRACKING_ID } from '../argocd/comparison';
import { keyOf } from '../runtime/keys';
import { Pace } from '../runtime/Pace';
import { Kubelet } from './Kubelet';
import { Pods } from './Pods';

const log = () => {};
let server: ApiServer;
let ca: string;
const parts: Array<{ close(): Promise<void> }> = [];

beforeEach(async () => {
  const authority = await createCertificateAuthority();
  ca = authority.certificate;
  server = await startApiServer({
    name: 'worker',
    version: 'v1.34.1',
    ca: authority,
    tokens: [
      { token: 'reader', user: 'portal', groups: ['portal'] },
      { token: 'stranger', user: 'stranger', groups: [] },
    ],
  });
  const { client } = server;
  client.create({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'shop' },
  });
  client.create({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: 'portal-view' },
    roleRef: {
      apiGroup: 'rbac.authorization.k8s.io',
      kind: 'ClusterRole',
      name: 'view',
    },
    subjects: [
      {
        apiGroup: 'rbac.authorization.k8s.io',
        kind: 'Group',
        name: 'portal',
      },
    ],
  });
  const pace = new Pace(100);
  const kubelet = new Kubelet({ client, pace, log });
  const pods = new Pods({ client, log });
  kubelet.start();
  pods.start();
  parts.push(kubelet, pods);
});
afterEach(async () => {
  await Promise.all(parts.splice(0).map(part => part.close()));
  await server.close();
});

const addNode = () =>
  server.client.create({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'node-1' },
  });

function deploy(change: {
  image?: string;
  annotations?: Record<string, string>;
}): KubernetesObject {
  return server.client.create({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: 'checkout',
      namespace: 'shop',
      annotations: change.annotations ?? {
        [TRACKING_ID]: 'checkout:apps/Deployment:shop/checkout',
      },
    },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: 'checkout' } },
      template: {
        metadata: { labels: { app: 'checkout' } },
        spec: {
          containers: [
            { name: 'checkout', image: change.image ?? 'shop/checkout:1' },
          ],
        },
      },
    },
  });
}

const podsOf = () =>
  server.client.list('v1', 'Pod', {
    namespace: 'shop',
    labelSelector: 'app=checkout',
  });
const replicaSets = () => server.client.list('apps/v1', 'ReplicaSet');
const events = (pod: KubernetesObject) =>
  server.client
    .list('v1', 'Event', { namespace: 'shop' })
    .filter(event => event.involvedObject.uid === pod.metadata.uid)
    .map(({ reason }) => reason)
    .sort();

async function until(holds: () => boolean) {
  const end = Date.now() + 30_000;
  while (!holds()) {
    if (Date.now() > end) throw new Error(JSON.stringify(podsOf(), null, 1));
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}
const areRunning = (count: number) => () =>
  podsOf().length === count &&
  podsOf().every(({ status }) => status?.phase === 'Running');

/** GET as a person with a token. */
const get = (path: string, token = 'reader') =>
  new Promise<{ status?: number; body: string }>((resolve, reject) => {
    request(
      `https://127.0.0.1:${server.port}${path}`,
      { ca, headers: { authorization: `Bearer ${token}` } },
      response => {
        let body = '';
        response.on('data', text => (body += text));
        response.on('end', () =>
          resolve({ status: response.statusCode, body }),
        );
      },
    )
      .on('error', reject)
      .end();
  });
const logOf = (pod: KubernetesObject) =>
  `/api/v1/namespaces/shop/pods/${pod.metadata.name}/log`;

it('runs the Pods of a Deployment, with events and logs', async () => {
  addNode();
  const deployment = deploy({});
  await until(areRunning(2));
  const [set] = replicaSets();
  expect(set.metadata.ownerReferences![0].uid).toBe(deployment.metadata.uid);
  for (const pod of podsOf()) {
    expect(pod.metadata.ownerReferences![0].uid).toBe(set.metadata.uid);
    expect(pod.spec.nodeName).toBe('node-1');
    expect(events(pod)).toEqual(['Scheduled', 'Started']);
  }
  const [pod] = podsOf();
  const { status, body } = await get(`${logOf(pod)}?container=checkout`);
  expect(status).toBe(200);
  expect(body).toMatch(/INFO checkout started/);
  expect((await get(`${logOf(pod)}?container=other`)).body).toContain(
    `container other is not valid for pod ${pod.metadata.name}`,
  );
  expect((await get(logOf(pod), 'stranger')).status).toBe(403);
  expect((await get(logOf({ metadata: { name: 'x' } } as any))).status).toBe(
    404,
  );
});

it('says of an image that nobody has why its Pods do not run', async () => {
  addNode();
  deploy({ image: 'shop/checkout:does-not-exist' });
  await until(() =>
    podsOf().some(
      ({ status }) =>
        status?.containerStatuses[0].state.waiting?.reason ===
        'ImagePullBackOff',
    ),
  );
  const [pod] = podsOf();
  expect(pod.status.phase).toBe('Pending');
  expect(events(pod)).toEqual(['Failed', 'Scheduled']);
  const { status, body } = await get(logOf(pod));
  expect(status).toBe(400);
  expect(body).toMatch(/waiting to start: trying and failing to pull image/);
});

it('replaces the Pods of another template, and removes those that are too many', async () => {
  addNode();
  const deployment = deploy({});
  await until(areRunning(2));
  const before = podsOf().map(({ metadata }) => metadata.uid);
  const change = (spec: object) =>
    server.client.patch(keyOf(deployment), { spec });
  change({
    template: {
      spec: { containers: [{ name: 'checkout', image: 'shop/checkout:2' }] },
    },
  });
  await until(
    () =>
      areRunning(2)() &&
      podsOf().every(({ metadata }) => !before.includes(metadata.uid)),
  );
  expect(replicaSets()).toHaveLength(1);
  change({ replicas: 1 });
  await until(areRunning(1));
  server.client.delete(keyOf(deployment));
  await until(() => podsOf().length === 0 && replicaSets().length === 0);
  expect(server.client.list('v1', 'Event', { namespace: 'shop' })).toEqual([]);
});

it('makes no Pods without a node, and none of what no Application applied', async () => {
  deploy({});
  await new Promise(resolve => setTimeout(resolve, 200));
  expect(podsOf()).toEqual([]);
  addNode();
  await until(areRunning(2));
  server.client.delete({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    namespace: 'shop',
    name: 'checkout',
  });
  await until(() => podsOf().length === 0);
  const other = deploy({ annotations: {} });
  await until(
    () => server.client.get(keyOf(other))?.status?.availableReplicas === 2,
  );
  expect(podsOf()).toEqual([]);
});
