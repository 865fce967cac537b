import { useCallback, useMemo } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  type ConnectionState,
  isHeard,
  stringifyClusterRef,
  type WorkerCluster,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { clusterState } from '../../components/clusterState';
import { useAtNow } from '../../hooks/useNow';
import { workerClustersTranslationRef } from '../../translations';
import { type Tile, tileKind } from './tiles';

/**
 * The clusters with their states as they are now.
 *
 * @param management - connections to the management clusters by name, where they are known
 */
export function useTiles(
  clusters: readonly WorkerCluster[],
  management: ReadonlyMap<string, ConnectionState>,
): Tile[] {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  // All that the clock changes of a state is whether a server is heard: that alone is looked at on each tick.
  const heard = useAtNow(
    useCallback(
      (now: number) =>
        clusters
          .map(({ connection, managementCluster }) => {
            const manager = management.get(managementCluster);
            return (
              Number(isHeard({ connection, now })) +
              2 * Number(!manager || isHeard({ connection: manager, now }))
            );
          })
          .join(''),
      [clusters, management],
    ),
  );
  return useMemo(() => {
    const now = Date.now();
    return clusters.map((cluster): Tile => {
      const state = clusterState(cluster, {
        t,
        now,
        management: management.get(cluster.managementCluster),
      });
      const id = stringifyClusterRef(cluster);
      return { id, cluster, state, kind: tileKind(state) };
    });
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `heard` stands for the time
  }, [clusters, management, t, heard]);
}
