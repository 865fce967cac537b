import { lookup as dnsLookup } from 'node:dns';
import { BlockList, isIP, LookupFunction } from 'node:net';
import {
  type Message,
  writeMessage,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';

const IPV4 = [
  // This machine and its network, loopback, link-local with the metadata services, multicast and reserved.
  '0.0.0.0/8',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '224.0.0.0/3',
  // Metadata services that are not link-local: Alibaba Cloud, Azure, Oracle Cloud.
  '100.100.100.200/32',
  '168.63.129.16/32',
  '192.0.0.192/32',
];

const IPV6 = [
  // Unspecified, loopback, and IPv4-compatible addresses, which are deprecated (RFC 4291, 2.5.5.1).
  '::/96',
  // IPv4-translated (RFC 7915); `::ffff:0:0/96`, IPv4-mapped, counts as the IPv4 address (BlockList does that itself).
  '::ffff:0:0:0/96',
  // Link-local, site-local (deprecated), multicast.
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
  // IPv4 addresses of a tunnel: 6to4 and Teredo, both deprecated.
  '2002::/16',
  '2001::/32',
  // NAT64 with a prefix of the network's own (RFC 8215): where in it the IPv4 address is, only the network knows.
  '64:ff9b:1::/48',
  // Metadata services and the like: AWS (all of its instance services), Google Cloud, Oracle Cloud.
  'fd00:ec2::/32',
  'fd20:ce::254/128',
  'fd00:c1::a9fe:a9fe/128',
];

/** NAT64 (RFC 6052): the last 32 bits are an IPv4 address, and count as it. */
const NAT64 = '64:ff9b::/96';

const familyOf = (address: string) =>
  isIP(address) === 6 ? ('ipv6' as const) : ('ipv4' as const);

function blockList(subnets: string[]): BlockList {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [address, bits] = subnet.split('/');
    list.addSubnet(address, Number(bits), familyOf(address));
  }
  return list;
}

/** The IPv4 address in the last 32 bits of an IPv6 address. */
function lastBits(address: string): string {
  // The URL's form has no dots and no leading zeros.
  const groups = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [tail, ...more] = groups.split('::').reverse();
  const [low, high] = (more.length > 0 && tail === '' ? '0' : tail)
    .split(':')
    .reverse()
    .map(group => parseInt(group, 16));
  const bits = [(high ?? 0) >> 8, (high ?? 0) & 255, low >> 8, low & 255];
  return bits.join('.');
}

/** Without the brackets of IPv6, and without the dots of the root zone. */
const bareHost = (host: string) => host.replace(/^\[|\]$|\.+$/g, '');

const HOST_NAME = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/;

/**
 * Decides which addresses the portal connects to because a cluster names them: not this machine, link-local, multicast
 * and reserved ones, nor the clouds' metadata services, in whatever form they are written.
 */
export class AddressPolicy {
  readonly #refused = blockList([...IPV4, ...IPV6]);
  readonly #nat64 = blockList([NAT64]);
  readonly #allowed = new BlockList();
  readonly #allowedNames = new Set<string>();

  /**
   * @param allowed - host names, IP addresses and CIDRs that are allowed all the same
   * @throws Error for an entry that is none of these
   */
  constructor(allowed: string[] = []) {
    for (const entry of allowed) {
      const [, address, prefix] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(entry) ?? [];
      const type = familyOf(address);
      const bits = Number(prefix);
      const most = type === 'ipv6' ? 128 : 32;
      if (isIP(address) && prefix === undefined) {
        this.#allowed.addAddress(address, type);
      } else if (isIP(address) && bits <= most) {
        this.#allowed.addSubnet(address, bits, type);
      } else if (HOST_NAME.test(entry.toLowerCase())) {
        this.#allowedNames.add(entry.toLowerCase());
      } else {
        throw new Error(
          `workerClusters.workers.dangerouslyAllowApiServers: '${entry}' is not a host name, an address or a CIDR`,
        );
      }
    }
  }

  /** @param address - IPv4 or IPv6; anything else is refused */
  allowsAddress(address: string): boolean {
    // A zone says over which interface, not whereto.
    const plain = address.replace(/%.*$/, '');
    if (!isIP(plain)) return false;
    const family = familyOf(plain);
    if (this.#allowed.check(plain, family)) return true;
    if (this.#refused.check(plain, family)) return false;
    return this.#nat64.check(plain, family)
      ? this.allowsAddress(lastBits(plain))
      : true;
  }

  /** Returns why an API server's URL is refused, or undefined. Names are checked when they are resolved. */
  problemOf(url: string): Required<Message> | undefined {
    let parsed: URL;
    try {
      parsed = new URL(url);
    } catch {
      return writeMessage('address-not-url');
    }
    if (parsed.protocol !== 'https:') {
      return writeMessage('address-not-https');
    }
    if (parsed.username || parsed.password) {
      return writeMessage('address-with-credentials');
    }
    const host = bareHost(parsed.hostname);
    if (this.#allowedNames.has(host)) return undefined;
    const local = host === 'localhost' || host.endsWith('.localhost');
    if (local || (isIP(host) && !this.allowsAddress(host))) {
      return writeMessage('address-reserved', { host });
    }
    return undefined;
  }

  /** For the connector: resolves a name and refuses what it must not lead to, at the moment of connecting. */
  readonly lookup: LookupFunction = (hostname, options, callback) => {
    dnsLookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) {
        callback(error, []);
        return;
      }
      const free = this.#allowedNames.has(bareHost(hostname.toLowerCase()));
      const allowed = addresses.filter(
        a => free || this.allowsAddress(a.address),
      );
      if (allowed.length === 0) {
        const refusal: NodeJS.ErrnoException = new Error(
          `${hostname} resolves to an address that is refused`,
        );
        refusal.code = 'ERR_FORBIDDEN_ADDRESS';
        callback(refusal, []);
      } else if ((options as { all?: boolean }).all) {
        callback(null, allowed);
      } else {
        callback(null, allowed[0].address, allowed[0].family);
      }
    });
  };
}
