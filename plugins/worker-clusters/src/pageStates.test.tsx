import axe from 'axe-core';
import { screen, waitFor, within } from '@testing-library/react';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import { COMPONENT_STATES } from './__testUtils__/componentStates';
import {
  FIXTURE_CLUSTER,
  fixtureApi,
  PAGE_STATES,
  type PageState,
} from './__testUtils__/pageStates';
import { FIXTURE_REQUEST } from './__testUtils__/pageAnswers';
import { workerClustersApiRef } from './api';
import { ApplicationsPage } from './applications/ApplicationsPage';
import { ClustersPage } from './fleet/ClustersPage';
import { IsolationPage } from './isolation/IsolationPage';
import { RequestsPage } from './requests/RequestsPage';
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

const FLEET = '/worker-clusters/clusters';

const DENIED = /the permission 'worker-clusters.cluster.read'/;
const BROKEN = /The database does not answer.*Request id: fixture-request-id/;
const UNREACHABLE = /The portal's backend does not answer/;
const LAST_KNOWN =
  /Management cluster Management: .* What you see is the last known state/;

/** What each state has to say on the pages of the fleet and of a cluster; `loading` is told by `aria-busy` or in words. */
const SAID: Record<PageState, { fleet: RegExp; cluster: RegExp }> = {
  loading: { fleet: /./, cluster: /./ },
  empty: {
    fleet: /There is no worker cluster yet/,
    cluster: /Once the pull request is reviewed/,
  },
  full: { fleet: /payments/, cluster: /payments/ },
  partial: {
    fleet:
      /Management cluster Frankfurt: .* What you see is the last known state/,
    cluster: /payments/,
  },
  misconfigured: {
    fleet:
      /3 problems with the configuration.*did you mean managementClusters\? It has no effect\..*Management cluster Frankfurt: Not connected/,
    cluster: /payments/,
  },
  stale: { fleet: LAST_KNOWN, cluster: /last known state|last seen/ },
  denied: { fleet: DENIED, cluster: DENIED },
  broken: { fleet: BROKEN, cluster: BROKEN },
  unreachable: { fleet: UNREACHABLE, cluster: UNREACHABLE },
};

async function open(
  address: string,
  state: PageState,
  page = <ClustersPage />,
) {
  const { container } = renderInTestApp(page, {
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
        ? expect(
            container.querySelector('[aria-busy=true]') ??
              /Loading/.exec(container.textContent!),
          ).not.toBeNull()
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
  it.each([
    ['fleet', FLEET],
    ['cluster', CLUSTER],
  ] as const)(
    'is said, and has no violation of WCAG AA, on the page of the %s',
    async (page, address) => {
      const container = await open(address, state);
      await waitFor(() =>
        expect(container).toHaveTextContent(SAID[state][page]),
      );
      expect(await violations(container)).toEqual([]);
    },
  );
});

/** The states that every page can have. */
const STATES_OF_ALL = [
  'loading',
  'empty',
  'full',
  'partial',
  'denied',
  'broken',
] as const;

/** The other pages, and what each state has to say there. */
const OTHER_PAGES: Array<
  [
    page: string,
    address: string,
    element: JSX.Element,
    said: Partial<Record<PageState, RegExp>>,
  ]
> = [
  [
    'map',
    `${FLEET}?view=map`,
    <ClustersPage />,
    {
      empty: SAID.empty.fleet,
      full: /Failed or Degraded.*payments/,
      partial: SAID.partial.fleet,
      denied: DENIED,
    },
  ],
  [
    'requests',
    '/worker-clusters/requests',
    <RequestsPage />,
    {
      empty: /No pull request for a worker cluster waits for a review/,
      full: /#8 Resize payments.*10\.42\.0\.0\/16 overlaps 10\.42\.0\.0\/17/,
      partial: /2 changes of clusters that you may not see/,
    },
  ],
  [
    'request',
    `/worker-clusters/requests/${FIXTURE_REQUEST}`,
    <RequestsPage />,
    {
      empty: /There is no request #8, or you may not see it/,
      full: /Resize payments.*overlaps.*Conflicts/,
      partial: /2 more files, which you may not see/,
    },
  ],
  [
    'applications',
    '/worker-clusters/applications',
    <ApplicationsPage />,
    {
      empty: /No application is known yet/,
      full: /api.*web/,
      partial: /2 more clusters have not reported applications yet/,
    },
  ],
  [
    'isolation',
    '/worker-clusters/isolation',
    <IsolationPage />,
    {
      empty: /There is no cluster to report on yet/,
      full: /The same finding on several clusters|A project reaches only the cluster/,
      partial: /The portal may not list Secrets in namespace argocd/,
    },
  ],
];

describe.each(OTHER_PAGES)('the page %s', (_, address, page, said) => {
  it.each(STATES_OF_ALL)(
    'says that it is %s, and has no violation of WCAG AA',
    async state => {
      const container = await open(address, state, page);
      const otherwise =
        state === 'denied' ? /may not see worker clusters/ : BROKEN;
      const expected = state === 'loading' ? /./ : said[state] ?? otherwise;
      await waitFor(() => expect(container).toHaveTextContent(expected), {
        timeout: 20_000,
      });
      expect(await violations(container)).toEqual([]);
    },
  );
});

describe.each(OTHER_PAGES)('the page %s', (_, address, page) => {
  it.each(['denied', 'broken'] as const)(
    'has nothing to filter or to save if it is %s',
    async state => {
      const container = within(await open(address, state, page));
      await container.findByRole('alert', undefined, { timeout: 20_000 });
      expect(container.queryByRole('search')).toBeNull();
      expect(container.queryByRole('button', { name: /CSV/ })).toBeNull();
    },
  );
});

it('finds a violation where there is one', async () => {
  const { container } = renderInTestApp(
    <div data-testid="state">
      <input />
      <button type="button" />
    </div>,
  );
  await screen.findByTestId('state');
  expect(await violations(container)).toEqual([
    expect.stringMatching(/^button-name: /),
    expect.stringMatching(/^label: /),
  ]);
});

it.each(TABS)('the tab %s has no violation of WCAG AA', async tab => {
  const container = await open(`${CLUSTER}/${tab}`, 'full');
  await screen.findByRole('tabpanel');
  expect(await violations(container)).toEqual([]);
});
