import { useCallback, useMemo, useState } from 'react';
import {
  stringifyClusterRef,
  type WorkerCluster,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';

/** The clusters that the reader chose, each as it was seen last: also those that a filter hides by now. */
export function useSelection(clusters: readonly WorkerCluster[] | undefined) {
  const [chosen, setChosen] = useState<ReadonlyMap<string, WorkerCluster>>(
    new Map(),
  );
  const byId = useMemo(
    () =>
      new Map(
        clusters?.map(cluster => [stringifyClusterRef(cluster), cluster]),
      ),
    [clusters],
  );
  const choose = useCallback(
    (ids: ReadonlySet<string>) =>
      setChosen(
        before =>
          new Map(
            [...ids].flatMap((id): Array<[string, WorkerCluster]> => {
              const cluster = byId.get(id) ?? before.get(id);
              return cluster ? [[id, cluster]] : [];
            }),
          ),
      ),
    [byId],
  );
  const clear = useCallback(() => setChosen(new Map()), []);
  return useMemo(
    () => ({
      ids: new Set(chosen.keys()) as ReadonlySet<string>,
      clusters: [...chosen].map(([id, cluster]) => byId.get(id) ?? cluster),
      choose,
      clear,
    }),
    [chosen, byId, choose, clear],
  );
}
