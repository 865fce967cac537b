/** How many times larger the larger one of two inputs is. */
const FACTOR = 8;
const MAX_RUNS = 30;

/** CPU time of this process, microseconds: it does not pass while others run. */
function cpuOf(run: () => void): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

/**
 * How many times as much CPU an input of eight times the size takes: 8 if the work is proportional to the size, 64 if it grows
 * with the square. Of the fastest of some runs each, in turn, up to 30 while the ratio is above the bound: compilers and
 * collectors count as well.
 */
export function growthOf(
  run: (size: number) => void,
  { size, bound }: { size: number; bound: number },
): number {
  let small = Infinity;
  let large = Infinity;
  let ratio = Infinity;
  for (let i = 0; i < MAX_RUNS && ratio >= bound; i += 1) {
    small = Math.min(
      small,
      cpuOf(() => run(size)),
    );
    large = Math.min(
      large,
      cpuOf(() => run(FACTOR * size)),
    );
    ratio = large / Math.max(1, small);
  }
  return ratio;
}
