import { isDeepStrictEqual } from 'node:util';
import {
  compareVersions,
  type Message,
  showVersion,
  writeMessage,
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
): Array<Required<Message>> {
  const consequences: Array<Required<Message>> = [];
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
      writeMessage('upgrade-control-plane', {
        from: from ?? '?',
        to: to ?? '?',
      }),
      writeMessage('upgrade-nodes'),
      writeMessage('upgrade-apis'),
    );
  }
  if (before.nodes?.size !== after.nodes?.size) {
    consequences.push(
      writeMessage(upgraded ? 'nodes-resized-again' : 'nodes-resized'),
    );
  }
  const [min, newMin] = [before.nodes?.min, after.nodes?.min];
  const [max, newMax] = [before.nodes?.max, after.nodes?.max];
  if (min !== undefined && newMin !== undefined && newMin > min) {
    const count = newMin - min;
    consequences.push(
      count === 1
        ? writeMessage('node-more')
        : writeMessage('nodes-more', { count }),
    );
  }
  if (max !== undefined && newMax !== undefined && newMax < max) {
    consequences.push(writeMessage('nodes-capped', { max: newMax }));
  } else if (newMax !== max || (newMin !== min && (newMin ?? 0) < (min ?? 0))) {
    consequences.push(writeMessage('nodes-bounds'));
  }
  if (!isDeepStrictEqual(before.argocd, after.argocd)) {
    consequences.push(writeMessage('argocd-upgraded'));
  }
  if (!isDeepStrictEqual(before.applications, after.applications)) {
    consequences.push(writeMessage('applications-source'));
  }
  if (
    before.deletionProtection !== after.deletionProtection &&
    after.deletionProtection === 'disabled'
  ) {
    consequences.push(writeMessage('protection-lifted'));
  }
  if (before.owner !== after.owner) {
    consequences.push(writeMessage('owner-changed'));
  }
  return consequences;
}
