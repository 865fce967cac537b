import type {
  ApplicationMatrix,
  ApplicationMatrixQuery,
  WorkerClustersApi,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { Translate } from '../translations';
import {
  isMuted,
  mergePages,
  type MergedMatrix,
  versionsOf,
} from './matrixModel';

const PAGE_SIZE = 200;
/** A file has at most so many lines: what spreadsheets hold. */
const MAX_CELLS = 1_000_000;

/**
 * Reads everything that matches, page by page.
 *
 * @throws the reason of `signal` once that is aborted
 */
export async function readAll(
  api: Pick<WorkerClustersApi, 'getApplicationMatrix'>,
  query: ApplicationMatrixQuery,
  signal: AbortSignal,
): Promise<MergedMatrix> {
  const pages: ApplicationMatrix[] = [];
  let cells = 0;
  let cursor: string | undefined;
  do {
    signal.throwIfAborted();
    const page: ApplicationMatrix = await api.getApplicationMatrix(
      { ...query, limit: PAGE_SIZE, cursor },
      { signal },
    );
    pages.push(page);
    for (const row of page.rows) cells += row.cells.length;
    cursor = page.nextCursor;
  } while (cursor && cells < MAX_CELLS);
  return mergePages(pages);
}

/**
 * The matrix as lines of a file: one for each application on each cluster, which a spreadsheet can filter and pivot.
 *
 * @param now - milliseconds
 */
export function toFileRows(
  { columns, rows }: MergedMatrix,
  options: { t: Translate; now: number },
): string[][] {
  const { t, now } = options;
  const header = [
    t('matrix.application'),
    t('matrix.file.repository'),
    t('matrix.file.environment'),
    t('matrix.file.managementCluster'),
    t('matrix.file.cluster'),
    t('matrix.file.namespace'),
    t('matrix.file.version'),
    t('applications.health'),
    t('applications.column.sync'),
    t('matrix.file.lastKnown'),
  ];
  return [
    header,
    ...rows.flatMap(row =>
      row.cells.map(cell => {
        const cluster = columns[cell.cluster];
        return [
          row.name,
          row.repository ?? '',
          cluster.environment ?? '',
          cluster.managementCluster,
          cluster.name,
          cell.namespace,
          versionsOf(row, cell).join(' '),
          cell.health,
          cell.sync,
          isMuted(cluster, now)
            ? cluster.connection.lastSeen ?? t('matrix.file.yes')
            : '',
        ];
      }),
    ),
  ];
}
