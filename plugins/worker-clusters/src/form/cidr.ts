const OCTET = '(\\d{1,3})';
const CIDR = new RegExp(`^${Array(4).fill(OCTET).join('\\.')}/(\\d{1,2})$`);

/** What is wrong with the shape of an IPv4 address range and what to do, as a sentence; undefined if nothing is. */
export function cidrProblem(text: string): string | undefined {
  const match = CIDR.exec(text);
  if (!match) {
    return `'${text.slice(
      0,
      80,
    )}' is not an IPv4 address range: write four numbers and the length of the prefix, for example 10.42.0.0/16.`;
  }
  const [a, b, c, d, prefix] = match.slice(1).map(Number);
  if ([a, b, c, d].some(octet => octet > 255)) {
    return `'${text}' is not an IPv4 address range: each of the four numbers is at most 255.`;
  }
  if (prefix > 32) {
    return `'${text}' is not an IPv4 address range: the prefix has at most 32 bits.`;
  }
  const size = 2 ** (32 - prefix);
  const address = ((a * 256 + b) * 256 + c) * 256 + d;
  if (address % size !== 0) {
    const first = address - (address % size);
    const octets = [24, 16, 8, 0].map(
      shift => Math.floor(first / 2 ** shift) % 256,
    );
    return `'${text}' does not begin at its first address: write ${octets.join(
      '.',
    )}/${prefix}.`;
  }
  return undefined;
}
