import { renderInTestApp } from '@backstage/frontend-test-utils';
import type {
  Incident,
  WorkerClustersApi,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { workerClustersApiRef } from '../api';
import { rootRouteRef } from '../routes';
import { type IncidentFilter, Incidents } from './Incidents';

const FIRST_SEEN = new Date(Date.now() - 2.5 * 3_600_000).toISOString();

const incident = (id: string, rest: Partial<Incident> = {}): Incident => ({
  id,
  kind: 'connection',
  reason: 'unauthorized',
  count: 2,
  firstSeen: FIRST_SEEN,
  lastJoined: FIRST_SEEN,
  clusters: ['alpha', 'beta'].map(name => ({
    managementCluster: 'main',
    namespace: 'clusters-dev',
    name,
  })),
  ...rest,
});

const show = (
  items: Incident[] | Error,
  props: { filter?: IncidentFilter; kinds?: ['isolation'] } = {},
) =>
  renderInTestApp(<Incidents {...props} />, {
    apis: [
      [
        workerClustersApiRef,
        {
          listIncidents: async () => {
            if (items instanceof Error) throw items;
            return { items, total: items.length, clusters: 40 };
          },
        } as Partial<WorkerClustersApi> as WorkerClustersApi,
      ],
    ],
    mountedRoutes: { '/worker-clusters': rootRouteRef },
  });

const region = () => screen.getByRole('region', { name: 'Incidents' });

const filterOf = (...chosen: string[]) => ({ chosen, onChange: jest.fn() });

describe('Incidents', () => {
  it('shows one incident as a line with its clusters, share and age', async () => {
    show([incident('connection-1', { count: 12 })]);
    const [item] = await screen.findAllByRole('listitem');
    expect(item).toHaveTextContent('ConnectionToken refused');
    expect(item).toHaveTextContent('12 of 40 clusters');
    expect(item).toHaveTextContent('alpha, beta and 10 more');
    expect(within(item).getByText('2 h ago')).toHaveAttribute(
      'datetime',
      FIRST_SEEN,
    );
    expect(within(item).getByRole('link', { name: 'alpha' })).toHaveAttribute(
      'href',
      '/worker-clusters/clusters/main/clusters-dev/alpha',
    );
    expect(
      within(item).getByRole('link', { name: /^Show these clusters/ }),
    ).toHaveAttribute(
      'href',
      '/worker-clusters/clusters?incident=connection-1',
    );
  });

  it('collapses several to one line with the largest', async () => {
    show([
      incident('applications-1', {
        kind: 'applications',
        reason: 'repository-not-reachable',
        subject: 'git.example.org/team/app',
        count: 9,
      }),
      incident('connection-1'),
    ]);
    const line = await screen.findByText(
      'largest: Repository git.example.org/team/app not reachable, 9 of 40 clusters',
    );
    const details = line.closest('details')!;
    expect(details.open).toBe(false);
    await userEvent.click(line);
    expect(details.open).toBe(true);
    expect(within(details).getAllByRole('listitem')).toHaveLength(2);
    expect(screen.getByRole('status')).toHaveTextContent('2 incidents');
  });

  it('filters the fleet, and stands open while it does', async () => {
    const filter = filterOf('connection-1');
    show([incident('connection-1'), incident('connection-2')], { filter });
    await userEvent.click(
      await screen.findByRole('button', { name: /^Remove the filter/ }),
    );
    expect(filter.onChange).toHaveBeenLastCalledWith([]);
    await userEvent.click(
      screen.getByRole('button', { name: /^Filter to these clusters/ }),
    );
    expect(filter.onChange).toHaveBeenLastCalledWith([
      'connection-1',
      'connection-2',
    ]);
  });

  it('shows a filter whose incident is over, and lets remove it', async () => {
    const filter = filterOf('connection-1');
    show([], { filter });
    expect(await screen.findByText(/An incident that is over/)).toBeVisible();
    await userEvent.click(
      screen.getByRole('button', { name: /^Remove the filter/ }),
    );
    expect(filter.onChange).toHaveBeenCalledWith([]);
  });

  it('names the rule of a filter by a promise that one cluster breaks', async () => {
    show([], { filter: filterOf('isolation-web-terminal') });
    expect(
      await screen.findByText('Promise broken: The web terminal is disabled'),
    ).toBeInTheDocument();
  });

  it('shows the given kinds only', async () => {
    show(
      [
        incident('connection-1'),
        incident('isolation-web-terminal', {
          kind: 'isolation',
          reason: 'web-terminal',
        }),
      ],
      { kinds: ['isolation'] },
    );
    expect(
      await screen.findByText('Promise broken: The web terminal is disabled'),
    ).toBeInTheDocument();
    expect(region()).not.toHaveTextContent('Token');
  });

  it('says that there is none', async () => {
    show([]);
    expect(await screen.findByText(/^No incident/)).toBeInTheDocument();
  });

  it('says that they cannot be read, and not that there is none', async () => {
    show(new Error('No database'));
    expect(
      await screen.findByText('Incidents cannot be read at the moment.'),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('button', { name: 'Try again' }),
    ).toBeInTheDocument();
    expect(region()).not.toHaveTextContent('No incident');
  });

  it.each([
    [
      'connection',
      'unreachable/CertificateExpired',
      undefined,
      'Unreachable: certificate expired',
    ],
    ['connection', 'unreachable/New', undefined, 'Unreachable'],
    ['connection', 'constructor', undefined, 'constructor'],
    [
      'infrastructure',
      'VpcLimitExceeded',
      'network/VPC',
      'VpcLimitExceeded (network/VPC)',
    ],
    ['argocd', 'NoArgoCd', undefined, 'No Argo CD'],
    [
      'argocd',
      'ComponentNotReady',
      'argocd-repo-server',
      'argocd-repo-server not ready',
    ],
    [
      'claim',
      'SyncFailed',
      'main/claims',
      'Application main/claims cannot sync the claims',
    ],
    ['applications', 'sync-failed', 'git/a', 'Sync failed, repository git/a'],
    ['applications', 'toString', '<img src=x>', 'toString (<img src=x>)'],
    ['isolation', 'of-tomorrow', undefined, 'of-tomorrow'],
  ] as const)('titles %s %s %s', async (kind, reason, subject, title) => {
    show([incident('x', { kind, reason, subject })]);
    expect(await screen.findByText(title)).toBeInTheDocument();
    expect(region().querySelector('img')).toBeNull();
  });
});
