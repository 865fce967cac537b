interface Box {
  left: number;
  top: number;
  bottom: number;
  right: number;
}

/** Between a tile and its details, in pixels: the pointer crosses it on its way. */
const GAP = 6;

/**
 * Where the details of a tile stand in the map: above it, or below where the window has no room above; within the map's width.
 *
 * @param tile - in the window
 * @param map - in the window
 * @returns relative to the map, in pixels
 */
export function placeDetails(options: {
  tile: Box;
  map: Box;
  details: { width: number; height: number };
}): { left: number; top: number } {
  const { tile, map, details } = options;
  const above = tile.top - GAP - details.height;
  const top = above >= 0 ? above : tile.bottom + GAP;
  const left = Math.max(
    map.left,
    Math.min(tile.left, map.right - details.width),
  );
  return { left: left - map.left, top: top - map.top };
}
