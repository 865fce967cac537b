/** An API server takes 3 MB; an object of this size takes it or nearly so. */
const MAX_VALUES = 200_000;
const MAX_DEPTH = 200;

/** Says why an object is not looked at: it is so big that a check would take long, or so deep that it would not end. */
export function tooLarge(value: unknown): string | undefined {
  // Not recursive: this is what keeps the recursive parts from running out of stack.
  const open: Array<[unknown, number]> = [[value, 0]];
  for (let seen = 1; open.length; ) {
    const [current, depth] = open.pop()!;
    if (typeof current !== 'object' || current === null) continue;
    if (depth >= MAX_DEPTH)
      return `it is nested deeper than ${MAX_DEPTH} levels`;
    const children = Object.values(current);
    seen += children.length;
    if (seen > MAX_VALUES) return `it has more than ${MAX_VALUES} values`;
    for (const child of children) open.push([child, depth + 1]);
  }
  return undefined;
}
