import { isDeepStrictEqual } from 'node:util';
import {
  compareVersions,
  showVersion,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { ClaimSpec } from '../claims';

/**
 * Lists the consequences of a change for the cluster, a sentence each. Source: the EKS user guide on updates of clusters and
 * node groups.
 *
 * @param running - Kubernetes version that runs, as far as it is known: the claim names its minor version only
 */
export function consequencesOfUpdate(
  before: ClaimSpec,
  after: ClaimSpec,
  running?: string,
): string[] {
  const consequences: string[] = [];
  const upgraded = before.kubernetesVersion !== after.kubernetesVersion;
  if (upgraded) {
    const to = showVersion(after.kubernetesVersion);
    // One that runs already is none to upgrade from.
    const from = showVersion(
      running && compareVersions(running, to) !== 0
        ? running
        : before.kubernetesVersion,
    );
    consequences.push(
      `The control plane is upgraded from ${from} to ${to}. Its API stays reachable, with short interruptions, for about ten minutes. It cannot be downgraded again.`,
      'Then every node is replaced by one of the new version, one after the other: each Pod is rescheduled once.',
      'Workloads that use an API that the new version has removed stop working: migrate them first.',
    );
  }
  if (before.nodes?.size !== after.nodes?.size) {
    consequences.push(
      `The nodes are replaced by nodes of another size, one after the other, so that each Pod is rescheduled${
        upgraded ? ' once more' : ' once'
      }. Workloads with a single replica are down meanwhile.`,
    );
  }
  const [min, newMin] = [before.nodes?.min, after.nodes?.min];
  const [max, newMax] = [before.nodes?.max, after.nodes?.max];
  if (min !== undefined && newMin !== undefined && newMin > min) {
    consequences.push(
      `At least ${newMin - min} more ${
        newMin - min === 1 ? 'node runs' : 'nodes run'
      } at all times.`,
    );
  }
  if (max !== undefined && newMax !== undefined && newMax < max) {
    consequences.push(
      `No node is added above ${newMax}. If more run, the others are drained and removed once their Pods fit elsewhere; Pods that do not fit stay pending.`,
    );
  } else if (newMax !== max || (newMin !== min && (newMin ?? 0) < (min ?? 0))) {
    consequences.push('The new bounds do not affect running Pods.');
  }
  if (!isDeepStrictEqual(before.argocd, after.argocd)) {
    consequences.push(
      "The cluster's Argo CD is upgraded: applications keep running, but nothing is synced for about two minutes.",
    );
  }
  if (!isDeepStrictEqual(before.applications, after.applications)) {
    consequences.push(
      "The cluster's Argo CD syncs from another source: applications that it does not contain are removed.",
    );
  }
  if (
    before.deletionProtection !== after.deletionProtection &&
    after.deletionProtection === 'disabled'
  ) {
    consequences.push(
      'The cluster can be removed by a request of its own, and by everybody who may delete its claim in the management cluster.',
    );
  }
  if (before.owner !== after.owner) {
    consequences.push(
      'The cluster gets another owner, who gets the permissions of the owner in the portal.',
    );
  }
  return consequences;
}
