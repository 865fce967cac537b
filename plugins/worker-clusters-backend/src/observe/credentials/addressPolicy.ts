import { lookup as dnsLookup } from 'node:dns';
import { BlockList, isIP, LookupFunction } from 'node:net';

/**
 * Addresses at which no worker's API server is: this machine, link-local, multicast, unspecified, and the clouds'
 * metadata services. IPv4 addresses written as IPv6 ones count as what they are (BlockList does that itself for
 * `::ffff:0:0/96`).
 */
function refusedAddresses(): BlockList {
  const list = new BlockList();
  list.addSubnet('0.0.0.0', 8, 'ipv4');
  list.addSubnet('127.0.0.0', 8, 'ipv4');
  list.addSubnet('169.254.0.0', 16, 'ipv4');
  list.addSubnet('224.0.0.0', 3, 'ipv4');
  list.addAddress('::', 'ipv6');
  list.addAddress('::1', 'ipv6');
  list.addSubnet('fe80::', 10, 'ipv6');
  list.addSubnet('ff00::', 8, 'ipv6');
  // The same behind NAT64.
  list.addSubnet('64:ff9b::7f00:0', 104, 'ipv6');
  list.addSubnet('64:ff9b::a9fe:0', 112, 'ipv6');
  // Metadata services that are not link-local: AWS over IPv6, Alibaba Cloud, Azure, Oracle Cloud.
  list.addAddress('fd00:ec2::254', 'ipv6');
  list.addAddress('100.100.100.200', 'ipv4');
  list.addAddress('168.63.129.16', 'ipv4');
  list.addAddress('192.0.0.192', 'ipv4');
  return list;
}

const HOST_NAME = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/;

/** Says which addresses the portal connects to on the word of a cluster. */
export class AddressPolicy {
  readonly #refused = refusedAddresses();
  readonly #allowed = new BlockList();
  readonly #allowedNames = new Set<string>();

  /**
   * @param allowed - host names, IP addresses and CIDRs that are allowed all the same
   * @throws Error for an entry that is none of these
   */
  constructor(allowed: string[] = []) {
    for (const entry of allowed) {
      const [, address, prefix] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(entry) ?? [];
      const type = isIP(address) === 6 ? 'ipv6' : 'ipv4';
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
          `workerClusters.workers.dangerouslyAllowApiServers: '${entry}' is no host name, address or CIDR`,
        );
      }
    }
  }

  allowsAddress(address: string): boolean {
    const type = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    return (
      this.#allowed.check(address, type) || !this.#refused.check(address, type)
    );
  }

  /** What is wrong with an API server's URL, or undefined. Names are judged when they are resolved. */
  problemOf(url: string): string | undefined {
    let parsed: URL;
    try {
      parsed = new URL(url);
    } catch {
      return 'the address of the API server is no URL';
    }
    if (parsed.protocol !== 'https:') {
      return 'the address of the API server is not an https URL';
    }
    if (parsed.username || parsed.password) {
      return 'the address of the API server holds credentials';
    }
    const host = parsed.hostname.replace(/^\[|\]$|\.$/g, '');
    if (this.#allowedNames.has(host)) return undefined;
    const local = host === 'localhost' || host.endsWith('.localhost');
    if (local || (isIP(host) && !this.allowsAddress(host))) {
      return `the API server's address ${host} is a loopback, link-local or reserved one. If that is meant, add it to workerClusters.workers.dangerouslyAllowApiServers`;
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
      const free = this.#allowedNames.has(hostname.toLowerCase());
      const allowed = addresses.filter(
        a => free || this.allowsAddress(a.address),
      );
      if (allowed.length === 0) {
        const refusal: NodeJS.ErrnoException = new Error(
          `${hostname} leads to an address that is refused`,
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
