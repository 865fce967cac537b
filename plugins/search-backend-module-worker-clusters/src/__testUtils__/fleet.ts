import type {
  Application,
  WorkerCluster,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';

export function aCluster(
  name: string,
  change: Partial<WorkerCluster> = {},
): WorkerCluster {
  return {
    managementCluster: 'main',
    namespace: 'clusters-dev',
    name,
    environment: 'dev',
    region: 'eu-central-1',
    owner: 'group:default/payments',
    phase: { phase: 'ready', reason: '', message: '', since: '' },
    kubernetesVersion: '1.33.4',
    applications: { total: 1 },
    ...change,
  } as WorkerCluster;
}

export function anApplication(
  name: string,
  change: Partial<Application> = {},
): Application {
  return {
    namespace: 'argocd',
    name,
    project: 'shop',
    health: 'Healthy',
    sync: 'Synced',
    sources: [{ type: 'git', repoUrl: `https://git.example.org/shop/${name}` }],
    images: [`ghcr.io/shop/${name}:1.4.2`],
    resources: 3,
    ...change,
  };
}
