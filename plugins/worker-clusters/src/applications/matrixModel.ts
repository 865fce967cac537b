import {
  type ApplicationMatrix,
  type ApplicationMatrixCell,
  type ApplicationMatrixColumn,
  type ApplicationMatrixRow,
  HEALTH_STATUSES,
  isHeard,
  stringifyClusterRef,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';

/** A cluster of the matrix as it is shown. */
export interface MatrixCluster extends ApplicationMatrixColumn {
  /** Its reference as text. */
  key: string;
  /** The portal cannot look at it, or its Argo CD stands still: what is shown is the last known state. */
  muted: boolean;
}

/** A column: a cluster, or before those of an environment what they have in common. */
export type MatrixColumn =
  | { kind: 'environment'; environment: string; clusters: MatrixCluster[] }
  | { kind: 'cluster'; environment: string; cluster: MatrixCluster };

/** Pages of the matrix as one. */
export interface MergedMatrix {
  columns: ApplicationMatrixColumn[];
  rows: ApplicationMatrixRow[];
}

/** Identifies a row. */
export const rowKey = ({ name, repository }: ApplicationMatrixRow) =>
  `${name}\n${repository ?? ''}`;

/**
 * Puts pages together. Each has all clusters; where a cluster came or went between two of them, cells of a later page move to the
 * columns of the first one.
 */
export function mergePages(pages: readonly ApplicationMatrix[]): MergedMatrix {
  const [first, ...rest] = pages;
  const keys = first.columns.map(stringifyClusterRef);
  const places = new Map(keys.map((key, i) => [key, i]));
  const rows = [...first.rows];
  for (const page of rest) {
    const moved = page.columns.map(column =>
      places.get(stringifyClusterRef(column)),
    );
    if (
      page.columns.length === keys.length &&
      moved.every((to, i) => to === i)
    ) {
      rows.push(...page.rows);
      continue;
    }
    for (const row of page.rows) {
      const cells = row.cells.flatMap(cell => {
        const cluster = moved[cell.cluster];
        return cluster === undefined ? [] : [{ ...cell, cluster }];
      });
      if (cells.length > 0) rows.push({ ...row, cells });
    }
  }
  return { columns: first.columns, rows };
}

/** Of the clusters those whose state is only the last known one, as it is at a time in milliseconds. */
export const isMuted = (
  { connection, frozen }: ApplicationMatrixColumn,
  now: number,
): boolean => frozen === true || !isHeard({ connection, now });

/**
 * The columns: each environment with its summary, and behind it its clusters.
 *
 * @param summary - without the clusters
 */
export function toColumns(
  clusters: readonly MatrixCluster[],
  summary: boolean,
): MatrixColumn[] {
  const groups = new Map<string, MatrixCluster[]>();
  for (const cluster of clusters) {
    const environment = cluster.environment ?? '';
    const group = groups.get(environment);
    if (group) group.push(cluster);
    else groups.set(environment, [cluster]);
  }
  return [...groups].flatMap(([environment, of]): MatrixColumn[] => [
    { kind: 'environment', environment, clusters: of },
    ...(summary
      ? []
      : of.map(cluster => ({
          kind: 'cluster' as const,
          environment,
          cluster,
        }))),
  ]);
}

/** The clusters of each environment, in the order of the columns. */
export const environmentsOf = (columns: readonly MatrixColumn[]) =>
  columns.flatMap(column =>
    column.kind === 'environment' ? [column.clusters] : [],
  );

/** What some clusters have of one application. */
export interface RowSummary {
  /** All clusters. */
  clusters: number;
  /** Those that have it. */
  deployed: number;
  /** Number of clusters by version, most first; a cluster with two versions counts for both. */
  versions: Array<{ version: string; clusters: number }>;
  /** Clusters that have it in a version that is not known. */
  unknown: number;
  /** Degraded, Missing or Unknown. */
  unhealthy: number;
  outOfSync: number;
  /** Clusters that have it and are muted. */
  muted: number;
}

const UNHEALTHY = HEALTH_STATUSES.indexOf('Missing');

export const isUnhealthy = ({
  health,
}: Pick<ApplicationMatrixCell, 'health'>) =>
  HEALTH_STATUSES.indexOf(health) >= UNHEALTHY;

/** The versions of a cell; none if it is not known. */
export const versionsOf = (
  row: ApplicationMatrixRow,
  cell: ApplicationMatrixCell,
): string[] => cell.versions.flatMap(index => row.versions[index] ?? []);

const cellMaps = new WeakMap<
  ApplicationMatrixRow,
  Array<ApplicationMatrixCell | undefined>
>();

/** The cells of a row by the position of their cluster. */
export function cellsOf(row: ApplicationMatrixRow) {
  let cells = cellMaps.get(row);
  if (!cells) {
    cells = [];
    for (const cell of row.cells) cells[cell.cluster] = cell;
    cellMaps.set(row, cells);
  }
  return cells;
}

const summaries = new WeakMap<
  ApplicationMatrixRow,
  WeakMap<readonly MatrixCluster[], RowSummary>
>();

/**
 * Counts what some clusters have of an application; remembered as long as both are the same objects, because each cell of a row needs
 * it.
 *
 * @param places - positions of the clusters in the columns of the answer
 */
export function summarize(
  row: ApplicationMatrixRow,
  clusters: readonly MatrixCluster[],
  places: ReadonlyMap<string, number>,
): RowSummary {
  let ofRow = summaries.get(row);
  if (!ofRow) summaries.set(row, (ofRow = new WeakMap()));
  let summary = ofRow.get(clusters);
  if (!summary) {
    ofRow.set(clusters, (summary = count(row, clusters, places)));
  }
  return summary;
}

const collator = new Intl.Collator('en', { numeric: true });

const mostFirst = (counts: ReadonlyMap<string, number>) =>
  [...counts]
    .map(([version, clusters]) => ({ version, clusters }))
    .sort(
      (a, b) =>
        b.clusters - a.clusters || collator.compare(b.version, a.version),
    );

function count(
  row: ApplicationMatrixRow,
  clusters: readonly MatrixCluster[],
  places: ReadonlyMap<string, number>,
): RowSummary {
  const cells = cellsOf(row);
  const counts = new Map<string, number>();
  const summary: RowSummary = {
    clusters: clusters.length,
    deployed: 0,
    versions: [],
    unknown: 0,
    unhealthy: 0,
    outOfSync: 0,
    muted: 0,
  };
  for (const cluster of clusters) {
    const cell = cells[places.get(cluster.key) ?? -1];
    if (!cell) continue;
    summary.deployed += 1;
    let known = false;
    for (const index of cell.versions) {
      const version = row.versions[index];
      if (version === undefined) continue;
      known = true;
      counts.set(version, (counts.get(version) ?? 0) + 1);
    }
    if (!known) summary.unknown += 1;
    if (isUnhealthy(cell)) summary.unhealthy += 1;
    if (cell.sync === 'OutOfSync') summary.outOfSync += 1;
    if (cluster.muted) summary.muted += 1;
  }
  summary.versions = mostFirst(counts);
  return summary;
}

/** The summary of different clusters out of summaries of some of them each. */
function sumUp(parts: readonly RowSummary[]): RowSummary {
  const counts = new Map<string, number>();
  for (const { version, clusters } of parts.flatMap(part => part.versions)) {
    counts.set(version, (counts.get(version) ?? 0) + clusters);
  }
  const sum = (name: Exclude<keyof RowSummary, 'versions'>) =>
    parts.reduce((total, part) => total + part[name], 0);
  return {
    clusters: sum('clusters'),
    deployed: sum('deployed'),
    versions: mostFirst(counts),
    unknown: sum('unknown'),
    unhealthy: sum('unhealthy'),
    outOfSync: sum('outOfSync'),
    muted: sum('muted'),
  };
}

/** Several versions where there should be one. */
export const isDrift = ({ versions }: RowSummary): boolean =>
  versions.length > 1;

const comparable = (version: string) =>
  version.toLowerCase().replace(/^v(?=\d)/, '');

/**
 * Whether a version is one that is searched: begins like it, with `v` or without. A number with dots is not cut within a part:
 * 1.4.20 is not found by 1.4.2, but by 1.4.
 */
export function isSearched(version: string, search: string): boolean {
  const [whole, start] = [comparable(version), comparable(search.trim())];
  if (!whole.startsWith(start)) return false;
  const withinPart = /^\d+\.[\d.]*\d$/.test(start);
  return !(withinPart && /^\d/.test(whole.slice(start.length)));
}

/**
 * Whether the versions of a cell are to be marked: not the one that is searched, or without a search not the one that most
 * clusters of the environment have.
 */
export function isOdd(
  versions: string[],
  summary: RowSummary,
  search: string,
): boolean {
  if (versions.length === 0) return false;
  if (search.trim()) return !versions.every(v => isSearched(v, search));
  return (
    isDrift(summary) && versions.some(v => v !== summary.versions[0].version)
  );
}

/** Whether a version is everywhere: what a row says in one sentence. */
export interface VersionAnswer {
  /** The version that is searched, or the one that most clusters have. */
  version: string;
  /** Clusters that have it. */
  on: number;
  /** Clusters of the environments in which the application is. */
  of: number;
  others: Array<{ version: string; clusters: number }>;
  /** Clusters of those environments that do not have the application. */
  missing: number;
  unknown: number;
  muted: number;
}

/**
 * How far the version of an application is spread. Clusters count of environments in which it is on one at least: that an
 * application is not in production yet is no gap in production.
 */
export function answerVersion(
  row: ApplicationMatrixRow,
  environments: ReadonlyArray<readonly MatrixCluster[]>,
  places: ReadonlyMap<string, number>,
  search: string,
): VersionAnswer | undefined {
  const { clusters, versions, unknown, muted, deployed } = sumUp(
    environments
      .map(of => summarize(row, of, places))
      .filter(summary => summary.deployed > 0),
  );
  const searched = search.trim()
    ? versions.filter(({ version }) => isSearched(version, search))
    : versions.slice(0, 1);
  // Found by the backend as the beginning of another one, which is named with the others.
  const none = search.trim() && versions.length > 0;
  const best =
    searched.at(0) ??
    (none ? { version: search.trim(), clusters: 0 } : undefined);
  if (!best) return undefined;
  return {
    version: best.version,
    on: best.clusters,
    of: clusters,
    others: versions.filter(v => v !== best),
    missing: clusters - deployed,
    unknown,
    muted,
  };
}

/** Whether nothing stands against a yes. */
export const isEverywhere = ({ on, of, others }: VersionAnswer): boolean =>
  on === of && others.length === 0;
