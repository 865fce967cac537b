/** The upper left corner of a tile, in pixels. */
export interface Corner {
  left: number;
  top: number;
}

/** The tile of the next row that is nearest to the one at `index`; the same index if there is no such row. */
function inNextRow(tiles: Corner[], index: number, step: 1 | -1): number {
  const { left, top } = tiles[index];
  let best = index;
  let rowTop: number | undefined;
  for (let i = index + step; tiles[i]; i += step) {
    if (tiles[i].top === top) continue;
    rowTop ??= tiles[i].top;
    if (tiles[i].top !== rowTop) break;
    if (
      best === index ||
      Math.abs(tiles[i].left - left) < Math.abs(tiles[best].left - left)
    ) {
      best = i;
    }
  }
  return best;
}

/**
 * Where a key moves the focus in tiles that flow in rows.
 *
 * @param tiles - in the order of the document
 * @param index - of the tile that has the focus
 * @returns an index; undefined for a key that moves nothing
 */
export function moveFocus(
  key: string,
  tiles: Corner[],
  index: number,
): number | undefined {
  if (!tiles[index]) return undefined;
  switch (key) {
    case 'ArrowRight':
      return Math.min(index + 1, tiles.length - 1);
    case 'ArrowLeft':
      return Math.max(index - 1, 0);
    case 'ArrowDown':
      return inNextRow(tiles, index, 1);
    case 'ArrowUp':
      return inNextRow(tiles, index, -1);
    case 'Home':
      return 0;
    case 'End':
      return tiles.length - 1;
    default:
      return undefined;
  }
}
