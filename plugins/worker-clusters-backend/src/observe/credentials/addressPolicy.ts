import { lookup as dnsLookup } from 'node:dns';
import { BlockList, isIP, LookupFunction } from 'node:net';

/** Addresses at which no worker's API server is: this machine, link-local (cloud metadata), multicast, unspecified. */
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
  // EC2's metadata service.
  list.addAddress('fd00:ec2::254', 'ipv6');
  return list;
}

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
      const [address, prefix] = entry.split('/');
      const family = isIP(address);
      if (!family) {
        this.#allowedNames.add(entry.toLowerCase());
        continue;
      }
      const type = family === 6 ? 'ipv6' : 'ipv4';
      const bits = prefix === undefined ? NaN : Number(prefix);
      if (prefix === undefined) this.#allowed.addAddress(address, type);
      else if (Number.isInteger(bits)) {
        this.#allowed.addSubnet(address, bits, type);
      } else {
        throw new Error(
          `workerClusters.workers.dangerouslyAllowApiServers: '${entry}' is no host name, address or CIDR`,
        );
      }
    }
  }

  allowsAddress(address: string): boolean {
    const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
    const plain = mapped ?? address;
    const type = isIP(plain) === 6 ? 'ipv6' : 'ipv4';
    return (
      this.#allowed.check(plain, type) || !this.#refused.check(plain, type)
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
    const host = parsed.hostname.replace(/^\[|\]$/g, '').toLowerCase();
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
