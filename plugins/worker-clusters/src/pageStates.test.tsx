import axe from 'axe-core';
import { screen, waitFor } from '@testing-library/react';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import { COMPONENT_STATES } from './__testUtils__/componentStates';
import {
  FIXTURE_CLUSTER,
  fixtureApi,
  PAGE_STATES,
  type PageState,
} from './__testUtils__/pageStates';
import { workerClustersApiRef } from './api';
import { ClustersPage } from './fleet/ClustersPage';
import { rootRouteRef } from './routes';

jest.setTimeout(60_000);

const { managementCluster, namespace, name } = FIXTURE_CLUSTER;
const CLUSTER = `/worker-clusters/clusters/${managementCluster}/${namespace}/${name}`;
const TABS = [
  'applications',
  'infrastructure',
  'argocd',
  'isolation',
  'claim',
  'history',
];

/** What each state has to say on the pages of the fleet and of a cluster. */
const SAID: Record<PageState, RegExp> = {
  loading: /./,
  empty: /There is no worker cluster yet|Once the pull request is reviewed/,
  full: /payments/,
  partial: /What you see is the last known state|Ready/,
  stale: /last known state|last seen/,
  denied: /the permission 'worker-clusters.cluster.read'/,
  broken: /The database does not answer.*Request id: fixture-request-id/,
  unreachable: /The portal's backend does not answer/,
};

async function open(address: string, state: PageState) {
  const { container } = renderInTestApp(<ClustersPage />, {
    apis: [[workerClustersApiRef, fixtureApi(state)]],
    mountedRoutes: {
      '/worker-clusters': rootRouteRef,
      '/catalog/:namespace/:kind/:name': entityRouteRef,
    },
    mountPath: '/worker-clusters',
    initialRouteEntries: [address],
  });
  await waitFor(
    () =>
      state === 'loading'
        ? expect(container.querySelector('[aria-busy=true]')).not.toBeNull()
        : expect(container.querySelector('[aria-busy=true]')).toBeNull(),
    { timeout: 20_000 },
  );
  return container;
}

/** One line per violation. Colours and sizes need a browser: see the end-to-end tests. */
async function violations(container: HTMLElement) {
  const result = await axe.run(container, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
    rules: { 'color-contrast': { enabled: false } },
  });
  return result.violations.flatMap(({ id, nodes }) =>
    nodes.map(node => `${id}: ${node.html.slice(0, 120)}`),
  );
}

it.each(Object.entries(COMPONENT_STATES))(
  '%s has no violation of WCAG AA in any of its states',
  async (_, states) => {
    const { container } = renderInTestApp(
      <>
        {states.map(([state, element]) => (
          <div key={state} data-testid="state">
            {element}
          </div>
        ))}
      </>,
    );
    await screen.findAllByTestId('state');
    expect(await violations(container)).toEqual([]);
  },
);

describe.each(PAGE_STATES)('%s', state => {
  it.each([['/worker-clusters/clusters'], [CLUSTER]])(
    'is said, and has no violation of WCAG AA, at %s',
    async address => {
      const container = await open(address, state);
      await waitFor(() => expect(container).toHaveTextContent(SAID[state]));
      expect(await violations(container)).toEqual([]);
    },
  );
});

it.each(TABS)('the tab %s has no violation of WCAG AA', async tab => {
  const container = await open(`${CLUSTER}/${tab}`, 'full');
  await screen.findByRole('tabpanel');
  expect(await violations(container)).toEqual([]);
});
