import type { WorkerCluster } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { ClusterStateView, Shape } from '../../components/clusterState';
import type { Look } from '../../components/StatusChip';

/** What a tile says of its cluster, worst first. */
export const TILE_KINDS = [
  'failed',
  'attention',
  'notHeard',
  'progress',
  'deleting',
  'requested',
  'ready',
  'closed',
] as const;

export type TileKind = (typeof TILE_KINDS)[number];

/** How the kinds look in the legend. A tile of a kind has the shape of its own state. */
export const KIND_LOOKS: Record<TileKind, Look> = {
  failed: ['bad', 'exclamation'],
  attention: ['warn', 'exclamation'],
  notHeard: ['quiet', 'question'],
  progress: ['busy', 'progress'],
  deleting: ['quiet', 'trash'],
  requested: ['quiet', 'pullRequest'],
  ready: ['good', 'check'],
  closed: ['quiet', 'cross'],
};

const QUIET: Partial<Record<Shape, TileKind>> = {
  trash: 'deleting',
  cross: 'closed',
};

/** The kind of a state. A last known state is none but that, whatever it was. */
export function tileKind({
  tone,
  shape,
  muted,
}: Pick<ClusterStateView, 'tone' | 'shape' | 'muted'>): TileKind {
  if (muted) return 'notHeard';
  switch (tone) {
    case 'bad':
      return 'failed';
    case 'warn':
      return 'attention';
    case 'busy':
      return 'progress';
    case 'good':
      return 'ready';
    default:
      return QUIET[shape] ?? 'requested';
  }
}

/** A cluster with its state. */
export interface Tile {
  /** Reference of the cluster. */
  id: string;
  cluster: WorkerCluster;
  state: ClusterStateView;
  kind: TileKind;
}

const RANK = new Map(TILE_KINDS.map((kind, index) => [kind, index]));

/** Bad states that were known last are worse than good ones that were. */
const badness = ({ cluster: { applications }, state }: Tile) =>
  (state.shape === 'exclamation' ? 1_000_000 : 0) +
  applications.byHealth.Degraded +
  applications.byHealth.Missing;

/** Orders tiles: the worst kind first, in it the one with the most Applications in trouble, then by name. */
const worstFirst = (a: Tile, b: Tile): number =>
  RANK.get(a.kind)! - RANK.get(b.kind)! ||
  badness(b) - badness(a) ||
  a.cluster.name.localeCompare(b.cluster.name, 'en', { numeric: true });

/** How many tiles there are of each kind that occurs, worst first. */
export function countKinds(tiles: readonly Tile[]): Array<[TileKind, number]> {
  const counts = new Map<TileKind, number>();
  for (const { kind } of tiles) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return TILE_KINDS.flatMap((kind): Array<[TileKind, number]> => {
    const count = counts.get(kind);
    return count ? [[kind, count]] : [];
  });
}

/**
 * The tiles in the order that is shown. While somebody reads the map that is the order of before, with what came since at
 * its end: no tile moves from under the pointer.
 */
export function keepOrder(
  tiles: readonly Tile[],
  before: ReadonlyMap<string, number> | undefined,
): Tile[] {
  if (!before) return [...tiles].sort(worstFirst);
  const place = (tile: Tile) => before.get(tile.id) ?? Infinity;
  return [...tiles].sort((a, b) => {
    const [left, right] = [place(a), place(b)];
    return left === right ? worstFirst(a, b) : left - right;
  });
}
