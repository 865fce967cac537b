import type { KubernetesObject, ObjectClient } from './types';

const GROUP = 'rbac.authorization.k8s.io';
const BOOTSTRAPPING = { 'kubernetes.io/bootstrapping': 'rbac-defaults' };
const READ = ['get', 'list', 'watch'];

const clusterRole = (
  name: string,
  content: object,
  labels: Record<string, string> = {},
): KubernetesObject => ({
  apiVersion: `${GROUP}/v1`,
  kind: 'ClusterRole',
  metadata: { name, labels: { ...BOOTSTRAPPING, ...labels } },
  ...content,
});

const binding = (name: string, ...groups: string[]): KubernetesObject => ({
  apiVersion: `${GROUP}/v1`,
  kind: 'ClusterRoleBinding',
  metadata: { name, labels: BOOTSTRAPPING },
  roleRef: { apiGroup: GROUP, kind: 'ClusterRole', name },
  subjects: groups.map(group => ({
    apiGroup: GROUP,
    kind: 'Group',
    name: group,
  })),
});

/** Those of Kubernetes' default roles that are of use here; `view` for the kinds that the sandbox serves. */
const DEFAULTS: KubernetesObject[] = [
  clusterRole('cluster-admin', {
    rules: [
      { apiGroups: ['*'], resources: ['*'], verbs: ['*'] },
      { nonResourceURLs: ['*'], verbs: ['*'] },
    ],
  }),
  clusterRole('system:discovery', {
    rules: [
      {
        nonResourceURLs: [
          '/api',
          '/api/*',
          '/apis',
          '/apis/*',
          '/healthz',
          '/livez',
          '/openapi',
          '/openapi/*',
          '/readyz',
          '/version',
          '/version/',
        ],
        verbs: ['get'],
      },
    ],
  }),
  clusterRole('system:public-info-viewer', {
    rules: [
      {
        nonResourceURLs: [
          '/healthz',
          '/livez',
          '/readyz',
          '/version',
          '/version/',
        ],
        verbs: ['get'],
      },
    ],
  }),
  clusterRole('system:basic-user', {
    rules: [
      {
        apiGroups: ['authorization.k8s.io'],
        resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
        verbs: ['create'],
      },
      {
        apiGroups: ['authentication.k8s.io'],
        resources: ['selfsubjectreviews'],
        verbs: ['create'],
      },
    ],
  }),
  clusterRole('view', {
    aggregationRule: {
      clusterRoleSelectors: [
        {
          matchLabels: {
            'rbac.authorization.k8s.io/aggregate-to-view': 'true',
          },
        },
      ],
    },
  }),
  clusterRole(
    'system:aggregate-to-view',
    {
      rules: [
        {
          apiGroups: [''],
          resources: [
            'configmaps',
            'endpoints',
            'events',
            'limitranges',
            'namespaces',
            'namespaces/status',
            'persistentvolumeclaims',
            'persistentvolumeclaims/status',
            'pods',
            'pods/log',
            'pods/status',
            'replicationcontrollers',
            'resourcequotas',
            'resourcequotas/status',
            'serviceaccounts',
            'services',
            'services/status',
          ],
          verbs: READ,
        },
        {
          apiGroups: ['apps'],
          resources: [
            'controllerrevisions',
            ...[
              'daemonsets',
              'deployments',
              'replicasets',
              'statefulsets',
            ].flatMap(name => [name, `${name}/status`]),
          ],
          verbs: READ,
        },
        {
          apiGroups: ['autoscaling'],
          resources: ['horizontalpodautoscalers'],
          verbs: READ,
        },
        {
          apiGroups: ['batch'],
          resources: ['cronjobs', 'cronjobs/status', 'jobs', 'jobs/status'],
          verbs: READ,
        },
        {
          apiGroups: ['discovery.k8s.io'],
          resources: ['endpointslices'],
          verbs: READ,
        },
        {
          apiGroups: ['networking.k8s.io'],
          resources: ['ingresses', 'ingresses/status', 'networkpolicies'],
          verbs: READ,
        },
        {
          apiGroups: ['policy'],
          resources: ['poddisruptionbudgets', 'poddisruptionbudgets/status'],
          verbs: READ,
        },
      ],
    },
    { 'rbac.authorization.k8s.io/aggregate-to-view': 'true' },
  ),
  binding('cluster-admin', 'system:masters'),
  binding('system:discovery', 'system:authenticated'),
  binding('system:basic-user', 'system:authenticated'),
  binding(
    'system:public-info-viewer',
    'system:authenticated',
    'system:unauthenticated',
  ),
];

/** Makes the default roles that are not there, as the API server does at every start. */
export function ensureDefaultRoles(client: ObjectClient): void {
  for (const object of DEFAULTS) {
    const { apiVersion, kind, metadata } = object;
    if (!client.get({ apiVersion, kind, name: metadata.name })) {
      client.create(object);
    }
  }
}
