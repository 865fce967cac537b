import { call, Connection } from '../../client';
import type { Manifest } from '../../kubernetes';

/** What Argo CD is expected to say of a case in the end. */
export interface Expected {
  health: string;
  sync: string;
  phase?: string;
  /** In `status.operationState.message`. */
  message?: RegExp;
  /** Type and text of a condition. */
  condition?: [type: string, message: RegExp];
}

/** One Application and what becomes of it. */
export interface ApplicationCase {
  /** Name of the Application, of its folder in the repository, and of its namespace behind `app-`. */
  name: string;
  /** Files of its folder. */
  files?: Record<string, string>;
  /** Instead of {@link application} with defaults. */
  spec?: object;
  /** Waits for this before {@link then}. */
  first?: Expected;
  /** What happens to the worker meanwhile. */
  then?: (worker: Connection) => Promise<unknown>;
  expected: Expected;
}

const yaml = (object: object) => JSON.stringify(object);

const deployment = (name: string, extra: object = {}, annotations = {}) =>
  yaml({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, annotations },
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [{ name, image: 'registry.example/x:1' }] },
      },
      ...extra,
    },
  });
const configMap = (name: string, value = '1') =>
  yaml({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name },
    data: { value },
  });
const serviceAccount = (name: string) =>
  yaml({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name } });
const service = (name: string, port: number) =>
  yaml({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name },
    spec: { selector: { app: name }, ports: [{ port }] },
  });
const job = (name: string, hook: string) =>
  yaml({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, annotations: { 'argocd.argoproj.io/hook': hook } },
    spec: {
      template: {
        spec: {
          restartPolicy: 'Never',
          containers: [{ name, image: 'registry.example/x:1' }],
        },
      },
    },
  });

/** An Application that its definition refuses: `spec.destination` is required. */
const brokenApplication = (name: string) =>
  yaml({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name, namespace: 'argocd' },
    spec: { project: 'workloads' },
  });

/** Applications in Applications. */
const IN_ARGOCD = {
  project: 'applications',
  destination: {
    server: 'https://kubernetes.default.svc',
    namespace: 'argocd',
  },
  syncPolicy: { automated: {} },
};

/** What a worker asks of namespaces of applications. */
const managedNamespaceMetadata = {
  labels: { 'pod-security.kubernetes.io/enforce': 'baseline' },
};

/** Synced by itself, without repairing what others change in the cluster. */
const AUTOMATED = {
  automated: {},
  managedNamespaceMetadata,
  syncOptions: ['CreateNamespace=true'],
};

/** An Application of a case. */
export function application(
  { name, spec }: Pick<ApplicationCase, 'name' | 'spec'>,
  repoURL: string,
): Manifest {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name, namespace: 'argocd' },
    spec: {
      project: 'workloads',
      source: { repoURL, path: name, targetRevision: 'main' },
      destination: {
        server: 'https://kubernetes.default.svc',
        namespace: `app-${name}`,
      },
      syncPolicy: AUTOMATED,
      ...JSON.parse(
        JSON.stringify(spec ?? {}).replaceAll('REPOSITORY', repoURL),
      ),
    },
  };
}

const SUCCEEDED = { phase: 'Succeeded', message: /successfully synced/ };
const configMaps = (name: string) =>
  `/api/v1/namespaces/app-${name}/configmaps`;

export const CASES: ApplicationCase[] = [
  {
    name: 'healthy',
    files: {
      'web.yaml': deployment('web'),
      'service.yaml': service('web', 80),
    },
    expected: { health: 'Healthy', sync: 'Synced', ...SUCCEEDED },
  },
  {
    name: 'degraded',
    files: { 'web.yaml': deployment('web', {}, { play: 'failing' }) },
    expected: { health: 'Degraded', sync: 'Synced', ...SUCCEEDED },
  },
  {
    name: 'suspended',
    files: { 'web.yaml': deployment('web', { paused: true }) },
    expected: { health: 'Suspended', sync: 'Synced', ...SUCCEEDED },
  },
  {
    name: 'drifted',
    files: { 'a.yaml': configMap('a') },
    first: { health: 'Healthy', sync: 'Synced', ...SUCCEEDED },
    then: worker =>
      call(worker, 'PATCH', `${configMaps('drifted')}/a`, {
        body: { data: { value: 'other' } },
        type: 'application/merge-patch+json',
      }),
    expected: { health: 'Healthy', sync: 'OutOfSync', ...SUCCEEDED },
  },
  {
    name: 'missing',
    files: { 'web.yaml': deployment('web') },
    spec: {
      syncPolicy: {
        managedNamespaceMetadata,
        syncOptions: ['CreateNamespace=true'],
      },
    },
    expected: { health: 'Missing', sync: 'OutOfSync' },
  },
  {
    // Only what has a health check counts as Missing.
    name: 'partly-missing',
    files: { 'web.yaml': deployment('web'), 'b.yaml': serviceAccount('b') },
    first: { health: 'Healthy', sync: 'Synced', ...SUCCEEDED },
    then: worker =>
      call(
        worker,
        'DELETE',
        '/api/v1/namespaces/app-partly-missing/serviceaccounts/b',
      ),
    expected: { health: 'Healthy', sync: 'OutOfSync', ...SUCCEEDED },
  },
  {
    // A ConfigMap has no health check, but a customization: the chart's `argocd-cm` has `ignoreResourceUpdates.ConfigMap`.
    name: 'missing-config-map',
    files: { 'web.yaml': deployment('web'), 'b.yaml': configMap('b') },
    first: { health: 'Healthy', sync: 'Synced', ...SUCCEEDED },
    then: worker =>
      call(worker, 'DELETE', `${configMaps('missing-config-map')}/b`),
    expected: { health: 'Missing', sync: 'OutOfSync', ...SUCCEEDED },
  },
  {
    name: 'failing-sync',
    files: { 'child.yaml': brokenApplication('no-destination') },
    spec: {
      ...IN_ARGOCD,
      syncPolicy: {
        ...IN_ARGOCD.syncPolicy,
        retry: { limit: 1, backoff: { duration: '1s' } },
      },
    },
    // An Application that is not there does not make its parent Missing.
    expected: {
      health: 'Healthy',
      sync: 'OutOfSync',
      phase: 'Failed',
      message: /"no-destination" is invalid.*\(retried 1 times\)/,
      condition: ['SyncError', /Failed last sync attempt/],
    },
  },
  {
    // An automated sync is tried again five times unless the Application has a limit of its own.
    name: 'retried-sync',
    files: { 'child.yaml': brokenApplication('no-destination-either') },
    spec: IN_ARGOCD,
    expected: {
      health: 'Healthy',
      sync: 'OutOfSync',
      phase: 'Running',
      message: /"no-destination-either" is invalid.*Retrying attempt #\d/,
    },
  },
  {
    name: 'hook',
    files: {
      'migrate.yaml': job('migrate', 'PreSync'),
      'a.yaml': configMap('a'),
    },
    expected: {
      health: 'Missing',
      sync: 'OutOfSync',
      phase: 'Running',
      message: /waiting for completion of hook batch\/Job\/migrate/,
    },
  },
  {
    name: 'missing-path',
    expected: {
      health: 'Healthy',
      sync: 'Unknown',
      condition: ['ComparisonError', /missing-path: app path does not exist/],
    },
  },
  {
    name: 'unreachable-repository',
    spec: {
      project: 'anywhere',
      source: {
        repoURL: 'http://127.0.0.1:1/nobody/nothing.git',
        path: 'x',
        targetRevision: 'main',
      },
    },
    expected: {
      health: 'Healthy',
      sync: 'Unknown',
      condition: ['ComparisonError', /failed to list refs/],
    },
  },
  {
    name: 'unknown-branch',
    spec: {
      source: {
        repoURL: 'REPOSITORY',
        path: 'healthy',
        targetRevision: 'not-there',
      },
    },
    expected: {
      health: 'Healthy',
      sync: 'Unknown',
      condition: [
        'ComparisonError',
        /unable to resolve 'not-there' to a commit SHA/i,
      ],
    },
  },
  {
    name: 'forbidden',
    spec: {
      source: {
        repoURL: 'REPOSITORY',
        path: 'healthy',
        targetRevision: 'main',
      },
      destination: {
        server: 'https://kubernetes.default.svc',
        namespace: 'kube-system',
      },
    },
    expected: {
      health: 'Unknown',
      sync: 'Unknown',
      condition: [
        'InvalidSpecError',
        /namespace 'kube-system' do not match any of the allowed destinations/,
      ],
    },
  },
  {
    // Before Argo CD 3.3 a project cannot name namespaces; the API server refuses the project's service account even so.
    name: 'foreign-namespace',
    files: {
      'namespace.yaml': yaml({
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: 'argocd', labels: { owner: 'team-a' } },
      }),
    },
    spec: { syncPolicy: { ...AUTOMATED, retry: { limit: 0 } } },
    expected: {
      health: 'Healthy',
      sync: 'OutOfSync',
      phase: 'Failed',
      // Argo CD that knows names in a project refuses; an older one leaves it to the policy of the API server.
      message:
        /synchronization tasks are not valid|deploys into namespaces app-\* only/,
    },
  },
  {
    name: 'unlabelled-namespace',
    files: { 'a.yaml': configMap('a') },
    spec: {
      syncPolicy: {
        automated: {},
        syncOptions: ['CreateNamespace=true'],
        retry: { limit: 0 },
      },
    },
    expected: {
      health: 'Missing',
      sync: 'OutOfSync',
      phase: 'Failed',
      message: /needs the label pod-security.kubernetes.io\/enforce/,
    },
  },
  {
    name: 'parent',
    files: {
      'child.yaml': yaml({
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'Application',
        metadata: { name: 'child', namespace: 'argocd' },
        spec: {
          project: 'workloads',
          source: {
            repoURL: 'REPOSITORY',
            path: 'missing-config-map',
            targetRevision: 'main',
          },
          destination: {
            server: 'https://kubernetes.default.svc',
            namespace: 'app-child',
          },
          syncPolicy: AUTOMATED,
        },
      }),
    },
    spec: IN_ARGOCD,
    expected: { health: 'Healthy', sync: 'Synced', ...SUCCEEDED },
  },
  {
    name: 'multi-source',
    files: { 'a.yaml': configMap('a') },
    spec: {
      source: undefined,
      sources: [
        { repoURL: 'REPOSITORY', path: 'multi-source', targetRevision: 'main' },
        { repoURL: 'REPOSITORY', path: 'drifted', targetRevision: 'main' },
      ],
    },
    // Both folders have a ConfigMap `a`: Argo CD takes the last one and says so.
    expected: {
      health: 'Healthy',
      sync: 'Synced',
      ...SUCCEEDED,
      condition: ['RepeatedResourceWarning', /appeared 2 times/],
    },
  },
];

/** Two Applications, one for each element of a list. */
export const applicationSet = (repoURL: string): Manifest => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'ApplicationSet',
  metadata: { name: 'set', namespace: 'argocd' },
  spec: {
    goTemplate: true,
    generators: [{ list: { elements: [{ n: 'one' }, { n: 'two' }] } }],
    template: {
      metadata: { name: 'set-{{.n}}' },
      spec: {
        project: 'workloads',
        source: { repoURL, path: 'drifted', targetRevision: 'main' },
        destination: {
          server: 'https://kubernetes.default.svc',
          namespace: 'app-set-{{.n}}',
        },
        syncPolicy: AUTOMATED,
      },
    },
  },
});

/** All files of the repository, by path. */
export function repositoryFiles(repoUrl: string): Record<string, string> {
  return Object.fromEntries(
    CASES.flatMap(({ name, files = {} }) =>
      Object.entries(files).map(([file, text]) => [
        `${name}/${file}`,
        text.replaceAll('REPOSITORY', repoUrl),
      ]),
    ),
  );
}
