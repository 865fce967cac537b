import { screen } from '@testing-library/react';
import {
  createExtensionTester,
  renderInTestApp,
} from '@backstage/frontend-test-utils';
import { SearchResultListItemBlueprint } from '@backstage/plugin-search-react/alpha';
import { rootRouteRef } from '../routes';
import { applicationResult, clusterResult } from './blueprints';

jest.setTimeout(60_000);

const CLUSTER = {
  title: 'shop-dev',
  text: 'Environment: dev',
  location: '/worker-clusters/clusters/main/clusters-dev/shop-dev',
  managementCluster: 'main',
  namespace: 'clusters-dev',
  name: 'shop-dev',
  environment: 'dev',
  owner: 'group:default/payments',
  kubernetesVersion: '1.33.4',
  phase: 'ready',
};
const APPLICATION = {
  title: 'cart',
  text: 'Cluster: shop-dev',
  location:
    '/worker-clusters/clusters/main/clusters-dev/shop-dev/applications?application=argocd%2Fcart',
  managementCluster: 'main',
  clusterNamespace: 'clusters-dev',
  clusterName: 'shop-dev',
  applicationNamespace: 'argocd',
  project: 'shop',
  repository: 'https://git.example.org/shop/cart',
};

/** Renders a result as the search page does: by the first extension whose predicate takes it. */
function show(type: string, document: typeof CLUSTER | typeof APPLICATION) {
  const { item: itemRef } = SearchResultListItemBlueprint.dataRefs;
  const items = [
    createExtensionTester(clusterResult).get(itemRef),
    createExtensionTester(applicationResult).get(itemRef),
  ];
  const item = items.find(({ predicate }) => predicate?.({ type, document }));
  if (!item) return undefined;
  const { component: Item } = item;
  const highlight = {
    preTag: '<a1>',
    postTag: '</a1>',
    fields: { title: document.title.replace('shop', '<a1>shop</a1>') },
  };
  return renderInTestApp(
    <ul>
      <Item result={document} rank={1} {...{ highlight }} />
    </ul>,
    { mountedRoutes: { '/fleet-of-ours': rootRouteRef } },
  );
}

const facts = () =>
  screen
    .getAllByRole('term')
    .map(({ textContent, nextElementSibling }) => [
      textContent,
      nextElementSibling?.textContent,
    ]);

it('shows a cluster with its facts, and leads to its page wherever the plugin is', async () => {
  show('worker-clusters', CLUSTER);
  const link = await screen.findByRole(
    'link',
    { name: 'shop-dev' },
    { timeout: 30_000 },
  );
  expect(link).toHaveAttribute(
    'href',
    '/fleet-of-ours/clusters/main/clusters-dev/shop-dev',
  );
  expect(screen.getByText('shop').tagName).toBe('MARK');
  expect(screen.getByText('Worker cluster')).toBeInTheDocument();
  expect(facts()).toEqual([
    ['Environment', 'dev'],
    ['Owner', 'group:default/payments'],
    ['Kubernetes', '1.33.4'],
    ['Phase when indexed', 'Ready'],
  ]);
});

it('shows an application with its cluster, and leads to its drawer', async () => {
  show('worker-clusters-applications', APPLICATION);
  const link = await screen.findByRole(
    'link',
    { name: 'cart' },
    { timeout: 30_000 },
  );
  expect(link).toHaveAttribute(
    'href',
    '/fleet-of-ours/clusters/main/clusters-dev/shop-dev/applications?application=argocd%2Fcart',
  );
  expect(
    screen.getByText('Application on worker cluster shop-dev'),
  ).toBeInTheDocument();
  expect(facts()).toEqual([
    ['Project', 'shop'],
    ['Repository', 'https://git.example.org/shop/cart'],
  ]);
});

it('leads to the address in the index where a search engine kept nothing else', async () => {
  show('worker-clusters', { ...CLUSTER, namespace: '', phase: '<b>' });
  const link = await screen.findByRole(
    'link',
    { name: 'shop-dev' },
    { timeout: 30_000 },
  );
  expect(link).toHaveAttribute('href', CLUSTER.location);
  expect(screen.queryByText('Phase when indexed')).not.toBeInTheDocument();
});

it('leaves the results of other plugins alone', () => {
  expect(show('software-catalog', CLUSTER)).toBeUndefined();
});
