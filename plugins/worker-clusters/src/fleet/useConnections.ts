import { useMemo } from 'react';
import type {
  ConnectionState,
  ManagementCluster,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';

/** The connections to the management clusters by name, the same object as long as they are. */
export function useConnections(management: ManagementCluster[] | undefined) {
  const text = JSON.stringify(
    management?.map(({ name, connection }) => [name, connection]) ?? [],
  );
  return useMemo(
    () => new Map<string, ConnectionState>(JSON.parse(text)),
    [text],
  );
}
