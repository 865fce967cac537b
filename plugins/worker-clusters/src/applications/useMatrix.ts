import { useCallback, useMemo, useRef, useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import type {
  ApplicationMatrix,
  ApplicationMatrixQuery,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersApiRef } from '../api';
import { useLiveQuery } from '../hooks/useLiveQuery';
import { useStableRows } from '../hooks/useStableRows';
import { mergePages, rowKey } from './matrixModel';

/** Applications that are read at a time; an answer has fewer where they are on many clusters. */
const STEP = 50;

interface Loaded {
  answers: ApplicationMatrix[];
  query: ApplicationMatrixQuery;
}

/**
 * The matrix page after page, all pages so far kept up to date: an unchanged page costs a 304.
 *
 * @param query - has to be stable (`useMemo`): a new one begins with its first page
 */
export function useMatrix(query: ApplicationMatrixQuery) {
  const api = useApi(workerClustersApiRef);
  const [wanted, setWanted] = useState({ query, rows: STEP });
  const wantedRows = wanted.query === query ? wanted.rows : STEP;
  const last = useRef<Loaded>();
  const load = useCallback(
    async (signal: AbortSignal) => {
      const answers: ApplicationMatrix[] = [];
      let found = 0;
      let cursor: string | undefined;
      do {
        const answer: ApplicationMatrix = await api.getApplicationMatrix(
          { ...query, limit: STEP, cursor },
          { signal },
        );
        answers.push(answer);
        found += answer.rows.length;
        cursor = answer.nextCursor;
      } while (cursor && found < wantedRows);
      // What did not change is the same object: nothing is rendered.
      const same =
        last.current?.query === query &&
        last.current.answers.length === answers.length &&
        answers.every((answer, i) => answer === last.current!.answers[i]);
      if (!same) last.current = { answers, query };
      return last.current!;
    },
    [api, query, wantedRows],
  );
  const { data, ...state } = useLiveQuery(load);
  const merged = useMemo(() => data && mergePages(data.answers), [data]);
  const hasMore = data?.answers.at(-1)?.nextCursor !== undefined;
  const rows = useStableRows(merged?.rows, rowKey, {
    question: data?.query,
    truncated: hasMore,
  });
  const { stale } = state;
  const known = merged?.rows.length ?? 0;
  const more = useCallback(() => {
    if (hasMore && !stale) setWanted({ query, rows: known + STEP });
  }, [hasMore, stale, query, known]);
  const first = data?.answers[0];
  return {
    ...state,
    columns: merged?.columns,
    rows,
    totalItems: first?.totalItems,
    unreported: first?.unreported ?? 0,
    hasMore,
    /** Reads the next page, if there is one and none is being read. */
    more,
  };
}
