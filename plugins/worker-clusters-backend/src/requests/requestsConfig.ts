import type { Config } from '@backstage/config';
import type { HumanDuration } from '@backstage/types';
import { readManagementCluster } from '@worker-clusters/backstage-plugin-worker-clusters-node';
import {
  type ConfigProblemsService,
  readDuration,
} from '@worker-clusters/backstage-plugin-worker-clusters-node/config';

/** How requests are followed. */
export interface RequestsConfig {
  refreshInterval: HumanDuration;
  /** Shortest time between the starts of two refreshes, whatever webhooks arrive. */
  minRefreshInterval: HumanDuration;
  /** Name of the management cluster to which merged claims go; undefined if none is configured. */
  managementCluster?: string;
}

/** Reads `workerClusters.requests`, and where claims of the GitOps repository go. What is wrong is reported. */
export function readRequestsConfig(
  config: Config,
  problems: ConfigProblemsService,
): RequestsConfig {
  const duration = (
    name: string,
    fallback: HumanDuration,
    range: { minMs: number },
  ) => {
    const key = `workerClusters.requests.${name}`;
    return readDuration(config, problems, { key, fallback, ...range });
  };
  return {
    refreshInterval: duration(
      'refreshInterval',
      { minutes: 1 },
      { minMs: 1000 },
    ),
    minRefreshInterval: duration(
      'minRefreshInterval',
      { seconds: 10 },
      { minMs: 1 },
    ),
    managementCluster: problems.read<string | undefined>(
      {
        key: 'workerClusters.gitops.managementCluster',
        effect: 'No cluster can be requested.',
        fallback: undefined,
      },
      () => readManagementCluster(config),
    ),
  };
}
