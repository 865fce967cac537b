import type { ArgoCdKind } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { WorkerObservation } from '../observe/types';

/** Name of a Deployment or StatefulSet of argocd-agent, whatever the Helm release is called. */
const AGENT = /(?:^|-)agent-(?:agent|principal)$|^argocd-agent(?:-|$)/;

/**
 * An EKS cluster as a destination: the EKS Capability for Argo CD registers clusters by their ARN.
 * Source: Amazon EKS user guide, "Register target clusters" of the Argo CD capability.
 */
const EKS_ARN = /^arn:aws[\w-]*:eks:[\w-]+:\d{12}:cluster\//;

/** What tells which kind of Argo CD a worker has. */
export type ArgoCdEvidence = Pick<
  WorkerObservation,
  'workloads' | 'applications' | 'applicationsServed'
>;

/**
 * The kind of a worker's Argo CD, the first that applies:
 *
 * - `agent`: a workload of argocd-agent runs in it.
 * - `helm`: a workload of Argo CD runs in it.
 * - `none`: it does not serve Applications.
 * - `managed`: it serves Applications, no workload is there, and one is deployed to an EKS cluster by its ARN.
 * - `unknown`: it serves Applications, no workload is there, and nothing says who looks after them: CustomResourceDefinitions
 *   that were left behind, or an Argo CD in another cluster.
 */
export function deriveArgoCdKind(worker: ArgoCdEvidence): ArgoCdKind {
  const { workloads, applications, applicationsServed } = worker;
  if (workloads.some(w => AGENT.test(w.name))) return 'agent';
  if (workloads.length > 0) return 'helm';
  if (applicationsServed === false) return 'none';
  const managed = applications.some(
    a =>
      EKS_ARN.test(a.destinationServer ?? '') ||
      EKS_ARN.test(a.destinationName ?? ''),
  );
  return managed ? 'managed' : 'unknown';
}
