import type { WorkerClusterDetails } from '@worker-clusters/backstage-plugin-worker-clusters-common';

/** There is a cluster to be reached. Before, nothing runs that the portal could reach; while it is deleted nothing needs to. */
export const isUp = ({ phase }: Pick<WorkerClusterDetails, 'phase'>) =>
  ['ready', 'updating', 'degraded'].includes(phase.phase);
