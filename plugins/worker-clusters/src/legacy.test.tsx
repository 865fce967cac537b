import { render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { Entity } from '@backstage/catalog-model';
import type { WorkerClustersApi } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { fixtureApi, type PageState } from './__testUtils__/pageStates';
import { cluster } from './cluster/__testUtils__/clusters';
import { claimForm } from './form/__testUtils__/fakes';
import { legacyApp } from './legacy/__testUtils__/legacyApp';

// A whole portal is loaded.
jest.setTimeout(120_000);

const CLUSTER = '/worker-clusters/clusters/management/clusters-dev/payments';
const LONG = { timeout: 60_000 };

const entity = (
  kind: string,
  name: string,
  annotation?: string,
  value = '',
): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind,
  metadata: {
    name,
    annotations: annotation
      ? { [`worker-clusters.backstage.io/${annotation}`]: value }
      : {},
  },
  spec: { type: 'kubernetes-cluster' },
});

function open(
  page: string,
  {
    state = 'full' as PageState,
    entity: shown = entity('Component', 'library'),
    ...over
  }: Partial<WorkerClustersApi> & { state?: PageState; entity?: Entity } = {},
) {
  window.history.replaceState(null, '', page);
  const fixture = fixtureApi(state);
  const api = new Proxy(fixture, {
    get: (_, name: keyof typeof over) => over[name] ?? fixture[name],
  });
  const Portal = legacyApp(api, shown);
  return render(<Portal />);
}

const address = () => window.location.pathname + window.location.search;

const h1 = (name: string) =>
  screen.findByRole('heading', { level: 1, name }, LONG);

afterEach(() => window.localStorage.clear());

/** The link of a cluster in the table: incidents may name it, too. */
const nameInTable = async (name: string) =>
  within(await screen.findByRole('rowheader', { name }, LONG)).getByRole(
    'link',
  );

it('shows the pages below one header with their tabs and the button "New cluster"', async () => {
  open('/worker-clusters?search=pay');
  await h1('Worker clusters');
  expect(address()).toBe('/worker-clusters/clusters?search=pay');
  const tabs = screen.getByRole('tablist');
  expect(
    within(tabs)
      .getAllByRole('tab')
      .map(tab => [tab.textContent, tab.getAttribute('href')]),
  ).toEqual([
    ['Clusters', '/worker-clusters/clusters'],
    ['Requests', '/worker-clusters/requests'],
    ['Applications', '/worker-clusters/applications'],
    ['Isolation', '/worker-clusters/isolation'],
  ]);
  expect(
    await screen.findByRole('link', { name: 'New cluster' }, LONG),
  ).toHaveAttribute('href', '/create/templates/default/new-cluster');
  expect(await nameInTable('payments')).toHaveAttribute('href', CLUSTER);
});

it('leads from page to page without loading the portal anew', async () => {
  open('/home');
  await userEvent.click(
    await screen.findByRole('link', { name: 'Worker clusters' }, LONG),
  );
  await userEvent.click(await nameInTable('payments'));
  await h1('payments');
  expect(address()).toBe(CLUSTER);
  const trail = screen.getByRole('list', { name: /breadcrumb/i });
  expect(
    within(trail)
      .getAllByRole('listitem')
      .map(item => item.textContent),
  ).toEqual(['Worker clusters', 'Clusters', 'payments']);
  await userEvent.click(screen.getByRole('tab', { name: 'Infrastructure' }));
  expect(await screen.findByText('payments-vpc', {}, LONG)).toBeInTheDocument();
  expect(address()).toBe(`${CLUSTER}/infrastructure`);
  await userEvent.click(within(trail).getByRole('link', { name: 'Clusters' }));
  expect(address()).toBe('/worker-clusters/clusters');
  for (const name of ['Requests', 'Applications', 'Isolation']) {
    await userEvent.click(screen.getByRole('tab', { name }));
    expect(address()).toBe(`/worker-clusters/${name.toLocaleLowerCase()}`);
    expect(
      await screen.findByRole('tab', { name, selected: true }, LONG),
    ).toBeInTheDocument();
  }
});

it.each([
  [
    '/worker-clusters/clusters',
    /the permission 'worker-clusters.cluster.read'/,
  ],
  [CLUSTER, /the permission 'worker-clusters.cluster.read'/],
  ['/worker-clusters/requests', /You may not see/],
  ['/worker-clusters/requests/7', /You may not see/],
  ['/worker-clusters/applications', /You may not see/],
  ['/worker-clusters/isolation', /You may not see/],
])(
  'says on %s who may not see it, and offers no button',
  async (page, said) => {
    const { container } = open(page, { state: 'denied' });
    await waitFor(() => expect(container).toHaveTextContent(said), LONG);
    expect(
      screen.queryByRole('link', { name: 'New cluster' }),
    ).not.toBeInTheDocument();
  },
);

it.each(['/worker-clusters/clusters/nowhere', '/worker-clusters/nothing'])(
  'has no page at %s',
  async page => {
    open(page);
    expect(await screen.findByText(/PAGE NOT FOUND/i, {}, LONG)).toBeVisible();
  },
);

it('shows the cluster of an entity as a card and in tabs', async () => {
  open('/catalog/default/resource/payments', {
    entity: entity(
      'Resource',
      'payments',
      'cluster',
      'management/clusters-dev/payments',
    ),
  });
  expect(
    await screen.findByRole('link', { name: 'Follow the cluster' }, LONG),
  ).toHaveAttribute('href', CLUSTER);
  expect(
    await screen.findByRole('tab', { name: 'Argo CD' }, LONG),
  ).toHaveAttribute('href', expect.stringContaining('?tab=argocd'));
});

it('shows the deployments of a Component as a card and in a table', async () => {
  const seen = new Date().toISOString();
  open('/catalog/default/component/shop', {
    entity: entity('Component', 'shop', 'applications', 'shop'),
    listDeployments: async () => ({
      clusters: [cluster({ environment: 'dev' })],
      items: [
        {
          cluster: {
            managementCluster: 'management',
            namespace: 'clusters-dev',
            name: 'payments',
          },
          namespace: 'argocd',
          name: 'shop',
          health: 'Healthy',
          sync: 'Synced',
          images: ['registry.example.org/shop:1.4.2'],
          sources: [],
          resources: 3,
          reconciledAt: seen,
        },
      ],
      totalItems: 1,
    }),
  });
  expect(
    await screen.findByRole('link', { name: 'All deployments' }, LONG),
  ).toHaveAttribute('href', '/catalog/default/component/shop/deployments');
  expect(
    await screen.findByRole('region', { name: 'dev' }, LONG),
  ).toBeInTheDocument();
});

it('has nothing on the page of another entity', async () => {
  const { container } = open('/catalog/default/component/library');
  await screen.findByRole('link', { name: 'Worker clusters' }, LONG);
  expect(container).toHaveTextContent(/^Worker clusters$/);
});

it('offers every field of the templates, which find their backend', async () => {
  open('/create/templates/default/new-cluster', {
    getClaimForm: async () => claimForm(),
    listClusters: async () => ({ items: [], totalItems: 0, revision: 1 }),
  });
  for (const [role, name] of [
    ['textbox', /WorkerClusterName/],
    ['radiogroup', /WorkerClusterEnvironment/],
    ['combobox', /WorkerClusterPicker/],
    // Of the specification.
    ['radio', /^large$/],
    ['textbox', /WorkerClusterCidr/],
  ] as const) {
    expect(await screen.findByRole(role, { name }, LONG)).toBeInTheDocument();
  }
  await userEvent.click(screen.getByRole('button', { name: 'Check' }));
  for (const name of ['WorkerClusterName', 'WorkerClusterReview']) {
    expect(
      await screen.findByText(new RegExp(`${name}: .`), {}, LONG),
    ).toBeInTheDocument();
  }
});

it('shows clusters and applications among the results of a search', async () => {
  open('/search');
  expect(
    await screen.findByRole('link', { name: 'payments' }, LONG),
  ).toHaveAttribute('href', CLUSTER);
  expect(
    await screen.findByRole('link', { name: 'web' }, LONG),
  ).toHaveAttribute('href', `${CLUSTER}/applications?application=argocd%2Fweb`);
});

it('shows the fleet on a home page, and leads to it', async () => {
  open('/home');
  await userEvent.click(
    await screen.findByRole('button', { name: /Degraded/ }, LONG),
  );
  expect(address()).toMatch(/^\/worker-clusters\/clusters\?/);
});

it('speaks German', async () => {
  window.localStorage.setItem('language', 'de');
  open('/worker-clusters');
  expect(
    await screen.findByRole('tab', { name: 'Anwendungen' }, LONG),
  ).toBeInTheDocument();
});
