import { field, Template } from './template';

const RESOURCES = 14;
const HISTORY = 8;
const KINDS = ['Deployment', 'Service', 'ConfigMap', 'Ingress', 'Secret'];

const managedFields = (manager: string, fields: number) => ({
  manager,
  operation: 'Update',
  apiVersion: 'argoproj.io/v1alpha1',
  time: '2026-11-01T00:00:00Z',
  fieldsType: 'FieldsV1',
  fieldsV1: {
    'f:status': Object.fromEntries(
      Array.from({ length: fields }, (_, i) => [
        `f:field${i}`,
        { '.': {}, 'f:revision': {}, 'f:source': { 'f:path': {} } },
      ]),
    ),
  },
});

type Field =
  | 'name'
  | 'uid'
  | 'version'
  | 'health'
  | 'sync'
  | 'revision'
  | 'reconciledAt';

const source = {
  repoURL: 'https://git.example.org/platform/gitops.git',
  path: `applications/k8s-manifests/${field('name')}`,
  targetRevision: 'main',
};

/** An Argo CD Application as a cluster serves it: about 10 kB, with resources, history and managed fields. */
export const application = new Template<Field>({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: {
    name: field('name'),
    namespace: 'argocd',
    uid: field('uid'),
    resourceVersion: field('version'),
    generation: 42,
    creationTimestamp: '2026-10-01T08:00:00Z',
    finalizers: ['resources-finalizer.argocd.argoproj.io'],
    labels: { 'app.kubernetes.io/part-of': field('name') },
    annotations: {
      'argocd.argoproj.io/refresh': 'normal',
      'notified.notifications.argoproj.io': `{}`,
    },
    managedFields: [
      managedFields('argocd-server', 9),
      managedFields('argocd-application-controller', 14),
    ],
  },
  spec: {
    project: 'workloads',
    source,
    destination: {
      server: 'https://kubernetes.default.svc',
      namespace: field('name'),
    },
    syncPolicy: {
      automated: { prune: true, selfHeal: true },
      syncOptions: ['CreateNamespace=true', 'ServerSideApply=true'],
      retry: { limit: 5, backoff: { duration: '5s', factor: 2 } },
    },
  },
  status: {
    health: {
      status: field('health'),
      lastTransitionTime: '2026-11-02T10:00:00Z',
    },
    sync: {
      status: field('sync'),
      revision: field('revision'),
      comparedTo: {
        source,
        destination: { server: 'https://kubernetes.default.svc' },
      },
    },
    reconciledAt: field('reconciledAt'),
    sourceType: 'Kustomize',
    controllerNamespace: 'argocd',
    resourceHealthSource: 'appTree',
    resources: Array.from({ length: RESOURCES }, (_, i) => ({
      version: 'v1',
      kind: KINDS[i % KINDS.length],
      namespace: field('name'),
      name: `${field('name')}-component-${i}`,
      status: 'Synced',
      health: { status: 'Healthy' },
    })),
    history: Array.from({ length: HISTORY }, (_, id) => ({
      id,
      revision: field('revision'),
      deployedAt: '2026-11-02T10:00:00Z',
      deployStartedAt: '2026-11-02T09:59:50Z',
      initiatedBy: { automated: true },
      source,
    })),
    summary: {
      images: ['registry.example.org/team/service:1.2.3'],
      externalURLs: [`https://${field('name')}.example.org/`],
    },
    operationState: {
      phase: 'Succeeded',
      message: 'successfully synced (all tasks run)',
      startedAt: '2026-11-02T09:59:50Z',
      finishedAt: '2026-11-02T10:00:00Z',
      operation: { sync: { revision: field('revision'), prune: true } },
      syncResult: {
        revision: field('revision'),
        source,
        resources: Array.from({ length: RESOURCES }, (_, i) => ({
          group: '',
          version: 'v1',
          kind: KINDS[i % KINDS.length],
          namespace: field('name'),
          name: `${field('name')}-component-${i}`,
          status: 'Synced',
          message: 'configured',
          hookPhase: 'Running',
          syncPhase: 'Sync',
        })),
      },
    },
  },
});
