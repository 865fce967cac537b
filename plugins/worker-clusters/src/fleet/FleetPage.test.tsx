import { configure, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { storageApiRef } from '@backstage/frontend-plugin-api';
import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
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

// What is around the rows is rendered after them.
configure({ asyncUtilTimeout: 10_000 });
jest.setTimeout(60_000);

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
  byAttention: {},
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
    listIncidents: jest.fn(async () => ({ items: [], total: 0, clusters: 2 })),
    ...over,
  } as Partial<WorkerClustersApi> as jest.Mocked<WorkerClustersApi>;
}

const show = (
  api: WorkerClustersApi,
  at = '/worker-clusters',
  storage = mockApis.storage(),
) =>
  renderInTestApp(<FleetPage />, {
    apis: [
      [workerClustersApiRef, api],
      [storageApiRef, storage],
    ],
    initialRouteEntries: [at],
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
    expect(row).toHaveTextContent('Degraded: 1 of 2 applications');
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
        /Degraded: 1 of 2 applications. The cluster and its Argo CD are ready/,
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
    expect(row).toHaveTextContent('1High');
    expect(row).toHaveTextContent('Unavailable');
    expect(row).toHaveTextContent('#12Removal');
  });

  it('names the filters of the strip by what is read on them', async () => {
    show(
      mockApi({
        getFleet: jest.fn(async () => ({
          clusters: [],
          totalItems: 0,
          summary: { ...summary, byAttention: { any: 4 } },
        })),
      }),
    );
    for (const name of ['Needs attention 4', 'Phase: 2 Ready']) {
      const button = await screen.findByRole('button', { name });
      expect(button).not.toHaveAttribute('aria-label');
    }
  });

  it('asks the backend for what a state of the summary stands for', async () => {
    const api = mockApi();
    show(api);
    await userEvent.click(
      await screen.findByRole('button', { name: 'Phase: 2 Ready' }),
    );
    await userEvent.click(await screen.findByRole('option', { name: /Ready/ }));
    await waitFor(() =>
      expect(api.getFleet).toHaveBeenLastCalledWith(
        expect.objectContaining({ phase: ['ready'] }),
        expect.anything(),
      ),
    );
  });

  it('shows the second source of a cluster that is not reached, and never in green', async () => {
    show(
      mockApi({
        getFleet: jest.fn(async () => ({
          clusters: [
            cluster('data-dev', {
              connection: { status: 'unreachable', since, lastSeen: since },
              managementView: {
                health: 'Healthy',
                sync: 'Synced',
                observedAt: since,
              },
            }),
          ],
          totalItems: 1,
          summary,
        })),
      }),
    );
    const source = await screen.findByText('Healthy');
    expect(source).toHaveClass('quiet');
    expect(source).not.toHaveClass('good');
    expect(screen.getByRole('row', { name: /data-dev/ })).toHaveTextContent(
      'Synced, seen 2 min ago',
    );
  });

  it('sorts by what no column is for', async () => {
    const api = mockApi();
    show(api);
    await userEvent.click(
      await screen.findByRole('button', { name: /Sort by/ }),
    );
    await userEvent.click(await screen.findByRole('option', { name: 'Owner' }));
    await userEvent.click(
      screen.getByRole('button', { name: /^Ascending; sort descending/ }),
    );
    await waitFor(() =>
      expect(api.getFleet).toHaveBeenLastCalledWith(
        expect.objectContaining({ sort: 'owner', order: 'desc' }),
        expect.anything(),
      ),
    );
  });

  it('groups the clusters, counts them and what is in them, and closes a group', async () => {
    show(mockApi(), '/worker-clusters?group=environment');
    const header = await screen.findByRole('row', {
      name: /dev2 clusters|of dev/,
    });
    expect(header).toHaveTextContent(
      'dev2 clusters1 Needs attention1 Last known state2 applications',
    );
    const toggle = screen.getByRole('button', { name: 'Clusters of dev' });
    expect(toggle).toHaveAttribute('aria-expanded', 'true');
    await userEvent.click(toggle);
    await waitFor(() =>
      expect(
        screen.queryByRole('row', { name: /payments-dev/ }),
      ).not.toBeInTheDocument(),
    );
    expect(
      screen.getByRole('button', { name: 'Clusters of dev' }),
    ).toHaveAttribute('aria-expanded', 'false');
  });

  it('loads all clusters for groups, whose sums are of all that they have', async () => {
    const api = mockApi({
      getFleet: jest.fn(async ({ limit = 0 } = {}) => ({
        clusters: [cluster('payments-dev', {})],
        totalItems: limit > 1000 ? 1 : 1001,
        summary,
      })),
    });
    show(api, '/worker-clusters?group=owner');
    await waitFor(() =>
      expect(api.getFleet.mock.calls.at(-1)![0]?.limit).toBe(5000),
    );
    expect(await screen.findByText('1 cluster')).toBeInTheDocument();
  });

  it('shows, orders and remembers the columns that somebody chooses', async () => {
    // Without that of the selection.
    const headers = () =>
      screen
        .getAllByRole('columnheader')
        .slice(1)
        .map(h => h.textContent);
    const storage = mockApis.storage();
    const { unmount } = show(mockApi(), undefined, storage);
    await screen.findByRole('row', { name: /payments-dev/ });
    await userEvent.click(screen.getByRole('button', { name: 'Columns' }));
    await userEvent.click(
      await screen.findByRole('checkbox', { name: 'Connection' }),
    );
    await userEvent.click(screen.getByRole('checkbox', { name: 'Owner' }));
    await userEvent.click(
      screen.getByRole('button', { name: 'Move Owner up' }),
    );
    await userEvent.click(screen.getByRole('radio', { name: 'Comfortable' }));
    await userEvent.click(screen.getByRole('button', { name: 'Done' }));
    const expected = [
      'Name',
      'State',
      'Environment',
      'Kubernetes',
      'Argo CD',
      'Applications',
      'Out of sync',
      'Findings',
      'Owner',
      'Request',
    ];
    await waitFor(() => expect(headers()).toEqual(expected));
    unmount();
    show(mockApi(), undefined, storage);
    await screen.findByRole('row', { name: /payments-dev/ });
    expect(headers()).toEqual(expected);
  });

  it('shows the columns that the configuration adds, and their values as text', async () => {
    show(
      mockApi({
        getFleet: jest.fn(async () => ({
          clusters: [
            cluster('payments-dev', {
              columns: { cost: '<b>cc-7</b>', constructor: 'x' },
            }),
            cluster('data-dev', {}),
          ],
          totalItems: 2,
          summary,
          columns: [{ id: 'cost', title: 'Cost center' }],
        })),
      }),
    );
    expect(
      await screen.findByRole('columnheader', { name: 'Cost center' }),
    ).toBeInTheDocument();
    expect(screen.getByText('<b>cc-7</b>')).toBeInTheDocument();
  });

  it('saves a view under a name, opens, renames and deletes it', async () => {
    const api = mockApi();
    const storage = mockApis.storage();
    const saved = () =>
      storage.forBucket('worker-clusters').snapshot('fleet.views').value;
    show(api, '/worker-clusters?environment=prod&sort=owner', storage);
    await screen.findByRole('row', { name: /payments-dev/ });
    const choose = async (item: string) => {
      await userEvent.click(screen.getByRole('button', { name: /^Views?\b/ }));
      await userEvent.click(
        await screen.findByRole('menuitem', { name: item }),
      );
    };
    await choose('Save this view…');
    await userEvent.type(await screen.findByLabelText('Name'), 'Mine{Enter}');
    await waitFor(() =>
      expect(saved()).toEqual([
        {
          name: 'Mine',
          search: 'environment=prod&sort=owner',
          table: { density: 'dense' },
        },
      ]),
    );
    await choose('Needs attention');
    await waitFor(() =>
      expect(api.getFleet).toHaveBeenLastCalledWith(
        expect.objectContaining({
          attention: ['any'],
          environment: [],
          sort: 'health',
        }),
        expect.anything(),
      ),
    );
    await choose('Mine');
    await waitFor(() =>
      expect(api.getFleet).toHaveBeenLastCalledWith(
        expect.objectContaining({ environment: ['prod'], sort: 'owner' }),
        expect.anything(),
      ),
    );
    await choose('Manage views…');
    const field = await screen.findByLabelText('Name of Mine');
    await userEvent.clear(field);
    await userEvent.type(field, 'Ours{Enter}');
    await screen.findByLabelText('Name of Ours');
    await userEvent.click(screen.getByRole('button', { name: 'Delete Ours' }));
    await waitFor(() => expect(saved()).toEqual([]));
  });

  it('exports every cluster that matches, not only those that are loaded', async () => {
    const api = mockApi({
      listClusters: jest.fn(async ({ cursor } = {}) => ({
        items: [cluster(cursor ? 'b' : '=a', { owner: '@x' })],
        totalItems: 2,
        revision: 1,
        ...(!cursor && { nextCursor: 'next' }),
      })),
    });
    const blobs: Blob[] = [];
    URL.createObjectURL = jest.fn(blob => {
      blobs.push(blob as Blob);
      return 'blob:1';
    });
    URL.revokeObjectURL = jest.fn();
    jest
      .spyOn(HTMLAnchorElement.prototype, 'click')
      .mockImplementation(() => undefined);
    show(api, '/worker-clusters?environment=dev&sort=owner');
    await userEvent.click(
      await screen.findByRole('button', { name: /^CSV of all clusters/ }),
    );
    await waitFor(() => expect(blobs).toHaveLength(1));
    expect(api.listClusters).toHaveBeenCalledWith(
      expect.objectContaining({
        environment: ['dev'],
        sort: 'owner',
        cursor: 'next',
      }),
      { signal: expect.any(AbortSignal) },
    );
    const text = await blobs[0].text();
    const [head, first, second] = text.split('\r\n');
    expect(head).toMatch(/^\ufeff?managementCluster,namespace,name,phase,/);
    expect(first).toMatch(/^m,clusters-dev,'=a,ready,/);
    expect(second).toMatch(/^m,clusters-dev,b,ready,/);
    jest.restoreAllMocks();
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

  it('selects clusters, and clears the selection', async () => {
    const api = mockApi();
    show(api);
    const row = await screen.findByRole('row', { name: /payments-dev/ });
    await userEvent.click(within(row).getByRole('checkbox'));
    expect(screen.getByText('1 cluster selected')).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', { name: 'Clear selection' }),
    );
    expect(screen.queryByRole('region', { name: 'Selection' })).toBeNull();
    expect(within(row).getByRole('checkbox')).not.toBeChecked();
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
    // There is nothing to filter or to export.
    expect(screen.queryByRole('search')).not.toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /CSV/ })).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(
      await screen.findByText(/There is no worker cluster yet/),
    ).toBeInTheDocument();
    expect(screen.getByRole('search')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: /CSV/ })).toBeInTheDocument();
  });

  it('keeps a filter with which the fleet cannot be read, so that it can be cleared', async () => {
    const api = mockApi({
      getFleet: jest.fn(async ({ search } = {}) => {
        if (search) throw new Error('No such search.');
        return { clusters: [cluster('data-dev', {})], totalItems: 1, summary };
      }),
    });
    show(api, '/worker-clusters?search=data');
    await screen.findByRole('alert');
    await userEvent.click(screen.getByRole('button', { name: 'Clear' }));
    expect(
      await screen.findByRole('row', { name: /data-dev/ }),
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
