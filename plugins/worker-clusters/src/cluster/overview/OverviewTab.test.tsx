import { screen, within } from '@testing-library/react';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import type { WorkerClusterDetails } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { rootRouteRef } from '../../routes';
import { cluster, counts, NOW } from '../__testUtils__/clusters';
import { OverviewTab } from './OverviewTab';

// The page shows ages: the fixtures are moved to the present.
const shift = Date.now() - NOW;
const ago = (minutes: number) =>
  new Date(NOW + shift - minutes * 60_000).toISOString();
const connection: WorkerClusterDetails['connection'] = {
  status: 'live',
  since: ago(600),
  lastSeen: ago(0.4),
};

const show = (over: Partial<WorkerClusterDetails> = {}) =>
  renderInTestApp(<OverviewTab cluster={cluster({ connection, ...over })} />, {
    mountedRoutes: { '/worker-clusters': rootRouteRef },
  });

describe('OverviewTab', () => {
  it('says that all is good, and when that was checked', async () => {
    show();
    expect(await screen.findByRole('status')).toHaveTextContent(
      /^All good, checked 2\d s ago\.$/,
    );
    expect(screen.queryByRole('list')).not.toBeInTheDocument();
  });

  it('shows the three worst problems with message, remedy and a link to more', async () => {
    show({
      phase: {
        phase: 'degraded',
        reason: 'ResourcesNotReady',
        message: 'NodeGroup a is not ready.',
        since: ago(12),
      },
      applications: counts({ green: 1, wrong: 2 }),
      claimTracking: 'none',
      findings: { high: 0, medium: 1, low: 0 },
    });
    expect(await screen.findByRole('status')).toHaveTextContent(
      'A part of the infrastructure is not ready, and 3 more problems.',
    );
    const summary = screen.getByRole('region', { name: 'Summary' });
    const [worst] = within(summary).getAllByRole('listitem');
    expect(worst).toHaveTextContent('NodeGroup a is not ready.');
    expect(worst).toHaveTextContent('See the conditions of the resources');
    expect(
      within(worst).getByRole('link', { name: 'More in Infrastructure' }),
    ).toHaveAttribute(
      'href',
      '/worker-clusters/clusters/management/clusters-dev/payments/infrastructure',
    );
    expect(summary).toHaveTextContent('2 applications need attention');
    expect(within(summary).getByText('1 more problem')).toBeInTheDocument();
  });

  it('names a problem once where it is the only one', async () => {
    show({
      phase: {
        phase: 'degraded',
        reason: 'ResourcesNotReady',
        message: 'NodeGroup a is not ready.',
        since: ago(12.5),
      },
    });
    const title = 'A part of the infrastructure is not ready';
    expect(await screen.findByRole('status')).toHaveTextContent(`${title}.`);
    const summary = screen.getByRole('region', { name: 'Summary' });
    expect(summary.textContent?.split(title)).toHaveLength(2);
    expect(summary).toHaveTextContent('12 min ago');
    expect(summary).toHaveTextContent('NodeGroup a is not ready.');
    expect(
      within(summary).getByRole('link', { name: 'More in Infrastructure' }),
    ).toBeInTheDocument();
  });

  it('says how failed applications fit a ready cluster', async () => {
    show({ applications: counts({ wrong: 1 }) });
    expect(
      await screen.findByText(/^Ready is the state of the infrastructure/),
    ).toBeInTheDocument();
  });

  it('tells how long stages took and take, and what blocks', async () => {
    show({
      timeline: [
        {
          id: 'network',
          state: 'done',
          begin: ago(24),
          end: ago(20),
          ready: 12,
          expected: 12,
        },
        {
          id: 'control-plane',
          state: 'active',
          begin: ago(12.5),
          ready: 0,
          expected: 2,
          message: 'Cluster a is being created.',
        },
        { id: 'nodes', state: 'waiting', ready: 0, expected: 5 },
      ],
      usualDurations: {
        'control-plane': {
          medianSeconds: 540,
          p90Seconds: 690,
          samples: 34,
          scope: 'regionAndVersion',
        },
      },
    });
    const table = await screen.findByRole('table', { name: /^Stages/ });
    const row = (name: RegExp) => within(table).getByRole('row', { name });
    expect(row(/^Network/)).toHaveTextContent('12 of 12 ready · took 4 min');
    expect(row(/^Control plane/)).toHaveTextContent(
      '0 of 2 ready · for 12 min · longer than usual (9 min)Blocks now: Cluster a is being created.',
    );
    expect(row(/^Control plane/)).toHaveAttribute('aria-current', 'step');
    expect(
      screen.getByTitle(
        '9 of 10 take at most 11 min, learnt from 34 clusters in the same region with the same Kubernetes version',
      ),
    ).toBeInTheDocument();
    expect(row(/^Nodes and add-ons/)).toHaveTextContent('Waiting');
  });

  it('does not call a stage done of a cluster that it has never reached', async () => {
    show({
      connection: { status: 'unknown', since: ago(30) },
      timeline: [
        {
          id: 'argocd',
          state: 'done',
          begin: ago(24),
          end: ago(20),
          ready: 2,
          expected: 2,
        },
      ],
    });
    expect(
      await screen.findByRole('row', { name: /^Argo CD Reported done/ }),
    ).toBeInTheDocument();
    expect(screen.getByRole('status')).toHaveTextContent(
      'The portal has never reached the cluster.',
    );
  });

  it('shows how far the removal is', async () => {
    show({
      phase: {
        phase: 'deleting',
        reason: 'DeletionRequested',
        message: '12 composed resources are left.',
        since: ago(6.5),
      },
      transitions: [
        {
          phase: 'awaiting-confirmation',
          reason: 'PruneConfirmationRequired',
          message: '',
          since: ago(16.5),
          until: ago(6.5),
        },
      ],
    });
    const removal = await screen.findByRole('region', { name: 'Removal' });
    expect(
      within(removal).getByRole('row', { name: /^Confirmation/ }),
    ).toHaveTextContent('took 10 min');
    expect(
      within(removal).getByRole('row', { name: /^Deletion/ }),
    ).toHaveTextContent('for 6 min12 composed resources are left.');
  });

  it('shows no deletion of earlier, and no step without an end', async () => {
    const step = { reason: 'Reason', message: '', since: ago(90) };
    show({
      phase: {
        phase: 'awaiting-confirmation',
        reason: 'PruneConfirmationRequired',
        message: 'The deletion waits.',
        since: ago(6.5),
      },
      transitions: [
        { phase: 'awaiting-confirmation', ...step },
        { phase: 'deleting', ...step, until: ago(60) },
      ],
    });
    const removal = await screen.findByRole('region', { name: 'Removal' });
    const [row, ...others] = within(removal).getAllByRole('row');
    expect(row).toHaveTextContent(/^Confirmation.*for 6 min/);
    expect(others).toHaveLength(0);
  });
});
