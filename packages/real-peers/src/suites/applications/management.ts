import {
  createCertificateAuthority,
  KubernetesObject,
  startApiServer,
} from '@worker-clusters/sandbox';
import type { Connection } from '../../client';

const FREE = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };

function definition(group: string, kind: string, version: string) {
  const singular = kind.toLowerCase();
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${singular}s.${group}` },
    spec: {
      group,
      scope: /^Composi/.test(kind) ? 'Cluster' : 'Namespaced',
      names: {
        kind,
        listKind: `${kind}List`,
        plural: `${singular}s`,
        singular,
      },
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          schema: { openAPIV3Schema: FREE },
        },
      ],
    },
  };
}

const NAMESPACE = 'clusters-dev';

/** Namespace and name of the worker's claim. */
export const CLUSTER = `${NAMESPACE}/payments-dev`;

/**
 * A management cluster (the sandbox's: it is not the subject here) with one worker, which the portal reaches with `token`.
 */
export async function startManagement(worker: Connection, token: string) {
  const ca = await createCertificateAuthority();
  const server = await startApiServer({
    name: 'management',
    version: 'v1.34.1',
    ca,
    tokens: [
      { user: 'portal', token: 'portal-token', groups: ['system:masters'] },
    ],
  });
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const objects: KubernetesObject[] = [
    definition('platform.example.org', 'WorkerCluster', 'v1alpha1'),
    definition('argoproj.io', 'Application', 'v1alpha1'),
    definition('apiextensions.crossplane.io', 'Composition', 'v1'),
    definition(
      'apiextensions.crossplane.io',
      'CompositeResourceDefinition',
      'v1',
    ),
    {
      apiVersion: 'apiextensions.crossplane.io/v1',
      kind: 'CompositeResourceDefinition',
      metadata: {
        name: 'workerclusters.platform.example.org',
        labels: { 'worker-clusters.backstage.io/claims': 'true' },
      },
      spec: {
        group: 'platform.example.org',
        scope: 'Namespaced',
        names: { kind: 'WorkerCluster', plural: 'workerclusters' },
        versions: [
          {
            name: 'v1alpha1',
            served: true,
            referenceable: true,
            schema: { openAPIV3Schema: FREE },
          },
        ],
      },
    },
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } },
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'argocd' } },
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'portal', namespace: NAMESPACE },
      data: { token: base64(token), 'ca.crt': base64(worker.ca!) },
    },
    {
      apiVersion: 'platform.example.org/v1alpha1',
      kind: 'WorkerCluster',
      metadata: { name: 'payments-dev', namespace: NAMESPACE },
      spec: { environment: 'dev', owner: 'group:default/payments' },
      status: {
        conditions: [{ type: 'Ready', status: 'True', reason: 'Available' }],
        cluster: { endpoint: worker.url, status: 'ACTIVE', version: '1.34' },
        access: { portalSecretName: 'portal' },
      },
    },
  ];
  for (const object of objects) server.client.create(object);
  return {
    url: server.url,
    ca: ca.certificate,
    token: 'portal-token',
    close: () => server.close(),
  };
}
