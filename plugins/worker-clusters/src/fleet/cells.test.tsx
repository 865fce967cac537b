import { screen } from '@testing-library/react';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import {
  type ConnectionState,
  type ConnectionStatus,
  countApplications,
  type HealthStatus,
  LIFECYCLE_PHASES,
  type WorkerCluster,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { cluster, phase } from '../cluster/__testUtils__/clusters';
import { rootRouteRef } from '../routes';
import { FLEET_COLUMNS } from './columns';
import { FleetContextProvider } from './FleetContext';

const since = new Date(Date.now() - 3_600_000).toISOString();
const connection = (status: ConnectionStatus): ConnectionState => ({
  status,
  since,
  lastSeen: since,
});

const NOT_LIVE: ConnectionStatus[] = [
  'connecting',
  'stale',
  'paused',
  'unauthorized',
  'forbidden',
  'unreachable',
  'unknown',
];

/** Everything that would be green if the portal could look. */
const row = (over: Partial<WorkerCluster>) =>
  cluster({
    kubernetesVersion: 'v1.36.1',
    argocd: { version: 'v3.6.0', availability: 'available', components: [] },
    applications: countApplications([
      { health: 'Healthy', sync: 'Synced', reconciledAt: since },
    ]),
    health: 'Healthy',
    sync: 'Synced',
    ...over,
  });

/** The texts of what is green and not muted in the cells of a row. */
async function greenIn(
  shown: WorkerCluster,
  management: ConnectionStatus = 'live',
): Promise<string[]> {
  const { container } = renderInTestApp(
    <FleetContextProvider
      management={new Map([['management', connection(management)]])}
    >
      {FLEET_COLUMNS.map(({ id, Content }) => (
        <div key={id}>
          <Content cluster={shown} />
        </div>
      ))}
    </FleetContextProvider>,
    { mountedRoutes: { '/worker-clusters': rootRouteRef } },
  );
  await screen.findByRole('link', { name: 'payments' });
  return [...container.querySelectorAll('.good')]
    .filter(element => !element.closest('.muted'))
    .map(element => element.textContent ?? '');
}

it('is green where the portal looks and all is well', async () => {
  const green = await greenIn(row({ connection: connection('live') }));
  expect(green).toEqual(expect.arrayContaining(['Ready', 'Live']));
});

it.each(NOT_LIVE)(
  'has nothing green of a cluster whose connection has been %s for an hour',
  async status => {
    expect(await greenIn(row({ connection: connection(status) }))).toEqual([]);
  },
);

it.each(LIFECYCLE_PHASES)(
  'has nothing green of a cluster that was %s when its management cluster was heard last',
  async name => {
    const shown = row({
      phase: phase(name),
      connection: connection('unreachable'),
    });
    expect(await greenIn(shown, 'unreachable')).toEqual([]);
  },
);

describe('the applications of a cluster', () => {
  const { Content } = FLEET_COLUMNS.find(({ id }) => id === 'applications')!;
  const show = (...health: HealthStatus[]) => {
    const applications = countApplications(
      health.map(of => ({ health: of, sync: 'Synced', reconciledAt: since })),
    );
    return renderInTestApp(
      <FleetContextProvider management={new Map()}>
        <Content
          cluster={row({ connection: connection('live'), applications })}
        />
      </FleetContextProvider>,
      { mountedRoutes: { '/worker-clusters': rootRouteRef } },
    );
  };

  it('are counted in a word where all are alike', async () => {
    show('Healthy', 'Healthy');
    expect(await screen.findByText('2 Healthy')).toBeInTheDocument();
  });

  it('are counted by symbols otherwise, the worst first, and in words for who listens or points', async () => {
    const { container } = show(
      'Healthy',
      'Degraded',
      'Missing',
      'Unknown',
      'Healthy',
    );
    const words = '2 Healthy, 1 Missing, 1 Degraded, 1 Unknown';
    expect(await screen.findByText(words)).not.toHaveAttribute('aria-hidden');
    expect(screen.getByTitle(words)).toBeInTheDocument();
    // Missing and Unknown have one symbol.
    const symbols = [...container.querySelectorAll('[aria-hidden] > .chip')];
    expect(
      symbols.map(({ className, textContent }) => [
        ['warn', 'bad', 'good'].find(tone => className.includes(tone)),
        textContent,
      ]),
    ).toEqual([
      ['warn', '2'],
      ['bad', '1'],
      ['good', '2'],
    ]);
  });
});
