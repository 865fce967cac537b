import type { KubernetesObject } from '../../apiserver/types';

/** Version of Argo CD in the chart's versions that the sandbox knows (argo-helm's `Chart.yaml`). */
const APP_VERSIONS: Record<string, string> = {
  '8.3.0': 'v3.1.0',
  '9.4.18': 'v3.3.6',
  '10.1.1': 'v3.4.4',
};

export function appVersionOf(chartVersion: string): string | undefined {
  return APP_VERSIONS[chartVersion];
}

/** Components of Argo CD as the chart installs them; all but the application controller are Deployments. */
const COMPONENTS: Array<{
  name: string;
  /** Key of its values, for the number of replicas. */
  key?: string;
  kind: 'Deployment' | 'StatefulSet';
  image?: string;
  port: number;
}> = [
  {
    name: 'argocd-application-controller',
    key: 'controller',
    kind: 'StatefulSet',
    port: 8082,
  },
  {
    name: 'argocd-applicationset-controller',
    key: 'applicationSet',
    kind: 'Deployment',
    port: 7000,
  },
  {
    name: 'argocd-redis',
    kind: 'Deployment',
    image: 'ecr-public.aws.com/docker/library/redis:8.2.1-alpine',
    port: 6379,
  },
  {
    name: 'argocd-repo-server',
    key: 'repoServer',
    kind: 'Deployment',
    port: 8081,
  },
  { name: 'argocd-server', key: 'server', kind: 'Deployment', port: 8080 },
];

/** What the chart argo-cd renders, as far as anybody in the sandbox looks at it. */
export function renderArgoCdChart(options: {
  version: string;
  namespace: string;
  values: any;
}): KubernetesObject[] {
  const { version, namespace, values } = options;
  const labels = (component: string) => ({
    'app.kubernetes.io/name': component,
    'app.kubernetes.io/component': component.replace(/^argocd-/, ''),
    'app.kubernetes.io/instance': 'argocd',
    'app.kubernetes.io/part-of': 'argocd',
    'app.kubernetes.io/managed-by': 'Helm',
    'helm.sh/chart': `argo-cd-${version}`,
  });
  const configMap = (name: string, data: object): KubernetesObject => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace, labels: labels(name) },
    data,
  });
  const image = `quay.io/argoproj/argocd:${appVersionOf(version)}`;
  const domain = values.global?.domain;
  return [
    ...argoCdDefinitions(),
    configMap('argocd-cm', {
      // Of the chart's own settings the one that shows: a ConfigMap that is not there counts as Missing by it.
      'resource.customizations.ignoreResourceUpdates.ConfigMap':
        'jqPathExpressions:\n  - \'.metadata.annotations."cluster-autoscaler.kubernetes.io/last-updated"\'\n',
      ...(domain && { url: `https://${domain}` }),
      ...values.configs?.cm,
    }),
    configMap('argocd-cmd-params-cm', {
      'redis.server': 'argocd-redis:6379',
      'repo.server': 'argocd-repo-server:8081',
      ...asStrings(values.configs?.params),
    }),
    configMap('argocd-rbac-cm', { ...values.configs?.rbac }),
    ...repoServerCertificate(values.repoServer?.certificateSecret, {
      namespace,
      labels: labels('argocd-repo-server'),
    }),
    ...Object.entries<object>(values.configs?.credentialTemplates ?? {}).map(
      ([name, stringData]) => ({
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: {
          name: `argocd-repo-creds-${name}`,
          namespace,
          labels: {
            ...labels(name),
            'argocd.argoproj.io/secret-type': 'repo-creds',
          },
        },
        stringData,
      }),
    ),
    ...COMPONENTS.map(({ name }) => ({
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name, namespace, labels: labels(name) },
    })),
    ...COMPONENTS.map(({ name, port }) => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace, labels: labels(name) },
      spec: {
        type: 'ClusterIP',
        selector: { 'app.kubernetes.io/name': name },
        ports: [{ name: 'main', port, targetPort: port }],
      },
    })),
    ...COMPONENTS.map(component => ({
      apiVersion: 'apps/v1',
      kind: component.kind,
      metadata: {
        name: component.name,
        namespace,
        labels: labels(component.name),
      },
      spec: {
        replicas: (component.key && values[component.key]?.replicas) ?? 1,
        selector: { matchLabels: { 'app.kubernetes.io/name': component.name } },
        ...(component.kind === 'StatefulSet' && {
          serviceName: component.name,
        }),
        template: {
          metadata: { labels: labels(component.name) },
          spec: {
            serviceAccountName: component.name,
            containers: [
              {
                name: component.name.replace(/^argocd-/, ''),
                image: component.image ?? image,
                ports: [{ containerPort: component.port }],
              },
            ],
          },
        },
      },
    })),
  ];
}

function asStrings(values: object = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, String(value)]),
  );
}

/** The certificate of the repo-server, which clients with strict TLS need: off unless the values switch it on. */
function repoServerCertificate(
  certificate: {
    enabled?: boolean;
    crt?: string;
    key?: string;
    ca?: string;
  } = {},
  { namespace, labels }: { namespace: string; labels: Record<string, string> },
): KubernetesObject[] {
  if (!certificate.enabled) return [];
  const { crt = '', key = '', ca = '' } = certificate;
  return [
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'argocd-repo-server-tls', namespace, labels },
      type: 'kubernetes.io/tls',
      stringData: { 'tls.crt': crt, 'tls.key': key, 'ca.crt': ca },
    },
  ];
}

/** The kinds that Argo CD brings. Application has no status subresource, as in the real thing. */
export function argoCdDefinitions(): KubernetesObject[] {
  return ['Application', 'ApplicationSet', 'AppProject'].map(kind => {
    const singular = kind.toLowerCase();
    return {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: {
        name: `${singular}s.argoproj.io`,
        labels: {
          'app.kubernetes.io/name': `${singular}s.argoproj.io`,
          'app.kubernetes.io/part-of': 'argocd',
        },
      },
      spec: {
        group: 'argoproj.io',
        names: {
          kind,
          listKind: `${kind}List`,
          plural: `${singular}s`,
          singular,
          shortNames: {
            Application: ['app', 'apps'],
            ApplicationSet: ['appset', 'appsets'],
            AppProject: ['appproj', 'appprojs'],
          }[kind],
        },
        scope: 'Namespaced',
        versions: [
          {
            name: 'v1alpha1',
            served: true,
            storage: true,
            ...(kind === 'Application' && {
              additionalPrinterColumns: [
                {
                  name: 'Sync Status',
                  type: 'string',
                  jsonPath: '.status.sync.status',
                },
                {
                  name: 'Health Status',
                  type: 'string',
                  jsonPath: '.status.health.status',
                },
                {
                  name: 'Revision',
                  type: 'string',
                  jsonPath: '.status.sync.revision',
                  priority: 10,
                },
              ],
            }),
            schema: { openAPIV3Schema: schemaOf(kind) },
          },
        ],
      },
    };
  });
}

function schemaOf(kind: string): object {
  const free = {
    type: 'object',
    'x-kubernetes-preserve-unknown-fields': true,
  };
  const string = { type: 'string' };
  if (kind !== 'Application') {
    return {
      type: 'object',
      required: ['spec'],
      properties: { spec: free, status: free },
    };
  }
  return {
    type: 'object',
    required: ['spec'],
    properties: {
      spec: {
        type: 'object',
        required: ['destination', 'project'],
        'x-kubernetes-preserve-unknown-fields': true,
        properties: {
          project: string,
          destination: {
            type: 'object',
            properties: { server: string, name: string, namespace: string },
          },
        },
      },
      status: free,
      operation: free,
    },
  };
}
