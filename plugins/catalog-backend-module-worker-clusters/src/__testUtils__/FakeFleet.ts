import {
  ClusterRef,
  ListClustersQuery,
  ManagementCluster,
  stringifyClusterRef,
  WorkerClusterDetails,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { WorkerClustersService } from '@worker-clusters/backstage-plugin-worker-clusters-node';

/** A cluster that is ready. */
export function aCluster(
  name: string,
  change: Partial<WorkerClusterDetails> = {},
): WorkerClusterDetails {
  return {
    managementCluster: 'main',
    namespace: 'clusters-dev',
    name,
    environment: 'dev',
    region: 'eu-west-1',
    owner: 'group:default/payments',
    phase: {
      phase: 'ready',
      reason: 'Available',
      message: 'Ready.',
      since: '2026-11-23T07:00:00.000Z',
    },
    applications: {
      total: 0,
      byHealth: {
        Healthy: 0,
        Suspended: 0,
        Progressing: 0,
        Missing: 0,
        Degraded: 0,
        Unknown: 0,
      },
      bySync: { Synced: 0, OutOfSync: 0, Unknown: 0 },
    },
    argocd: {
      url: 'https://argocd.example.org',
      availability: 'available',
      components: [],
    },
    connection: { status: 'live', since: '2026-11-23T07:00:00.000Z' },
    entityRef: `resource:default/${name}`,
    createdAt: '2026-11-23T06:00:00.000Z',
    revision: 1,
    timeline: [],
    transitions: [],
    blocking: [],
    apiServer: 'https://api.example.org',
    claimPath: `crossplane/claims/dev/${name}.yaml`,
    claimUrl: `https://git.example.org/platform/gitops/src/branch/main/crossplane/claims/dev/${name}.yaml`,
    ...change,
  };
}

/** The fleet as the worker-clusters backend serves it, from memory. */
export class FakeFleet
  implements
    Pick<
      WorkerClustersService,
      'listClusters' | 'getCluster' | 'listManagementClusters'
    >
{
  readonly clusters = new Map<string, WorkerClusterDetails>();
  management: Array<Pick<ManagementCluster, 'connection'>> = [
    {
      connection: {
        status: 'live',
        since: '2026-11-23T07:00:00.000Z',
        lastSeen: '2026-11-23T08:00:00.000Z',
      },
    },
  ];
  readonly reads: string[] = [];
  pageSize = 2;
  /** Rejects from the call of this number on. */
  failAt = Infinity;
  #calls = 0;

  put(...clusters: WorkerClusterDetails[]) {
    for (const cluster of clusters) {
      this.clusters.set(stringifyClusterRef(cluster), cluster);
    }
  }

  remove(ref: ClusterRef) {
    this.clusters.delete(stringifyClusterRef(ref));
  }

  async listClusters({ name, cursor }: ListClustersQuery = {}) {
    this.#call();
    const all = [...this.clusters.values()]
      .filter(c => name === undefined || c.name === name)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const begin = Number(cursor ?? 0);
    const end = begin + this.pageSize;
    return {
      items: all.slice(begin, end),
      totalItems: all.length,
      revision: 1,
      ...(end < all.length && { nextCursor: String(end) }),
    };
  }

  async getCluster(ref: ClusterRef) {
    this.#call();
    this.reads.push(ref.name);
    return this.clusters.get(stringifyClusterRef(ref));
  }

  async listManagementClusters() {
    this.#call();
    return {
      items: this.management.map((m, i) => ({
        name: `m${i}`,
        title: `m${i}`,
        clusters: i === 0 ? this.clusters.size : 0,
        ...m,
      })),
    };
  }

  #call() {
    this.#calls += 1;
    if (this.#calls >= this.failAt) throw new Error('The fleet is down');
  }

  /** Rejects from the given call on, counted from now. */
  failFrom(call: number) {
    this.#calls = 0;
    this.failAt = call;
  }
}
