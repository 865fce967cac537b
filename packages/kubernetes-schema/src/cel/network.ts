import { isIPv4, isIPv6 } from 'node:net';
import { Library, required } from './types';

/** An IP address. */
class Ip {
  constructor(readonly value: bigint, readonly bits: 32 | 128) {}

  /** Whether its first bits are those of a range. */
  within(base: string, prefix: number): boolean {
    const range = parseIp(base)!;
    const shift = BigInt(this.bits - prefix);
    return (
      range.bits === this.bits && range.value >> shift === this.value >> shift
    );
  }

  /** In the one spelling that is canonical. */
  toString(): string {
    const width = this.bits === 32 ? 8n : 16n;
    const groups = Array.from({ length: this.bits / Number(width) }, (_, i) =>
      Number(
        (this.value >> (BigInt(this.bits) - width * BigInt(i + 1))) &
          ((1n << width) - 1n),
      ),
    );
    if (this.bits === 32) return groups.join('.');
    const text = groups.map(g => g.toString(16)).join(':');
    // The URL reader knows which zeros to leave out.
    return new URL(`http://[${text}]/`).hostname.slice(1, -1);
  }
}

/** An address range. */
class Cidr {
  constructor(readonly ip: Ip, readonly prefix: number) {}

  get shift(): bigint {
    return BigInt(this.ip.bits - this.prefix);
  }

  contains(ip: Ip): boolean {
    return (
      ip.bits === this.ip.bits &&
      ip.value >> this.shift === this.ip.value >> this.shift
    );
  }

  masked(): Cidr {
    const value = (this.ip.value >> this.shift) << this.shift;
    return new Cidr(new Ip(value, this.ip.bits), this.prefix);
  }

  toString(): string {
    return `${this.ip}/${this.prefix}`;
  }
}

/** Without zones, and without addresses of the one kind in the other (`::ffff:10.0.0.1`), as Kubernetes has it. */
function parseIp(text: string): Ip | undefined {
  if (isIPv4(text)) {
    return new Ip(
      text.split('.').reduce((v, part) => v * 256n + BigInt(part), 0n),
      32,
    );
  }
  if (!isIPv6(text) || text.includes('%')) return undefined;
  const full = new URL(`http://[${text}]/`).hostname.slice(1, -1);
  const [head, tail] = full.split('::').map(h => (h ? h.split(':') : []));
  const groups =
    tail === undefined
      ? head
      : [...head, ...Array(8 - head.length - tail.length).fill('0'), ...tail];
  const value = groups.reduce((v, g) => v * 65536n + BigInt(`0x${g}`), 0n);
  return value >> 32n === 0xffffn ? undefined : new Ip(value, 128);
}

function parseCidr(text: string): Cidr | undefined {
  const [address, prefix, ...rest] = text.split('/');
  const ip = parseIp(address);
  return ip &&
    !rest.length &&
    /^(?:0|[1-9]\d{0,2})$/.test(prefix ?? '') &&
    Number(prefix) <= ip.bits
    ? new Cidr(ip, Number(prefix))
    : undefined;
}

const toIp = (text: string) =>
  required(parseIp(text), `IP Address '${text}' parse error`);
const toCidr = (text: string) =>
  required(parseCidr(text), `network address '${text}' parse error`);
const either = (ip: Ip, v4: [string, number], v6: [string, number]) =>
  ip.within(...v4) || ip.within(...v6);
const isUnspecified = (ip: Ip) => ip.value === 0n;
const isLoopback = (ip: Ip) => either(ip, ['127.0.0.0', 8], ['::1', 128]);
const isLinkLocal = (ip: Ip) => either(ip, ['169.254.0.0', 16], ['fe80::', 10]);
const isMulticast = (ip: Ip) => either(ip, ['224.0.0.0', 4], ['ff00::', 8]);
const isLocalMulticast = (ip: Ip) =>
  either(ip, ['224.0.0.0', 24], ['ff02::', 16]) ||
  (ip.bits === 128 && ((ip.value >> 112n) & 0xff0fn) === 0xff02n);
const containsRange = (range: Cidr, other: Cidr) =>
  other.prefix >= range.prefix && range.contains(other.ip);

/** Kubernetes' IP and CIDR libraries. */
export const NETWORK: Library = {
  types: { Ip, Cidr },
  namespaces: ['ip'],
  equality: [
    ['Ip', (a, b) => a.value === b.value && a.bits === b.bits],
    ['Cidr', (a, b) => `${a}` === `${b}`],
  ],
  functions: [
    ['isIP(string): bool', text => parseIp(text) !== undefined],
    ['ip(string): Ip', toIp],
    [
      'IpNamespace.isCanonical(string): bool',
      (_, text) => `${toIp(text)}` === text,
    ],
    ['string(Ip): string', String],
    ['Ip.family(): int', ip => (ip.bits === 32 ? 4n : 6n)],
    ['Ip.isUnspecified(): bool', isUnspecified],
    ['Ip.isLoopback(): bool', isLoopback],
    ['Ip.isLinkLocalMulticast(): bool', isLocalMulticast],
    ['Ip.isLinkLocalUnicast(): bool', isLinkLocal],
    [
      'Ip.isGlobalUnicast(): bool',
      ip =>
        !isUnspecified(ip) &&
        !isLoopback(ip) &&
        !isMulticast(ip) &&
        !isLinkLocal(ip) &&
        `${ip}` !== '255.255.255.255',
    ],
    ['isCIDR(string): bool', text => parseCidr(text) !== undefined],
    ['cidr(string): Cidr', toCidr],
    ['string(Cidr): string', String],
    [
      'Cidr.containsIP(string): bool',
      (range, text) => range.contains(toIp(text)),
    ],
    ['Cidr.containsIP(Ip): bool', (range, ip) => range.contains(ip)],
    [
      'Cidr.containsCIDR(string): bool',
      (range, text) => containsRange(range, toCidr(text)),
    ],
    ['Cidr.containsCIDR(Cidr): bool', containsRange],
    ['Cidr.ip(): Ip', range => range.ip],
    ['Cidr.masked(): Cidr', range => range.masked()],
    ['Cidr.prefixLength(): int', range => BigInt(range.prefix)],
  ],
};
