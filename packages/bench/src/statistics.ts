const sorted = (values: number[]) => [...values].sort((a, b) => a - b);

/** The value below which the share `p` (0 to 1) of the values lies; NaN of none. */
export function percentile(values: number[], p: number): number {
  if (values.length === 0) return NaN;
  const all = sorted(values);
  return all[Math.min(all.length - 1, Math.ceil(p * all.length) - 1)];
}

export function median(values: number[]): number {
  const all = sorted(values);
  const middle = all.length / 2;
  return all.length % 2
    ? all[Math.floor(middle)]
    : (all[middle - 1] + all[middle]) / 2;
}

/** Median of several runs with the lowest and the highest of them. */
export interface Spread {
  median: number;
  low: number;
  high: number;
  runs: number;
}

export function spread(values: number[]): Spread {
  return {
    median: median(values),
    low: Math.min(...values),
    high: Math.max(...values),
    runs: values.length,
  };
}

/** Slope of a line through the points by least squares. */
export function slope(points: Array<[x: number, y: number]>): number {
  const n = points.length;
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / n;
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / n;
  let above = 0;
  let below = 0;
  for (const [x, y] of points) {
    above += (x - meanX) * (y - meanY);
    below += (x - meanX) ** 2;
  }
  return below === 0 ? 0 : above / below;
}
