import type { Config } from '@backstage/config';
import { readDurationFromConfig } from '@backstage/config';
import type { HumanDuration } from '@backstage/types';
import { readManagementCluster } from '@worker-clusters/backstage-plugin-worker-clusters-node';

/** How requests are followed. */
export interface RequestsConfig {
  refreshInterval: HumanDuration;
  /** Shortest time between the starts of two refreshes, whatever webhooks arrive. */
  minRefreshInterval: HumanDuration;
  /** Name of the management cluster to which merged claims go; undefined if none is configured. */
  managementCluster?: string;
}

/**
 * Reads `workerClusters.requests`, and where claims of the GitOps repository go.
 *
 * @throws InputError if the management cluster is not one of those that are configured.
 */
export function readRequestsConfig(config: Config): RequestsConfig {
  const duration = (name: string, fallback: HumanDuration) => {
    const key = `workerClusters.requests.${name}`;
    return config.has(key) ? readDurationFromConfig(config, { key }) : fallback;
  };
  return {
    refreshInterval: duration('refreshInterval', { minutes: 1 }),
    minRefreshInterval: duration('minRefreshInterval', { seconds: 10 }),
    managementCluster: readManagementCluster(config),
  };
}
