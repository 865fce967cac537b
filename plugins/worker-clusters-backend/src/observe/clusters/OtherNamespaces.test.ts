import type { ApiServer } from '@worker-clusters/sandbox';
import { eventually } from '../../__testUtils__/eventually';
import {
  application,
  claim,
  installArgoCd,
  portalSecret,
  TestFleet,
  TOKEN,
} from '../__testUtils__/TestFleet';
import type { WorkerObservation } from '../types';

jest.setTimeout(60_000);

const REF = { managementCluster: 'm', namespace: 'team-a', name: 'orders' };
const RBAC = 'rbac.authorization.k8s.io';
const READ = ['get', 'list', 'watch'];

describe('Applications in other namespaces, on real API servers', () => {
  let fleet: TestFleet;
  let management: ApiServer;

  beforeEach(async () => {
    fleet = await TestFleet.create();
    management = await fleet.startServer('management');
  });
  afterEach(() => fleet.close());

  const inNamespace = (name: string, namespace: string) => {
    const object = application(name);
    return { ...object, metadata: { ...object.metadata, namespace } };
  };

  /** A worker whose Argo CD looks after these namespaces, with an Application in each of three; what is observed of it. */
  function observe(worker: ApiServer, namespaces?: string) {
    installArgoCd(worker);
    if (namespaces !== undefined) {
      worker.client.create({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'argocd-cmd-params-cm', namespace: 'argocd' },
        data: { 'application.namespaces': namespaces },
      });
    }
    for (const name of ['app-one', 'app-two', 'elsewhere']) {
      worker.client.create({
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name },
      });
    }
    worker.client.create(inNamespace('one', 'app-one'));
    worker.client.create(inNamespace('other', 'elsewhere'));
    management.client.create(claim('orders', worker.url));
    management.client.create(
      portalSecret('orders', {
        token: TOKEN,
        'ca.crt': fleet.ca.certificate,
      }),
    );
    const { observer } = fleet.observe({ m: management });
    return () => {
      const observed = observer.getCluster(REF)?.worker;
      expect(observed?.complete).toBe(true);
      return observed as WorkerObservation;
    };
  }
  const seen = (observed: WorkerObservation) =>
    observed.applications
      .map(a => `${a.metadata.namespace}/${a.metadata.name}`)
      .sort();
  const OWN = 'argocd/checkout';

  it('are seen in the namespaces that Argo CD looks after, as they come and go', async () => {
    const worker = await fleet.startServer('worker');
    const observed = observe(worker, 'app-*');
    await eventually(() =>
      expect(seen(observed())).toEqual(['app-one/one', OWN]),
    );
    expect(observed().otherNamespaces).toEqual({
      patterns: ['app-*'],
      readable: true,
    });
    worker.client.create(inNamespace('two', 'app-two'));
    await eventually(() =>
      expect(seen(observed())).toEqual(['app-one/one', 'app-two/two', OWN]),
    );
  });

  it('are left alone where Argo CD leaves them alone', async () => {
    const worker = await fleet.startServer('worker');
    const observed = observe(worker);
    await eventually(() => expect(seen(observed())).toEqual([OWN]));
    expect(observed().otherNamespaces).toBeUndefined();
  });

  it('are named as not read where the portal may not, which is no failure of the connection', async () => {
    const worker = await fleet.startServer('strict', []);
    for (const object of [
      {
        kind: 'Role',
        metadata: { name: 'portal', namespace: 'argocd' },
        rules: [
          { apiGroups: ['argoproj.io'], resources: ['*'], verbs: READ },
          { apiGroups: ['apps'], resources: ['*'], verbs: READ },
          { apiGroups: [''], resources: ['configmaps'], verbs: READ },
        ],
      },
      {
        kind: 'RoleBinding',
        metadata: { name: 'portal', namespace: 'argocd' },
        roleRef: { apiGroup: RBAC, kind: 'Role', name: 'portal' },
        subjects: [{ kind: 'User', name: 'portal', apiGroup: RBAC }],
      },
    ]) {
      worker.client.create({ apiVersion: `${RBAC}/v1`, ...object } as any);
    }
    const observed = observe(worker, 'app-*');
    await eventually(() =>
      expect(observed().otherNamespaces).toEqual({
        patterns: ['app-*'],
        readable: false,
      }),
    );
    expect(seen(observed())).toEqual([OWN]);
    expect(observed().connection.status).toBe('live');
  });
});
