import type { Fault, KubernetesObject } from '../apiserver/types';
import type { Incident } from '../controllers/providers/incidents';
import { REPOSITORY_URL } from './gitopsFiles';

/**
 * What makes the starting fleet worth looking at. Every cluster of `gitops/crossplane/claims` that is not named here
 * is ready with healthy applications; two more have degraded applications, because their claim follows the `preview`
 * manifests, and one of these tries things that Argo CD cannot compare (`trials.yaml`). Everything is reached by ordinary means: an incident of the played cloud (a ConfigMap), a pull request, a
 * fault of a server.
 */
export interface Deviations {
  /** In force before the clusters are made. */
  incidents: Incident[];
  /** Come into force once the clusters are made. */
  laterIncidents: Incident[];
  /** Claims that never become ready. */
  unfinished: string[];
  /** Merged once the clusters are made. */
  changes: Array<{
    environment: string;
    name: string;
    /** What becomes of the claim's text; undefined deletes the file. */
    edit?: (claim: string) => string;
    title: string;
  }>;
  workerFaults: Record<string, Fault[]>;
  /** Applied to a worker by hand once it is made, by its name. */
  workerObjects: Record<string, KubernetesObject[]>;
  requests: Array<{
    environment: string;
    name: string;
    region: string;
    owner: string;
    kubernetesVersion: string;
    closed?: boolean;
  }>;
}

/** A week: longer than anybody looks at the sandbox, also at the pace of tests on a slow machine. */
const LONG_MINUTES = 7 * 24 * 60;

export const DEVIATIONS: Deviations = {
  incidents: [
    {
      cluster: 'data-dev',
      resource: 'cluster',
      effect: 'slow',
      operation: 'create',
      minutes: LONG_MINUTES,
    },
    {
      cluster: 'logistics-dev',
      resource: 'argocd-release',
      effect: 'slow',
      operation: 'create',
      minutes: LONG_MINUTES,
    },
    {
      cluster: 'logistics-staging',
      resource: 'nodegroup',
      effect: 'fails',
      operation: 'create',
      message:
        'async create failed: failed to create the resource: [{0 creating EKS Node Group (logistics-staging): operation error EKS: CreateNodegroup, https response error StatusCode: 400, ResourceLimitExceeded: You have requested more vCPU capacity than your current vCPU limit of 32 allows for the instance bucket that the specified instance type belongs to. Ask for a higher quota of "Running On-Demand Standard instances" in us-east-1 []}]',
    },
    {
      cluster: 'platform-lab',
      resource: 'vpc',
      effect: 'fails',
      operation: 'delete',
      message:
        'async delete failed: failed to delete the resource: [{0 deleting EC2 VPC: operation error EC2: DeleteVpc, https response error StatusCode: 400, api error DependencyViolation: The vpc has dependencies and cannot be deleted. A network interface that a load balancer left behind is still attached []}]',
    },
    {
      cluster: 'storefront-staging',
      resource: 'cluster',
      effect: 'slow',
      operation: 'update',
      minutes: LONG_MINUTES,
    },
  ],
  laterIncidents: [
    {
      cluster: 'logistics-prod',
      resource: 'nodegroup',
      effect: 'unhealthy',
      message:
        'NodeCreationFailure: 2 of 3 instances of the node group are not ready: kubelet stopped posting node status',
    },
  ],
  unfinished: ['data-dev', 'logistics-dev', 'logistics-staging'],
  changes: [
    {
      environment: 'staging',
      name: 'storefront-staging',
      edit: claim =>
        claim.replace(/kubernetesVersion: .*/, "kubernetesVersion: '1.34'"),
      title: 'worker-cluster: upgrade storefront-staging to 1.34',
    },
    {
      environment: 'dev',
      name: 'platform-lab',
      title: 'worker-cluster: delete platform-lab',
    },
  ],
  workerFaults: { 'data-prod': [{ kind: 'vanish' }] },
  workerObjects: {
    'data-staging': [
      {
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'ApplicationSet',
        metadata: { name: 'ledger-reports', namespace: 'argocd' },
        spec: {
          goTemplate: true,
          generators: [
            { list: { elements: [{ country: 'de' }, { country: 'fr' }] } },
          ],
          template: {
            metadata: { name: 'ledger-report-{{.country}}' },
            spec: {
              project: 'workloads',
              source: {
                repoURL: REPOSITORY_URL,
                targetRevision: 'main',
                path: 'applications/k8s-manifests/base/ledger-report',
              },
              destination: {
                server: 'https://kubernetes.default.svc',
                namespace: 'app-ledger-report-{{.country}}',
              },
              syncPolicy: {
                automated: { prune: true, selfHeal: true },
                syncOptions: ['CreateNamespace=true'],
              },
            },
          },
        },
      },
    ],
  },
  requests: [
    {
      environment: 'dev',
      name: 'risk-dev',
      region: 'eu-west-1',
      owner: 'payments',
      kubernetesVersion: '1.34',
    },
    {
      environment: 'staging',
      name: 'search-staging',
      region: 'us-east-1',
      owner: 'storefront',
      kubernetesVersion: '1.34',
    },
    {
      environment: 'dev',
      name: 'reports-dev',
      region: 'us-east-1',
      owner: 'data',
      kubernetesVersion: '1.33',
      closed: true,
    },
  ],
};
