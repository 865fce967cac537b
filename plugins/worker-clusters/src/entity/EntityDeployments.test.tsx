import { screen, waitFor, within } from '@testing-library/react';
import type { Entity } from '@backstage/catalog-model';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { EntityProvider } from '@backstage/plugin-catalog-react';
import type {
  FleetApplication,
  ListDeploymentsQuery,
  ListDeploymentsResponse,
  WorkerCluster,
  WorkerClustersApi,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersApiRef } from '../api';
import { cluster } from '../cluster/__testUtils__/clusters';
import { rootRouteRef } from '../routes';
import {
  EntityDeploymentsCard,
  EntityDeploymentsContent,
} from './EntityDeployments';

jest.setTimeout(60_000);

const ago = (minutes: number) =>
  new Date(Date.now() - minutes * 60_000 - 5_000).toISOString();

const component = (annotations: Record<string, string>): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'shop', annotations },
  spec: {
    type: 'service',
    owner: 'group:default/shop',
    lifecycle: 'production',
  },
});
const SHOP = component({ 'worker-clusters.backstage.io/applications': 'shop' });

const LIVE: WorkerCluster['connection'] = {
  status: 'live',
  since: ago(60),
  lastSeen: ago(0),
};
const on = (name: string, over: Partial<WorkerCluster> = {}) =>
  cluster({ name, connection: LIVE, ...over });

const app = (
  name: string,
  over: Partial<FleetApplication> = {},
): FleetApplication => ({
  cluster: {
    managementCluster: 'management',
    namespace: 'clusters-dev',
    name,
  },
  namespace: 'argocd',
  name: 'shop',
  health: 'Healthy',
  sync: 'Synced',
  images: ['registry.example.org/shop:1.4.2'],
  sources: [
    {
      type: 'git',
      repoUrl: 'https://git.example.org/shop/shop.git',
      revision: { kind: 'commit', value: 'a'.repeat(40) },
    },
  ],
  resources: 3,
  reconciledAt: ago(2),
  url: `https://argocd.${name}.example.org/applications/argocd/shop`,
  ...over,
});

const answer = (
  items: FleetApplication[],
  clusters: WorkerCluster[],
): ListDeploymentsResponse => ({ items, clusters, totalItems: items.length });

const FOUND = answer(
  [
    app('shop-dev', { images: ['shop:1.5.0'] }),
    app('shop-prod'),
    app('shop-eu'),
  ],
  [
    on('shop-dev'),
    on('shop-prod', { environment: 'prod' }),
    on('shop-eu', {
      environment: 'prod',
      connection: {
        status: 'unreachable',
        since: ago(30),
        lastSeen: ago(31),
        message: 'connection refused',
      },
    }),
  ],
);

function show(
  Content: () => JSX.Element,
  options: {
    entity?: Entity;
    list?: WorkerClustersApi['listDeployments'];
  } = {},
) {
  const listDeployments = jest.fn(
    options.list ?? (async (_: ListDeploymentsQuery) => FOUND),
  );
  renderInTestApp(
    <EntityProvider entity={options.entity ?? SHOP}>
      <Content />
    </EntityProvider>,
    {
      apis: [
        [
          workerClustersApiRef,
          { listDeployments } as unknown as WorkerClustersApi,
        ],
      ],
      mountedRoutes: { '/worker-clusters': rootRouteRef },
    },
  );
  return { listDeployments };
}

const group = (name: string) =>
  screen.findByRole('region', { name }, { timeout: 15_000 });

describe('EntityDeploymentsContent', () => {
  it('shows each Application on each cluster by environment, with version and status', async () => {
    const { listDeployments } = show(EntityDeploymentsContent);
    const dev = await group('dev');
    const row = await within(dev).findByRole('row', { name: /shop/ });
    // The order of the columns depends on the width.
    for (const text of ['shop-dev', '1.5.0', 'Healthy', 'Synced']) {
      expect(row).toHaveTextContent(text);
    }
    expect(dev).toHaveTextContent('Version 1.5.0');
    expect(await group('prod')).toHaveTextContent('Version 1.4.2');
    expect(listDeployments.mock.calls[0][0]).toEqual({ name: ['shop'] });
  });

  it('leads to the drawer on the page of the cluster, to the cluster and to its Argo CD', async () => {
    show(EntityDeploymentsContent);
    const dev = await group('dev');
    const links = (await within(dev).findAllByRole('link')).map(link => [
      link.textContent,
      link.getAttribute('href'),
    ]);
    const page = '/worker-clusters/clusters/management/clusters-dev/shop-dev';
    expect(links.slice(0, 3)).toEqual([
      ['shop', `${page}/applications?application=argocd%2Fshop`],
      [
        expect.stringContaining('Open in Argo CD'),
        'https://argocd.shop-dev.example.org/applications/argocd/shop',
      ],
      ['shop-dev', page],
    ]);
  });

  it('does not call Healthy what is on a cluster that is not heard, and says since when', async () => {
    show(EntityDeploymentsContent);
    const prod = within(await group('prod'));
    const cell = await prod.findByRole('link', { name: 'shop-eu' });
    const row = cell.closest('[role="row"]');
    expect(row).toHaveTextContent(/Unreachable.*31 min ago/);
    expect(row).toHaveTextContent(/Unknown.*Argo CD reports Healthy/);
  });

  it('says what was looked for where nothing is found', async () => {
    show(EntityDeploymentsContent, {
      entity: component({
        'argocd/app-selector': 'app=shop',
        'argocd/instance-name': 'main',
      }),
      list: async () => answer([], []),
    });
    expect(
      await screen.findByText(/^No Application matches the annotations/),
    ).toBeInTheDocument();
    expect(screen.getByText('app=shop')).toBeInTheDocument();
    expect(screen.getByText('main')).toBeInTheDocument();
  });

  it('explains the annotation where the entity has none', async () => {
    const { listDeployments } = show(EntityDeploymentsContent, {
      entity: component({}),
    });
    expect(
      await screen.findByText(/worker-clusters\.backstage\.io\/applications/),
    ).toBeInTheDocument();
    expect(listDeployments).not.toHaveBeenCalled();
  });

  it('keeps the last known deployments that cannot be read any more, and says so', async () => {
    const list = jest
      .fn<Promise<ListDeploymentsResponse>, []>()
      .mockResolvedValueOnce(FOUND)
      .mockRejectedValue(new TypeError('Failed to fetch'));
    show(EntityDeploymentsContent, { list });
    await group('dev');
    document.dispatchEvent(new Event('visibilitychange'));
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The deployments cannot be read at the moment.',
    );
    expect(await group('dev')).toBeInTheDocument();
  });

  it('reads all pages, and says where more are left', async () => {
    const list = jest.fn(async ({ cursor }: ListDeploymentsQuery) => ({
      ...answer([app(`c${cursor ?? 0}`)], [on(`c${cursor ?? 0}`)]),
      nextCursor: String(Number(cursor ?? 0) + 1),
    }));
    show(EntityDeploymentsContent, { list });
    const dev = await group('dev');
    await waitFor(() =>
      expect(within(dev).getAllByRole('row')).toHaveLength(1 + 4),
    );
    expect(
      screen.getByText('Only the first 4 Applications are shown.'),
    ).toBeInTheDocument();
    expect(list).toHaveBeenCalledTimes(4);
  });
});

describe('EntityDeploymentsCard', () => {
  it('shows versions and health of each environment', async () => {
    show(EntityDeploymentsCard);
    const items = await screen.findAllByRole('listitem');
    expect(items.map(item => item.textContent)).toEqual([
      'devVersion 1.5.01 Healthy',
      'prodVersion 1.4.21 Healthy1 Unknown',
    ]);
  });

  it('names several versions of one environment with their numbers', async () => {
    show(EntityDeploymentsCard, {
      list: async () =>
        answer(
          [
            app('a'),
            app('b'),
            app('c', { images: ['shop:1.5.0'] }),
            app('c', { name: 'two' }),
          ],
          [on('a'), on('b'), on('c')],
        ),
    });
    expect(
      await screen.findByText('2 versions: 1.4.2 (3), 1.5.0 (1)'),
    ).toBeInTheDocument();
  });

  it('names the version of each Application where they differ from each other only', async () => {
    const numbers = ['1', '2', '3', '4'];
    show(EntityDeploymentsCard, {
      list: async () =>
        answer(
          ['a', 'b'].flatMap(on_ =>
            numbers.map(n =>
              app(on_, { name: `part-${n}`, images: [`shop:1.${n}.0`] }),
            ),
          ),
          [on('a'), on('b')],
        ),
    });
    expect(
      await screen.findByText('part-1 1.1.0, part-2 1.2.0, part-3 1.3.0, +1'),
    ).toBeInTheDocument();
    expect(screen.queryByText(/versions/)).toBeNull();
  });
});
