import type { KubernetesObject } from './types';

/** One kind that an API server serves. */
export interface Resource {
  group: string;
  version: string;
  kind: string;
  plural: string;
  singular: string;
  shortNames: string[];
  categories: string[];
  namespaced: boolean;
  /** Structural schema of a custom resource; built-in kinds have none here. */
  schema?: any;
  /** Has a status subresource of its own: spec and status do not touch each other. */
  status: boolean;
  columns: PrinterColumn[];
  selectableFields: string[];
  custom: boolean;
}

export interface PrinterColumn {
  name: string;
  type: string;
  jsonPath: string;
  priority?: number;
  description?: string;
  format?: string;
}

export const apiVersionOf = (r: { group: string; version: string }) =>
  r.group ? `${r.group}/${r.version}` : r.version;

/** All versions of a kind share one set of objects. */
export const storageKey = (r: { group: string; plural: string }) =>
  `${r.plural}.${r.group}`;

const BUILT_IN_COLUMNS: Record<string, PrinterColumn[]> = {
  Namespace: [{ name: 'Status', type: 'string', jsonPath: '.status.phase' }],
  Deployment: [
    { name: 'Ready', type: 'integer', jsonPath: '.status.readyReplicas' },
    {
      name: 'Up-to-date',
      type: 'integer',
      jsonPath: '.status.updatedReplicas',
    },
    {
      name: 'Available',
      type: 'integer',
      jsonPath: '.status.availableReplicas',
    },
  ],
  StatefulSet: [
    { name: 'Ready', type: 'integer', jsonPath: '.status.readyReplicas' },
  ],
  Node: [
    {
      name: 'Version',
      type: 'string',
      jsonPath: '.status.nodeInfo.kubeletVersion',
    },
  ],
  Pod: [{ name: 'Status', type: 'string', jsonPath: '.status.phase' }],
  Secret: [{ name: 'Type', type: 'string', jsonPath: '.type' }],
  Event: [
    { name: 'Type', type: 'string', jsonPath: '.type' },
    { name: 'Reason', type: 'string', jsonPath: '.reason' },
    { name: 'Message', type: 'string', jsonPath: '.message' },
  ],
  CustomResourceDefinition: [],
};

/** Fields that a field selector may name besides name and namespace. */
const SELECTABLE_FIELDS: Record<string, string[]> = {
  Event: [
    '.involvedObject.name',
    '.involvedObject.kind',
    '.involvedObject.uid',
    '.involvedObject.namespace',
    '.reason',
    '.type',
  ],
  Secret: ['.type'],
};

type Row = [
  plural: string,
  kind: string,
  namespaced: boolean,
  shortNames?: string,
  status?: boolean,
];

function builtIn(group: string, version: string, rows: Row[]): Resource[] {
  return rows.map(([plural, kind, namespaced, shortNames, status]) => ({
    group,
    version,
    kind,
    plural,
    singular: kind.toLowerCase(),
    shortNames: shortNames ? shortNames.split(' ') : [],
    categories: [],
    namespaced,
    status: Boolean(status),
    columns: BUILT_IN_COLUMNS[kind] ?? [],
    selectableFields: SELECTABLE_FIELDS[kind] ?? [],
    custom: false,
  }));
}

/** The kinds that are there without a CustomResourceDefinition. */
export const BUILT_IN_RESOURCES: Resource[] = [
  ...builtIn('', 'v1', [
    ['namespaces', 'Namespace', false, 'ns', true],
    ['secrets', 'Secret', true],
    ['configmaps', 'ConfigMap', true, 'cm'],
    ['services', 'Service', true, 'svc', true],
    ['serviceaccounts', 'ServiceAccount', true, 'sa'],
    ['events', 'Event', true, 'ev'],
    ['nodes', 'Node', false, 'no', true],
    ['pods', 'Pod', true, 'po', true],
    ['persistentvolumeclaims', 'PersistentVolumeClaim', true, 'pvc', true],
    ['resourcequotas', 'ResourceQuota', true, 'quota', true],
    ['limitranges', 'LimitRange', true, 'limits'],
  ]),
  ...builtIn('apps', 'v1', [
    ['deployments', 'Deployment', true, 'deploy', true],
    ['statefulsets', 'StatefulSet', true, 'sts', true],
    ['replicasets', 'ReplicaSet', true, 'rs', true],
    ['daemonsets', 'DaemonSet', true, 'ds', true],
  ]),
  ...builtIn('autoscaling', 'v2', [
    ['horizontalpodautoscalers', 'HorizontalPodAutoscaler', true, 'hpa', true],
  ]),
  ...builtIn('batch', 'v1', [
    ['jobs', 'Job', true, '', true],
    ['cronjobs', 'CronJob', true, 'cj', true],
  ]),
  ...builtIn('networking.k8s.io', 'v1', [
    ['ingresses', 'Ingress', true, 'ing', true],
    ['networkpolicies', 'NetworkPolicy', true, 'netpol'],
  ]),
  ...builtIn('policy', 'v1', [
    ['poddisruptionbudgets', 'PodDisruptionBudget', true, 'pdb', true],
  ]),
  ...builtIn('storage.k8s.io', 'v1', [
    ['storageclasses', 'StorageClass', false, 'sc'],
  ]),
  ...builtIn('rbac.authorization.k8s.io', 'v1', [
    ['clusterroles', 'ClusterRole', false],
    ['clusterrolebindings', 'ClusterRoleBinding', false],
    ['roles', 'Role', true],
    ['rolebindings', 'RoleBinding', true],
  ]),
  ...builtIn('admissionregistration.k8s.io', 'v1', [
    [
      'validatingadmissionpolicies',
      'ValidatingAdmissionPolicy',
      false,
      '',
      true,
    ],
    [
      'validatingadmissionpolicybindings',
      'ValidatingAdmissionPolicyBinding',
      false,
    ],
  ]),
  ...builtIn('apiextensions.k8s.io', 'v1', [
    [
      'customresourcedefinitions',
      'CustomResourceDefinition',
      false,
      'crd crds',
      true,
    ],
  ]),
];

/** The resources that an established CustomResourceDefinition adds: one per served version. */
export function resourcesOf(crd: KubernetesObject): Resource[] {
  const { group, names, scope, versions = [] } = crd.spec ?? {};
  return versions
    .filter((v: any) => v.served !== false)
    .map((v: any) => ({
      group,
      version: v.name,
      kind: names.kind,
      plural: names.plural,
      singular: names.singular ?? names.kind.toLowerCase(),
      shortNames: names.shortNames ?? [],
      categories: names.categories ?? [],
      namespaced: scope === 'Namespaced',
      schema: v.schema?.openAPIV3Schema,
      status: Boolean(v.subresources?.status),
      columns: v.additionalPrinterColumns ?? [],
      selectableFields: (v.selectableFields ?? []).map((f: any) => f.jsonPath),
      custom: true,
    }));
}
