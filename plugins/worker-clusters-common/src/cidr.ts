/**
 * An IPv4 address range.
 *
 * @public
 */
export interface Cidr {
  /** The first address, as a number. */
  base: number;
  /** How many bits are fixed: 0 to 32. */
  prefix: number;
}

const size = ({ prefix }: Cidr) => 2 ** (32 - prefix);

/** The range that a text names, or a sentence that says what is wrong with it and what to write. */
function readCidr(text: string): Cidr | string {
  const quoted = `'${text.slice(0, 80)}'`;
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(
    text,
  );
  if (!match) {
    return `${quoted} is not an IPv4 address range: write four numbers and the length of the prefix, for example 10.42.0.0/16.`;
  }
  const [a, b, c, d, prefix] = match.slice(1).map(Number);
  if ([a, b, c, d].some(octet => octet > 255)) {
    return `${quoted} is not an IPv4 address range: each of the four numbers is at most 255.`;
  }
  if (prefix > 32) {
    return `${quoted} is not an IPv4 address range: the prefix has at most 32 bits.`;
  }
  const address = ((a * 256 + b) * 256 + c) * 256 + d;
  const base = address - (address % size({ base: 0, prefix }));
  return base === address
    ? { base, prefix }
    : `${quoted} does not begin at its first address: write ${formatCidr({
        base,
        prefix,
      })}.`;
}

/**
 * Reads `10.42.0.0/16`. Returns undefined for anything that is not an IPv4 range in its usual form, with no bit set
 * behind the prefix (RFC 4632).
 *
 * @public
 */
export function parseCidr(text: string): Cidr | undefined {
  const range = readCidr(text);
  return typeof range === 'string' ? undefined : range;
}

/**
 * Returns what is wrong with a text that `parseCidr` does not read and what to write instead, as a sentence; undefined
 * for one that it does.
 *
 * @public
 */
export function cidrProblem(text: string): string | undefined {
  const range = readCidr(text);
  return typeof range === 'string' ? range : undefined;
}

/**
 * Writes a range in its usual form, for example `10.42.0.0/16`.
 *
 * @public
 */
export function formatCidr({ base, prefix }: Cidr): string {
  const octets = [24, 16, 8, 0].map(
    shift => Math.floor(base / 2 ** shift) % 256,
  );
  return `${octets.join('.')}/${prefix}`;
}

/**
 * Whether two ranges have an address in common.
 *
 * @public
 */
export function cidrsOverlap(one: Cidr, other: Cidr): boolean {
  return (
    one.base < other.base + size(other) && other.base < one.base + size(one)
  );
}

/**
 * Whether a range lies within another.
 *
 * @public
 */
export function cidrContains(outer: Cidr, inner: Cidr): boolean {
  return (
    inner.base >= outer.base &&
    inner.base + size(inner) <= outer.base + size(outer)
  );
}

/**
 * Returns the first range of a pool with the given prefix that overlaps none of those in use; undefined if the pool is
 * used up.
 *
 * @public
 */
export function freeCidr(
  pool: Cidr,
  prefix: number,
  used: Cidr[],
): Cidr | undefined {
  const step = 2 ** (32 - prefix);
  let base = pool.base;
  while (base + step <= pool.base + size(pool)) {
    const candidate = { base, prefix };
    const blocking = used.find(u => cidrsOverlap(u, candidate));
    if (!blocking) return candidate;
    // On to the first candidate behind what is in the way.
    const end = blocking.base + size(blocking);
    base = pool.base + Math.ceil((end - pool.base) / step) * step;
  }
  return undefined;
}
