import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import {
  countApplications,
  FleetCounts,
  ManagementCluster,
  WorkerCluster,
  WorkerClustersApi,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersApiRef } from '../api';
import { rootRouteRef } from '../routes';
import { FleetPage } from './FleetPage';

const since = new Date(Date.now() - 125_000).toISOString();

const cluster = (
  name: string,
  over: Partial<WorkerCluster>,
): WorkerCluster => ({
  managementCluster: 'm',
  namespace: 'clusters-dev',
  name,
  environment: 'dev',
  region: 'eu-west-1',
  phase: { phase: 'ready', reason: 'Available', message: 'Fine.', since },
  applications: countApplications([]),
  connection: { status: 'live', since, lastSeen: since },
  revision: 1,
  ...over,
});

const managementCluster = (
  status: ManagementCluster['connection']['status'],
): ManagementCluster => ({
  name: 'm',
  title: 'Management',
  clusters: 1,
  connection: { status, since, lastSeen: since, message: 'No answer.' },
});

const summary: FleetCounts = {
  total: 2,
  byPhase: { ready: 2 },
  byEnvironment: { dev: 2 },
  byRegion: {},
  byOwner: {},
  byManagementCluster: {},
  byKubernetesVersion: {},
  byHealth: {},
  bySync: {},
  byConnection: {},
  byVerdict: {},
  byFindings: {},
  byPending: {},
  applications: countApplications([]),
  findings: { high: 0, medium: 0, low: 0 },
};

function mockApi(over: Partial<WorkerClustersApi> = {}) {
  const clusters = [
    cluster('payments-dev', {
      kubernetesVersion: 'v1.33.5',
      kubernetesVersionRequested: '1.34',
      applications: countApplications([
        { health: 'Healthy', sync: 'Synced', reconciledAt: since },
        { health: 'Degraded', sync: 'Synced', reconciledAt: since },
      ]),
      argocd: {
        version: 'v3.1.0',
        url: 'https://argocd.example.org',
        availability: 'available',
        components: [],
      },
    }),
    cluster('data-dev', {
      connection: { status: 'unreachable', since, lastSeen: since },
    }),
  ];
  return {
    getFleet: jest.fn(async () => ({
      clusters,
      totalItems: clusters.length,
      summary,
      managementClusters: [managementCluster('live')],
    })),
    getRequestRights: jest.fn(async () => ({ create: true })),
    ...over,
  } as Partial<WorkerClustersApi> as jest.Mocked<WorkerClustersApi>;
}

const show = (api: WorkerClustersApi) =>
  renderInTestApp(<FleetPage />, {
    apis: [[workerClustersApiRef, api]],
    mountedRoutes: { '/worker-clusters': rootRouteRef },
  });

describe('FleetPage', () => {
  it('shows clusters with versions, Argo CD, health and the age of what is not live', async () => {
    show(mockApi());
    const row = await screen.findByRole('row', { name: /payments-dev/ });
    expect(row).toHaveTextContent('1.33.5 → 1.34');
    expect(row).toHaveTextContent('1 Healthy');
    expect(row).toHaveTextContent('1 Degraded');
    expect(
      screen.getByRole('link', { name: /Argo CD of payments-dev/ }),
    ).toHaveAttribute('href', 'https://argocd.example.org');
    expect(row).toHaveTextContent('1 of 2 applications Degraded');
    const unreached = screen.getByRole('row', { name: /data-dev/ });
    expect(unreached).toHaveTextContent('Unreachablelast seen 2 min ago');
  });

  it('says that the management cluster is not reached, and keeps the clusters', async () => {
    show(
      mockApi({
        getFleet: jest.fn(async () => ({
          clusters: [cluster('payments-dev', {})],
          totalItems: 1,
          summary,
          managementClusters: [managementCluster('unreachable')],
        })),
      }),
    );
    expect(await screen.findByText(/last known state, from/)).toHaveTextContent(
      'from 2 min ago.',
    );
    expect(
      await screen.findByRole('row', { name: /payments-dev/ }),
    ).toHaveTextContent('Management cluster: Unreachable, last seen 2 min ago');
  });

  it('explains why a cluster is ready while its applications are not healthy', async () => {
    show(mockApi());
    expect(
      await screen.findByTitle(
        /1 of 2 applications Degraded. The cluster and its Argo CD are ready/,
      ),
    ).toHaveTextContent('Ready');
  });

  it('shows what is found, what is requested and the kind of Argo CD', async () => {
    show(
      mockApi({
        getFleet: jest.fn(async () => ({
          clusters: [
            cluster('payments-dev', {
              kubernetesVersionRequested: '1.35',
              findings: { high: 1, medium: 2, low: 0 },
              argocd: {
                kind: 'managed',
                availability: 'unavailable',
                components: [],
              },
              pending: {
                verb: 'decommission',
                changes: [],
                number: 12,
                url: 'https://git.example.org/pulls/12',
                allowed: true,
              },
            }),
          ],
          totalItems: 1,
          summary,
        })),
      }),
    );
    const row = await screen.findByRole('row', { name: /payments-dev/ });
    expect(row).toHaveTextContent('1.35requested');
    expect(row).toHaveTextContent('High 12 Medium');
    expect(row).toHaveTextContent('Unavailable');
    expect(row).toHaveTextContent('#12Removal');
  });

  it('asks the backend for what a state of the summary stands for', async () => {
    const api = mockApi();
    show(api);
    await userEvent.click(
      await screen.findByRole('button', { name: '2 Ready' }),
    );
    await waitFor(() =>
      expect(api.getFleet).toHaveBeenLastCalledWith(
        expect.objectContaining({ phase: ['ready'] }),
        expect.anything(),
      ),
    );
  });

  it('loads the fleet in one request, and more of it on a press', async () => {
    const api = mockApi({
      getFleet: jest.fn(async ({ limit = 0 } = {}) => ({
        clusters: [cluster('payments-dev', {})],
        totalItems: limit > 1000 ? 1 : 1001,
        summary,
      })),
    });
    show(api);
    await userEvent.click(
      await screen.findByRole('button', { name: 'Show more' }),
    );
    expect(await screen.findByText('1 cluster')).toBeInTheDocument();
    expect(api.getFleet.mock.calls.map(([query]) => query?.limit)).toEqual([
      1000, 2000,
    ]);
  });

  it('says why the fleet cannot be read, and tries again', async () => {
    const api = mockApi({
      getFleet: jest
        .fn()
        .mockRejectedValueOnce(new Error('The backend is away.'))
        .mockResolvedValue({
          clusters: [],
          totalItems: 0,
          summary: { ...summary, total: 0 },
        }),
    });
    show(api);
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The fleet cannot be read.The backend is away.',
    );
    expect(screen.getAllByText('The backend is away.')).toHaveLength(1);
    expect(screen.queryByText(/no worker cluster yet/)).not.toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(
      await screen.findByText(/There is no worker cluster yet/),
    ).toBeInTheDocument();
  });

  it('keeps the order of clusters while one reads, and shows their states at once', async () => {
    const answers = [
      [cluster('data-dev', {}), cluster('web-dev', {})],
      [
        cluster('web-dev', {
          phase: { phase: 'failed', reason: 'R', message: 'M', since },
        }),
        cluster('data-dev', {}),
      ],
    ];
    const api = mockApi({
      getFleet: jest.fn(async () => ({
        clusters: answers.length > 1 ? answers.shift()! : answers[0],
        totalItems: 2,
        summary,
      })),
    });
    show(api);
    await screen.findByRole('row', { name: /web-dev/ });
    const names = () =>
      screen.getAllByRole('rowheader').map(cell => cell.textContent);
    expect(names()).toEqual(['data-dev', 'web-dev']);
    // As when the reader comes back to the page.
    document.dispatchEvent(new Event('visibilitychange'));
    await waitFor(() =>
      expect(screen.getByRole('row', { name: /web-dev/ })).toHaveTextContent(
        'Failed',
      ),
    );
    expect(names()).toEqual(['data-dev', 'web-dev']);
    await userEvent.click(
      screen.getByRole('button', { name: '1 change, show' }),
    );
    expect(names()).toEqual(['web-dev', 'data-dev']);
  });
});
