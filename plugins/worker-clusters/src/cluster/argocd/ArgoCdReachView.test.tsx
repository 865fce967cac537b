import { screen, within } from '@testing-library/react';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { ArgoCdReachView } from './ArgoCdReachView';

describe('ArgoCdReachView', () => {
  it('shows what a project permits', async () => {
    renderInTestApp(
      <ArgoCdReachView
        reach={{
          repositories: ['https://git.example.org/a'],
          projects: [
            {
              name: 'shop',
              repositories: ['https://git.example.org/shop'],
              destinations: [{ cluster: 'in-cluster', namespace: 'app-*' }],
              clusterResources: [],
              truncated: true,
            },
          ],
        }}
      />,
    );
    const shop = await screen.findByRole('region', { name: 'shop' });
    expect(shop).toHaveTextContent('in-cluster / app-*');
    expect(shop).toHaveTextContent('Cluster-wide kindsnone');
    expect(shop).toHaveTextContent('not all entries are listed');
  });

  it('shows the names that a cluster-wide kind is limited to', async () => {
    renderInTestApp(
      <ArgoCdReachView
        reach={{
          repositories: [],
          projects: [
            {
              name: 'shop',
              repositories: [],
              destinations: [],
              clusterResources: [
                '/Namespace app-*',
                'storage.k8s.io/StorageClass',
              ],
            },
          ],
        }}
      />,
    );
    const shop = await screen.findByRole('region', { name: 'shop' });
    expect(
      within(shop)
        .getAllByRole('listitem')
        .map(item => item.textContent),
    ).toEqual(['Namespace app-*', 'storage.k8s.io/StorageClass']);
  });

  it('says why projects were not read', async () => {
    renderInTestApp(
      <ArgoCdReachView reach={{ repositories: [], notRead: 'may not list' }} />,
    );
    expect(await screen.findByText('may not list')).toBeInTheDocument();
  });
});
