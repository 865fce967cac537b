import type { ArgoApplication, ForeignApplication } from '../types';
import { MultiMap } from './MultiMap';

/** How an Argo CD names the cluster that it runs in. */
const IN_CLUSTER_SERVER = 'https://kubernetes.default.svc';
const IN_CLUSTER_NAME = 'in-cluster';

/** Most Applications that are named of one cluster. */
const MAX_NAMED = 1000;

/** What a worker cluster is recognised by in a destination. */
export interface DestinationIdentity {
  servers: string[];
  name: string;
}

/** An address of an API server, so that two ways to write it compare as equal. */
export function comparableServer(server: string): string {
  if (!URL.canParse(server)) return server;
  const { origin, pathname } = new URL(server);
  return `${origin}${pathname.replace(/\/$/, '')}`;
}

/**
 * The Applications of a management Argo CD that deploy into another cluster, found by the cluster that they name: a
 * management Argo CD that is a hub for thousands of Applications costs a look-up for each cluster.
 */
export class ForeignApplications {
  readonly #all = new Map<string, ForeignApplication>();
  readonly #byServer = new MultiMap<string, string>();
  readonly #byName = new MultiMap<string, string>();
  /** Address of the management cluster's API server when it was last read. */
  #own: { server: string; comparable: string } | undefined;

  /** @param ownServer - gives the address of the management cluster's API server, once it is known */
  constructor(private readonly ownServer: () => string | undefined) {}

  /** @returns what came, went or was changed; empty if the destination is the same as before */
  set(
    current: ArgoApplication | undefined,
    previous: ArgoApplication | undefined,
  ): ForeignApplication[] {
    const { metadata } = (current ?? previous)!;
    const key = `${metadata.namespace ?? ''}/${metadata.name}`;
    const before = this.#all.get(key);
    const now = current && this.#foreign(current);
    if (
      before?.server === now?.server &&
      before?.destinationName === now?.destinationName
    ) {
      return [];
    }
    if (before) {
      this.#all.delete(key);
      if (before.server) this.#byServer.delete(before.server, key);
      if (before.destinationName) {
        this.#byName.delete(before.destinationName, key);
      }
    }
    if (now) {
      this.#all.set(key, now);
      if (now.server) this.#byServer.add(now.server, key);
      if (now.destinationName) this.#byName.add(now.destinationName, key);
    }
    return [before, now].flatMap(a => a ?? []);
  }

  /** Those that deploy into a worker cluster; the first thousand. */
  aimedAt({ servers, name }: DestinationIdentity): ForeignApplication[] {
    if (this.#all.size === 0) return [];
    const keys = new Set([
      ...servers.flatMap(s => [...this.#byServer.get(comparableServer(s))]),
      ...this.#byName.get(name),
    ]);
    return [...keys].slice(0, MAX_NAMED).map(key => this.#all.get(key)!);
  }

  /** Those that deploy into none of the worker clusters; the first thousand. */
  elsewhere(clusters: DestinationIdentity[]): ForeignApplication[] {
    if (this.#all.size === 0) return [];
    const servers = new Set(
      clusters.flatMap(c => c.servers.map(comparableServer)),
    );
    const names = new Set(clusters.map(c => c.name));
    const result: ForeignApplication[] = [];
    for (const application of this.#all.values()) {
      const { server, destinationName } = application;
      const known =
        (server !== undefined && servers.has(server)) ||
        (destinationName !== undefined && names.has(destinationName));
      if (!known && result.push(application) >= MAX_NAMED) break;
    }
    return result;
  }

  #isOwn(server: string): boolean {
    const own = this.ownServer();
    if (own !== this.#own?.server) {
      this.#own = own
        ? { server: own, comparable: comparableServer(own) }
        : undefined;
    }
    return server === this.#own?.comparable;
  }

  #foreign(application: ArgoApplication): ForeignApplication | undefined {
    const { metadata, destinationServer, destinationName } = application;
    const server = destinationServer && comparableServer(destinationServer);
    const own =
      (!server || server === IN_CLUSTER_SERVER || this.#isOwn(server)) &&
      (!destinationName || destinationName === IN_CLUSTER_NAME);
    return own
      ? undefined
      : {
          name: metadata.name,
          namespace: metadata.namespace,
          ...(server && { server }),
          ...(destinationName && { destinationName }),
        };
  }
}

/** Returns a test of whether one of the Applications deploys into a cluster. */
export function destinationTest(
  applications: ForeignApplication[],
): (cluster: DestinationIdentity) => boolean {
  const targets = new Set(applications.map(a => a.server));
  const targetNames = new Set(applications.map(a => a.destinationName));
  return ({ servers, name }) =>
    targetNames.has(name) ||
    servers.some(server => targets.has(comparableServer(server)));
}
