import { screen, waitFor } from '@testing-library/react';
import {
  renderInTestApp,
  type TestAppOptions,
} from '@backstage/frontend-test-utils';
import type { WorkerClustersApi } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersApiRef } from '../api';
import { rootRouteRef } from '../routes';
import { ClustersPage } from './ClustersPage';

const api = {
  getCluster: jest.fn(() => new Promise(() => {})),
  getFleet: jest.fn(() => new Promise(() => {})),
  listManagementClusters: jest.fn(() => new Promise(() => {})),
  getRequestRights: async () => ({ create: false }),
};

const open = (address: string, config?: TestAppOptions['config']) =>
  renderInTestApp(<ClustersPage />, {
    apis: [[workerClustersApiRef, api as unknown as WorkerClustersApi]],
    mountedRoutes: { '/worker-clusters': rootRouteRef },
    mountPath: '/worker-clusters',
    initialRouteEntries: [address],
    config,
  });

describe('ClustersPage', () => {
  beforeEach(() => jest.clearAllMocks());

  it.each([
    '/worker-clusters/clusters',
    '/worker-clusters/clusters/',
    '/worker-clusters/clusters?search=a',
  ])('shows the fleet at %s', async address => {
    open(address);
    expect(
      await screen.findByRole('search', { name: 'Filter the fleet' }),
    ).toBeInTheDocument();
    expect(api.getCluster).not.toHaveBeenCalled();
  });

  it.each(['', '/', '/argocd', '/argocd?search=a'])(
    'shows the cluster of an address that ends with "%s"',
    async end => {
      open(`/worker-clusters/clusters/m/clusters-dev/a%20b${end}`);
      expect(
        await screen.findByRole('heading', { name: 'a b' }),
      ).toBeInTheDocument();
      expect(api.getCluster).toHaveBeenCalledWith(
        { managementCluster: 'm', namespace: 'clusters-dev', name: 'a b' },
        expect.anything(),
      );
    },
  );

  it('compares clusters at their address', async () => {
    open('/worker-clusters/clusters/compare');
    expect(
      await screen.findByRole('heading', { name: 'Compare clusters' }),
    ).toBeInTheDocument();
    expect(api.getFleet).not.toHaveBeenCalled();
  });

  it.each(['/worker-clusters/clusters/m', '/worker-clusters/clusters/m/n'])(
    'shows nothing of ours at %s',
    async address => {
      open(address);
      expect(await screen.findByText(/404/)).toBeInTheDocument();
      expect(api.getFleet).not.toHaveBeenCalled();
      expect(api.getCluster).not.toHaveBeenCalled();
    },
  );

  it.each([
    ['/worker-clusters/clusters', 'Worker clusters | Portal'],
    ['/worker-clusters/clusters/compare', 'Compare clusters | Portal'],
    ['/worker-clusters/clusters/m/clusters-dev/a%20b', 'a b | Portal'],
  ])('names the page in the tab of the browser: %s', async (address, title) => {
    document.title = 'Before';
    const { unmount } = open(address, { app: { title: 'Portal' } });
    await waitFor(() => expect(document.title).toBe(title));
    unmount();
    expect(document.title).toBe('Before');
  });

  it('gives the focus to the heading after a navigation, and not on a page that was just opened', async () => {
    const address = '/worker-clusters/clusters/m/clusters-dev/a%20b';
    const { unmount } = open(address);
    expect(
      await screen.findByRole('heading', { name: 'a b' }),
    ).not.toHaveFocus();
    unmount();
    Object.assign(navigator, { userActivation: { hasBeenActive: true } });
    open(address);
    expect(await screen.findByRole('heading', { name: 'a b' })).toHaveFocus();
    Object.assign(navigator, { userActivation: undefined });
  });
});
