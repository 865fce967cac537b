import { createContext, useCallback, useContext } from 'react';
import type {
  VerdictContext,
  WorkerCluster,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { useAtNow } from '../../hooks/useNow';

/** The cluster around the Applications, for cells that a table keeps while it changes. */
export const VerdictCluster = createContext<
  Pick<WorkerCluster, 'connection' | 'argocd'> | undefined
>(undefined);

const STEP_MS = 30_000;
const roughly = (now: number) => Math.ceil(now / STEP_MS) * STEP_MS;

/** What the verdict of an Application depends on besides itself; the time is that of the next half minute. */
export function useVerdictContext(): VerdictContext {
  const cluster = useContext(VerdictCluster);
  const now = useAtNow(useCallback(roughly, []));
  return { connection: cluster?.connection, argocd: cluster?.argocd, now };
}
