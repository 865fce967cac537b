import { aCluster, anApplication } from './__testUtils__/fleet';
import { toApplicationDocument, toClusterDocument } from './documents';

const EMPTY = {
  environment: undefined,
  region: undefined,
  owner: undefined,
  kubernetesVersion: undefined,
};

describe('toClusterDocument', () => {
  it('has what the claim says, the versions and the phase', () => {
    expect(
      toClusterDocument(
        aCluster('shop-dev', {
          kubernetesVersionRequested: '1.34.1',
          argocd: { version: 'v3.1.0' } as any,
        }),
      ),
    ).toEqual({
      title: 'shop-dev',
      text: 'Environment: dev, Region: eu-central-1, Owner: payments (group:default/payments), Kubernetes: 1.33.4, Kubernetes requested: 1.34.1, Argo CD: v3.1.0, Phase: ready, Management cluster: main',
      location: '/worker-clusters/clusters/main/clusters-dev/shop-dev',
      authorization: { resourceRef: 'main/clusters-dev/shop-dev' },
      managementCluster: 'main',
      namespace: 'clusters-dev',
      name: 'shop-dev',
      environment: 'dev',
      region: 'eu-central-1',
      owner: 'group:default/payments',
      kubernetesVersion: '1.33.4',
      phase: 'ready',
    });
  });

  it('leaves out what is not known', () => {
    expect(toClusterDocument(aCluster('bare', EMPTY)).text).toBe(
      'Phase: ready, Management cluster: main',
    );
  });
});

describe('toApplicationDocument', () => {
  it('has its cluster, project, sources, images and version', () => {
    expect(
      toApplicationDocument(anApplication('cart'), aCluster('shop-dev')),
    ).toEqual({
      title: 'cart',
      text: 'Cluster: shop-dev, Environment: dev, Region: eu-central-1, Owner: payments (group:default/payments), Project: shop, Version: 1.4.2, Repository: cart (https://git.example.org/shop/cart), Image: cart:1.4.2 (ghcr.io/shop/cart:1.4.2)',
      location:
        '/worker-clusters/clusters/main/clusters-dev/shop-dev/applications?application=argocd%2Fcart',
      // Of the cluster: who may see it sees what runs there.
      authorization: { resourceRef: 'main/clusters-dev/shop-dev' },
      managementCluster: 'main',
      clusterNamespace: 'clusters-dev',
      clusterName: 'shop-dev',
      applicationNamespace: 'argocd',
      environment: 'dev',
      project: 'shop',
      repository: 'https://git.example.org/shop/cart',
      version: '1.4.2',
    });
  });

  it.each([
    [
      { repoUrl: 'https://git.example.org/shop/cart.git/' },
      'cart (https://git.example.org/shop/cart.git/)',
    ],
    [
      { repoUrl: 'https://charts.example.org', chart: 'redis' },
      'charts.example.org (https://charts.example.org) chart redis',
    ],
    [{ chart: 'redis' }, 'chart redis'],
  ])('writes the source %j as %s', (source, text) => {
    const application = anApplication('cart', {
      sources: [{ type: 'git', ...source }],
      images: [],
    });
    expect(toApplicationDocument(application, aCluster('c', EMPTY)).text).toBe(
      `Cluster: c, Project: shop, Repository: ${text}`,
    );
  });

  it('is bounded, whatever a cluster reports', () => {
    const long = `https://git.example.org/${'x'.repeat(100_000)}`;
    const document = toApplicationDocument(
      anApplication('cart', {
        project: long,
        sources: Array.from({ length: 20 }, () => ({
          type: 'git',
          repoUrl: long,
        })),
      }),
      aCluster('c'),
    );
    expect(document.text).toHaveLength(4_000);
    expect(JSON.stringify(document).length).toBeLessThan(6_500);
  });

  it('takes no time for an address of slashes', () => {
    const start = performance.now();
    toApplicationDocument(
      anApplication('cart', {
        sources: [{ type: 'git', repoUrl: `https://${'/'.repeat(100_000)}x` }],
      }),
      aCluster('c'),
    );
    expect(performance.now() - start).toBeLessThan(500);
  });
});
