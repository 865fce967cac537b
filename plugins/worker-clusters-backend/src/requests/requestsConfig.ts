import type { Config } from '@backstage/config';
import { readDurationFromConfig } from '@backstage/config';
import type { HumanDuration } from '@backstage/types';
import { readManagementCluster } from '@worker-clusters/backstage-plugin-worker-clusters-node';

/** How requests are followed. */
export interface RequestsConfig {
  refreshInterval: HumanDuration;
  /** Name of the management cluster to which merged claims go; undefined if none is configured. */
  managementCluster?: string;
}

/**
 * Reads `workerClusters.requests`, and where claims of the GitOps repository go.
 *
 * @throws InputError if the management cluster is not one of those that are configured.
 */
export function readRequestsConfig(config: Config): RequestsConfig {
  const key = 'workerClusters.requests.refreshInterval';
  return {
    refreshInterval: config.has(key)
      ? readDurationFromConfig(config, { key })
      : { minutes: 1 },
    managementCluster: readManagementCluster(config),
  };
}
