import { renderInTestApp } from '@backstage/frontend-test-utils';
import type {
  ListApplicationsResponse,
  WorkerClusterDetails,
  WorkerClustersApi,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { screen, within } from '@testing-library/react';
import { workerClustersApiRef } from '../../api';
import { cluster } from '../__testUtils__/clusters';
import { ArgoCdTab } from './ArgoCdTab';

const THREE_MINUTES_AGO = new Date(Date.now() - 190_000).toISOString();

const ARGOCD: NonNullable<WorkerClusterDetails['argocd']> = {
  kind: 'helm',
  version: 'v3.1.0',
  url: 'https://argocd.example.org',
  availability: 'degraded',
  components: [
    { name: 'argocd-server', ready: 1, desired: 2 },
    { name: 'argocd-repo-server', ready: 2, desired: 2 },
    { name: 'argocd-dex-server', ready: 0, desired: 0 },
  ],
  reconciliation: { intervalSeconds: 120, jitterSeconds: 60 },
  projects: ['default', 'shop'],
  repositories: 2,
};

const show = (
  over: Partial<WorkerClusterDetails>,
  listApplications: () => Promise<
    Partial<ListApplicationsResponse>
  > = async () => ({
    items: [],
    oldestReconciledAt: THREE_MINUTES_AGO,
  }),
) =>
  renderInTestApp(
    <ArgoCdTab cluster={cluster({ argocd: ARGOCD, ...over })} />,
    {
      apis: [
        [
          workerClustersApiRef,
          { listApplications } as unknown as WorkerClustersApi,
        ],
      ],
    },
  );

const region = () => screen.findByRole('region', { name: 'Argo CD' });

describe('ArgoCdTab', () => {
  it('shows kind, version, availability, comparison, interval and projects', async () => {
    show({
      support: {
        argocd: {
          version: '3.1',
          standardUntil: '2020-05-04',
          asOf: '2020-01-01',
          source: 'https://example.org/releases',
        },
      },
    });
    expect(await screen.findByText('3 min ago')).toBeInTheDocument();
    const text = await region();
    expect(text).toHaveTextContent('KindWorkloads in the cluster');
    expect(text).toHaveTextContent('Version3.1.0');
    expect(text).toHaveTextContent('SupportEnded on May 4, 2020');
    expect(text).toHaveTextContent('AvailabilityDegraded');
    expect(text).toHaveTextContent('Oldest comparison3 min ago');
    expect(text).toHaveTextContent(
      'Reconciliation interval120 s, plus up to 60 s',
    );
    expect(text).toHaveTextContent('Projects in usedefault, shop');
    expect(screen.getByRole('link', { name: /Open Argo CD/ })).toHaveAttribute(
      'href',
      ARGOCD.url,
    );
    expect(
      screen.getByRole('link', { name: /as of Jan 1, 2020/ }),
    ).toHaveAttribute('href', 'https://example.org/releases');
  });

  it('shows the replicas of each component', async () => {
    show({});
    const table = await screen.findByRole('table', { name: 'Components' });
    expect(
      within(table)
        .getAllByRole('row')
        .slice(1)
        .map(row =>
          within(row)
            .getAllByRole('cell')
            .map(cell => cell.textContent),
        ),
    ).toEqual([
      ['argocd-server', '1 of 2', 'Not ready'],
      ['argocd-repo-server', '2 of 2', 'Ready'],
      ['argocd-dex-server', '0 of 0', 'Off'],
    ]);
  });

  it('shows nothing green of a cluster that is not reached', async () => {
    const { connection } = cluster();
    show({
      argocd: { ...ARGOCD, availability: 'available' },
      connection: { ...connection, status: 'unreachable' },
    });
    expect(await screen.findByText('Available')).toHaveClass('quiet');
    expect(screen.getByText('Ready')).toHaveClass('quiet');
    expect(await region()).toHaveTextContent(
      'Available Unreachable, last seen',
    );
  });

  it('says that Applications cannot be read', async () => {
    show({}, async () => {
      throw new Error('No database');
    });
    expect(
      await screen.findByText('Cannot be read at the moment'),
    ).toBeInTheDocument();
  });

  it('shows no facts of an Argo CD that is not installed', async () => {
    show({
      argocd: { kind: 'none', availability: 'unknown', components: [] },
    });
    expect(await screen.findByText('Not installed')).toBeInTheDocument();
    expect(await region()).not.toHaveTextContent('Availability');
    expect(await region()).not.toHaveTextContent('Oldest comparison');
  });

  it('says that the cluster was never reached', async () => {
    show({ argocd: undefined });
    expect(
      await screen.findByText('The portal has not reached the cluster yet'),
    ).toBeInTheDocument();
  });

  it('links no address that is not of the web', async () => {
    show({ argocd: { ...ARGOCD, url: 'data:text/html,x' } });
    expect(await region()).toHaveTextContent('Version3.1.0');
    expect(screen.queryByRole('link')).not.toBeInTheDocument();
  });
});
