/** An IPv4 address range: first address as a number, and how many bits are fixed. */
export interface Cidr {
  base: number;
  prefix: number;
}

const size = ({ prefix }: Cidr) => 2 ** (32 - prefix);

/**
 * Reads `10.42.0.0/16`. Undefined for anything that is not an IPv4 range in its usual form, with no bit set behind the
 * prefix (RFC 4632).
 */
export function parseCidr(text: string): Cidr | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(
    text,
  );
  if (!match) return undefined;
  const [a, b, c, d, prefix] = match.slice(1).map(Number);
  if ([a, b, c, d].some(octet => octet > 255) || prefix > 32) return undefined;
  const base = ((a * 256 + b) * 256 + c) * 256 + d;
  return base % 2 ** (32 - prefix) === 0 ? { base, prefix } : undefined;
}

/** The usual form, for example `10.42.0.0/16`. */
export function formatCidr({ base, prefix }: Cidr): string {
  const octets = [24, 16, 8, 0].map(
    shift => Math.floor(base / 2 ** shift) % 256,
  );
  return `${octets.join('.')}/${prefix}`;
}

/** Whether two ranges have an address in common. */
export function cidrsOverlap(one: Cidr, other: Cidr): boolean {
  return (
    one.base < other.base + size(other) && other.base < one.base + size(one)
  );
}

/** Whether a range lies within another. */
export function cidrContains(outer: Cidr, inner: Cidr): boolean {
  return (
    inner.base >= outer.base &&
    inner.base + size(inner) <= outer.base + size(outer)
  );
}

/**
 * The first range of a pool with the given prefix that overlaps none of those in use; undefined if the pool is used up.
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
