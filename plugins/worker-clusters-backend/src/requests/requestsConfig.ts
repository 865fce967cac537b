import type { Config } from '@backstage/config';
import { readDurationFromConfig } from '@backstage/config';
import { InputError } from '@backstage/errors';
import type { HumanDuration } from '@backstage/types';

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
  const names = (
    config.getOptionalConfigArray('workerClusters.managementClusters') ?? []
  ).map(c => c.getString('name'));
  const chosen = config.getOptionalString(
    'workerClusters.gitops.managementCluster',
  );
  if (chosen !== undefined && !names.includes(chosen)) {
    throw new InputError(
      `workerClusters.gitops.managementCluster is '${chosen}', which is not the name of one of workerClusters.managementClusters (${names.join(
        ', ',
      )})`,
    );
  }
  return {
    refreshInterval: config.has(key)
      ? readDurationFromConfig(config, { key })
      : { minutes: 1 },
    managementCluster: chosen ?? names[0],
  };
}
