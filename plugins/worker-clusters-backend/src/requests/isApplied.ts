import type { RequestedChange } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { ClusterState } from '../store/types';

/** Fields of a claim that the state of its cluster has. */
const KNOWN: Record<string, (state: ClusterState) => unknown> = {
  'spec.region': state => state.region,
  'spec.owner': state => state.owner,
  'spec.kubernetesVersion': state => state.kubernetesVersionRequested,
  'spec.network.vpcCidr': state => state.vpcCidr,
  'spec.nodes.size': state => state.nodes?.size,
  'spec.nodes.min': state => state.nodes?.min,
  'spec.nodes.max': state => state.nodes?.max,
};

/** Phases in which a cluster has no claim in the management cluster. */
const WITHOUT_CLAIM = ['requested', 'merged', 'closed'];

/**
 * Whether the management cluster has applied a change that was merged. Undefined if that cannot be told: a change of fields
 * that the portal does not keep.
 *
 * @param state - of the cluster as it is stored; absent for none
 */
export function isApplied(
  change: Pick<RequestedChange, 'verb' | 'changes'>,
  state: ClusterState | undefined,
): boolean | undefined {
  const exists = !!state && !WITHOUT_CLAIM.includes(state.phase.phase);
  switch (change.verb) {
    case 'create':
      return exists;
    case 'decommission':
      return (
        !exists ||
        ['awaiting-confirmation', 'deleting'].includes(state!.phase.phase)
      );
    default: {
      if (!exists) return undefined;
      const known = change.changes.filter(({ field }) => KNOWN[field]);
      if (known.length === 0) return undefined;
      return known.every(
        ({ field, after }) =>
          String(KNOWN[field](state!) ?? '') === (after ?? ''),
      );
    }
  }
}
