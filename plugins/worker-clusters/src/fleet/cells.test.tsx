import { screen } from '@testing-library/react';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import {
  type ConnectionState,
  type ConnectionStatus,
  countApplications,
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
