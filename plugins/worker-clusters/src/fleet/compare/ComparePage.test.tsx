import { act, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { RouterLink } from '@backstage/frontend-plugin-api';
import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import {
  type Application,
  type WorkerClusterDetails,
  type WorkerClustersApi,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersApiRef } from '../../api';
import { cluster as fixture } from '../../cluster/__testUtils__/clusters';
import { rootRouteRef } from '../../routes';
import { ComparePage } from './ComparePage';

const since = new Date(Date.now() - 215_000).toISOString();

const cluster = (name: string, over: Partial<WorkerClusterDetails> = {}) =>
  fixture({
    name,
    connection: { status: 'live', since, lastSeen: since },
    region: 'eu-west-1',
    kubernetesVersion: 'v1.34.2',
    nodes: { size: 'm6i.large', min: 2, max: 5 },
    ...over,
  });

const application = (name: string, image: string): Application => ({
  namespace: 'argocd',
  name,
  health: 'Healthy',
  sync: 'Synced',
  reconciledAt: new Date().toISOString(),
  sources: [{ type: 'git' }],
  images: [image],
  resources: 1,
});

const denied = Object.assign(new Error('Not allowed'), {
  name: 'NotAllowedError',
});

const CLUSTERS: Record<string, WorkerClusterDetails> = {
  web: cluster('web'),
  data: cluster('data', { kubernetesVersion: 'v1.33.1' }),
  large: cluster('large'),
  away: cluster('away', {
    connection: { status: 'unreachable', since, lastSeen: since },
  }),
};

const api: Partial<WorkerClustersApi> = {
  listManagementClusters: async () => ({ items: [] }),
  getCluster: async ({ name }) => {
    if (!CLUSTERS[name]) throw denied;
    return CLUSTERS[name];
  },
  listApplications: async ({ name }) => {
    if (!CLUSTERS[name]) throw denied;
    const items = [
      application('shop', `shop:${name === 'data' ? '1.4.2' : '1.4.1'}`),
      ...(name === 'web' ? [application('blog', 'blog:2.0')] : []),
    ];
    return {
      items,
      totalItems: items.length,
      ...(name === 'large' && { nextCursor: 'next' }),
    };
  },
  getClaim: async ({ name }) => {
    if (name === 'data') throw denied;
    return {
      path: 'claim.yaml',
      text: '',
      spec: { addons: { metrics: name === 'web' } },
      openRequests: [],
    };
  },
};

const show = (names: string[], rest = '') =>
  renderInTestApp(<ComparePage />, {
    apis: [
      [workerClustersApiRef, api as WorkerClustersApi],
      mockApis.permission(),
    ],
    mountedRoutes: { '/worker-clusters': rootRouteRef },
    initialRouteEntries: [
      `/?${names
        .map(n => `cluster=management/clusters-dev/${n}`)
        .join('&')}${rest}`,
    ],
  });

const cells = (row: HTMLElement) =>
  within(row)
    .getAllByRole('cell')
    .map(cell => cell.textContent);

it('puts properties, claims and applications side by side, and names what differs', async () => {
  show(['web', 'data']);
  const kubernetes = await screen.findByRole('row', { name: /^Kubernetes/ });
  expect(cells(kubernetes)).toEqual(['1.34.2 ', '1.33.1 ']);
  expect(kubernetes).toHaveTextContent('Differs');
  const region = screen.getByRole('row', { name: /^Region/ });
  expect(region).not.toHaveTextContent('Differs');
  expect(screen.queryByRole('row', { name: /^Expires/ })).toBeNull();
  expect(cells(screen.getByRole('row', { name: /^Nodes/ }))).toEqual([
    'm6i.large, 2–5',
    'm6i.large, 2–5',
  ]);
  expect(cells(screen.getByRole('row', { name: /^shop/ }))).toEqual([
    '1.4.1Healthy Synced',
    '1.4.2Healthy Synced',
  ]);
  expect(cells(screen.getByRole('row', { name: /^blog/ }))).toEqual([
    '2.0Healthy Synced',
    'None',
  ]);
  const claim = await screen.findByRole('row', { name: /^addons.metrics/ });
  expect(cells(claim)).toEqual(['true', 'Unknown']);
  expect(claim).not.toHaveTextContent('Differs');
  expect(
    screen.getByText(/^The claim of data cannot be read: You may not see this/),
  ).toBeInTheDocument();
});

it('shows only the differences, as the address says', async () => {
  show(['web', 'data']);
  await screen.findByRole('row', { name: /^Region/ });
  await userEvent.click(screen.getByRole('switch'));
  expect(screen.queryByRole('row', { name: /^Region/ })).toBeNull();
  expect(screen.getByRole('row', { name: /^Kubernetes/ })).toBeInTheDocument();
});

it('says that nothing differs', async () => {
  show(['web', 'web'], '&only=differences');
  expect(await screen.findByText('No differences.')).toBeInTheDocument();
});

it('shows the others when one cluster may not be seen', async () => {
  show(['web', 'secret']);
  expect(
    await screen.findByRole('columnheader', {
      name: /^secret You may not see/,
    }),
  ).toBeInTheDocument();
  expect(cells(screen.getByRole('row', { name: /^Region/ }))).toEqual([
    'eu-west-1',
    'Unknown',
  ]);
  expect(cells(screen.getByRole('row', { name: /^shop/ }))).toEqual([
    '1.4.1Healthy Synced',
    'Unknown',
  ]);
});

it('does not say that an application is missing beyond the first page of a list', async () => {
  show(['web', 'large']);
  const blog = await screen.findByRole('row', { name: /^blog/ });
  expect(cells(blog)).toEqual(['2.0Healthy Synced', 'Unknown']);
  expect(blog).not.toHaveTextContent('Differs');
});

it('has nothing green of a cluster that the portal does not reach', async () => {
  show(['web', 'away']);
  const shop = await screen.findByRole('row', { name: /^shop/ });
  expect(cells(shop)[1]).toBe('1.4.1Unknown Synced');
  expect(
    screen.getByRole('columnheader', { name: /^away Last known state/ }),
  ).toBeInTheDocument();
});

it('shows no claim beside the clusters of the address before', async () => {
  let swapped = false;
  const address = (names: string[]) =>
    `/?${names.map(n => `cluster=management/clusters-dev/${n}`).join('&')}`;
  renderInTestApp(
    <>
      <RouterLink
        href={address(['large', 'web'])}
        onClick={() => {
          swapped = true;
        }}
      >
        Swap
      </RouterLink>
      <ComparePage />
    </>,
    {
      apis: [
        [
          workerClustersApiRef,
          {
            ...api,
            getCluster: async ref =>
              swapped ? new Promise(() => {}) : api.getCluster!(ref),
          } as WorkerClustersApi,
        ],
        mockApis.permission(),
      ],
      mountedRoutes: { '/worker-clusters': rootRouteRef },
      initialRouteEntries: [address(['web', 'large'])],
    },
  );
  const claim = await screen.findByRole('row', { name: /^addons.metrics/ });
  expect(cells(claim)).toEqual(['true', 'false']);
  await userEvent.click(screen.getByRole('link', { name: 'Swap' }));
  await act(async () => {});
  expect(
    screen.getAllByRole('columnheader').map(header => header.textContent),
  ).toEqual(expect.arrayContaining(['web', 'large']));
  expect(screen.queryByRole('row', { name: /^addons.metrics/ })).toBeNull();
});

it('leads to the fleet when no cluster is chosen', async () => {
  show([]);
  expect(
    await screen.findByRole('link', { name: 'Choose clusters' }),
  ).toHaveAttribute('href', '/worker-clusters/clusters');
});
