import {
  type ClusterEntity,
  type ClusterRef,
  stringifyClusterRef,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { WorkerClustersService } from '@worker-clusters/backstage-plugin-worker-clusters-node';

/** A cluster that has a claim. */
export function aCluster(
  name: string,
  change: Partial<ClusterEntity> = {},
): ClusterEntity {
  return {
    managementCluster: 'main',
    namespace: 'clusters-dev',
    name,
    environment: 'dev',
    region: 'eu-west-1',
    owner: 'group:default/payments',
    argocdUrl: 'https://argocd.example.org',
    createdAt: '2026-11-23T06:00:00.000Z',
    apiServer: 'https://api.example.org',
    claimUrl: `https://git.example.org/platform/gitops/src/branch/main/crossplane/claims/dev/${name}.yaml`,
    ...change,
  };
}

/** The fleet as the worker-clusters backend serves it, from memory. */
export class FakeFleet
  implements
    Pick<WorkerClustersService, 'listClusterEntities' | 'listDeployedClusters'>
{
  /** The clusters that run what is asked about. */
  deployed: ClusterRef[] = [];
  readonly clusters = new Map<string, ClusterEntity>();
  unknown: string[] = [];
  reads = 0;
  /** The fleet does not answer. */
  down = false;

  put(...clusters: ClusterEntity[]) {
    for (const cluster of clusters) {
      this.clusters.set(stringifyClusterRef(cluster), cluster);
    }
  }

  remove(ref: ClusterRef) {
    this.clusters.delete(stringifyClusterRef(ref));
  }

  async listClusterEntities() {
    this.reads += 1;
    if (this.down) throw new Error('The fleet is down');
    return { items: [...this.clusters.values()], unknown: this.unknown };
  }

  async listDeployedClusters() {
    if (this.down) throw new Error('The fleet is down');
    return this.deployed;
  }
}
