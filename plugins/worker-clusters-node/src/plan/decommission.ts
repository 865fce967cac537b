import type { ClaimSpec } from '../claims';
import type { FleetCluster } from './PlatformContext';

/** What goes with a cluster, and in which order, a sentence each. */
export function consequencesOfDecommission(
  { nodes }: ClaimSpec,
  known: FleetCluster | undefined,
): string[] {
  const applications = known?.applications;
  return [
    applications
      ? `${applications} ${
          applications === 1 ? 'application is' : 'applications are'
        } removed first, with ${
          applications === 1 ? 'its' : 'their'
        } load balancers and volumes. What is not backed up elsewhere is lost.`
      : 'Every application in it is removed first, with its load balancers and volumes. What is not backed up elsewhere is lost.',
    'Then its Argo CD, its nodes and add-ons, the control plane, the roles and at last the network are deleted, in this order, in about half an hour.',
    ...(nodes?.min !== undefined && nodes.max !== undefined
      ? [
          `${
            nodes.min === nodes.max ? nodes.min : `${nodes.min} to ${nodes.max}`
          } nodes (${nodes.size ?? 'of one size'}) are given back.`,
        ]
      : []),
    'It cannot be taken back: a cluster of the same name that is asked for later is a new one.',
  ];
}
