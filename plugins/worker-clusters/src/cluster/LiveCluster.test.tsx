import { useState } from 'react';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { NotFoundError } from '@backstage/errors';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import {
  Application,
  countApplications,
  WorkerClusterDetails,
  WorkerClustersApi,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersApiRef } from '../api';
import { rootRouteRef } from '../routes';
import { LiveCluster } from './LiveCluster';

const REF = { managementCluster: 'm', namespace: 'clusters-dev', name: 'a' };
const since = new Date(Date.now() - 65_000).toISOString();

const application: Application = {
  namespace: 'argocd',
  name: 'checkout',
  health: 'Degraded',
  healthMessage: 'Deployment exceeded its progress deadline',
  sync: 'Synced',
  sources: [
    {
      type: 'git',
      repoUrl: 'https://git.example.org/platform/gitops.git',
      path: 'applications/checkout',
      targetRevision: 'main',
      revision: {
        value: '0123456789abcdef0123456789abcdef01234567',
        kind: 'commit',
      },
    },
  ],
  resources: 3,
  reconciledAt: since,
  // A hostile cluster's link: it must not become one here.
  url: `${'java'}script:alert(1)`,
};

const details = (
  over: Partial<WorkerClusterDetails> = {},
): WorkerClusterDetails => ({
  ...REF,
  phase: {
    phase: 'degraded',
    reason: 'ResourcesNotReady',
    message: 'NodeGroup a is not ready.',
    since,
  },
  applications: countApplications([application]),
  connection: {
    status: 'unreachable',
    since,
    lastSeen: since,
    message: 'No answer.',
  },
  revision: 1,
  timeline: [
    {
      id: 'nodes',
      state: 'failed',
      ready: 6,
      expected: 7,
      begin: since,
      message: 'Not enough capacity',
    },
  ],
  transitions: [],
  blocking: [
    {
      apiVersion: 'v1',
      kind: 'NodeGroup',
      name: 'a-x',
      compositionResourceName: 'nodegroup',
      message: 'Not enough capacity',
    },
  ],
  ...over,
});

const hrefOf = (tab: string) =>
  `/worker-clusters/clusters/m/clusters-dev/a/${tab}`;

const show = (
  api: Partial<WorkerClustersApi>,
  tab?: string,
  page = (
    <LiveCluster
      clusterRef={REF}
      heading={<h1>a</h1>}
      tab={tab}
      hrefOf={hrefOf}
    />
  ),
) =>
  renderInTestApp(page, {
    apis: [
      [
        workerClustersApiRef,
        {
          listApplications: async () => ({
            items: [application],
            totalItems: 1,
          }),
          getInfrastructure: async () => ({
            resources: [
              {
                apiVersion: 'v1',
                kind: 'NodeGroup',
                name: 'a-x',
                compositionResourceName: 'nodegroup',
                stage: 'nodes',
                state: 'failed',
                message: 'Not enough capacity',
                conditions: [{ type: 'Ready', status: 'False' }],
                externalName: 'ng-1',
                consoleUrl: `${'java'}script:alert(1)`,
              },
            ],
          }),
          listRequests: async () => ({ items: [], open: 0 }),
          getIsolation: async () => ({
            rules: [],
            findings: [],
            resolved: [],
            trend: [],
          }),
          ...api,
        } as WorkerClustersApi,
      ],
    ],
    mountedRoutes: { '/worker-clusters': rootRouteRef },
  });

function TwoClusters() {
  const [name, setName] = useState('a');
  return (
    <>
      <button onClick={() => setName('b')}>To b</button>
      <LiveCluster
        clusterRef={{ ...REF, name }}
        tab="infrastructure"
        hrefOf={hrefOf}
      />
    </>
  );
}

describe('LiveCluster', () => {
  it('shows nothing of the cluster before while the next one loads', async () => {
    show(
      {
        getCluster: ({ name }) =>
          name === 'a' ? Promise.resolve(details()) : new Promise(() => {}),
      },
      undefined,
      <TwoClusters />,
    );
    await screen.findByRole('region', { name: 'Infrastructure' });
    await userEvent.click(screen.getByRole('button', { name: 'To b' }));
    expect(screen.getByLabelText('Loading')).toBeInTheDocument();
    expect(
      screen.queryByRole('region', { name: 'Infrastructure' }),
    ).not.toBeInTheDocument();
  });

  it('shows the tab of the address, and the first one for an address without', async () => {
    const getCluster = async () => details();
    const { unmount } = show({ getCluster });
    expect(
      await screen.findByRole('tab', { name: 'Overview', selected: true }),
    ).toBeInTheDocument();
    const timeline = screen.getByRole('region', {
      name: 'From request to applications',
    });
    expect(timeline).toHaveTextContent('6 of 7 ready');
    expect(timeline).toHaveTextContent('Failed');
    expect(screen.getByRole('tab', { name: 'Argo CD' })).toHaveAttribute(
      'href',
      hrefOf('argocd'),
    );
    unmount();
    show({ getCluster }, 'history');
    expect(
      await screen.findByRole('tab', { name: 'History', selected: true }),
    ).toBeInTheDocument();
    expect(await screen.findByRole('region', { name: 'Phases' })).toBeVisible();
    expect(
      screen.queryByRole('region', { name: 'From request to applications' }),
    ).not.toBeInTheDocument();
  });

  it('says what is wrong with the infrastructure', async () => {
    show({ getCluster: async () => details() }, 'infrastructure');
    const infrastructure = await screen.findByRole('region', {
      name: 'Infrastructure',
    });
    expect(
      await within(infrastructure).findByText(/0 of 1 ready/),
    ).toBeVisible();
    expect(infrastructure).toHaveTextContent(
      'Failed NodeGroup nodegroupNot enough capacity',
    );
    expect(infrastructure).toHaveTextContent('Ready False');
    expect(within(infrastructure).queryByRole('link')).not.toBeInTheDocument();
  });

  it('says what is wrong with the applications, and how old that is', async () => {
    show({ getCluster: async () => details() }, 'applications');
    const [applications] = await screen.findAllByRole('region', {
      name: 'Applications',
    });
    expect(applications).toHaveTextContent(
      'Unreachable, last seen 1 min ago. What you see is the last known state.',
    );
    const row = await within(applications).findByRole('row', {
      name: /^checkout/,
    });
    expect(row).toHaveTextContent('Degraded');
    expect(row).toHaveTextContent('Deployment exceeded its progress deadline');
    // Not the address of its Argo CD, which is hostile: the name leads to the drawer.
    const links = within(row).getAllByRole('link');
    expect(links.map(link => link.getAttribute('href'))).toEqual([
      '/?application=argocd%2Fcheckout',
    ]);
  });

  it('says which resources are not read, and why', async () => {
    const message = 'Not allowed to read VPC. Add get, list and watch on vpcs.';
    const unread = [{ apiVersion: 'ec2.aws/v1', kind: 'VPC', message }];
    show({ getCluster: async () => details({ unread }) }, 'infrastructure');
    const infrastructure = await screen.findByRole('region', {
      name: 'Infrastructure',
    });
    expect(infrastructure).toHaveTextContent('Not read: VPC');
    expect(infrastructure).toHaveTextContent(message);
  });

  it('says that the claim is not in Git, and what Crossplane reports', async () => {
    show(
      {
        getCluster: async () =>
          details({
            claimTracking: 'none',
            notices: [{ reason: 'WatchCircuitOpen', message: 'With a delay.' }],
          }),
      },
      'infrastructure',
    );
    const infrastructure = await screen.findByRole('region', {
      name: 'Infrastructure',
    });
    expect(infrastructure).toHaveTextContent('Not managed from Git');
    expect(infrastructure).toHaveTextContent(
      /Synced by\s*Nothing: the claim was applied by hand/,
    );
    expect(infrastructure).toHaveTextContent('Crossplane: WatchCircuitOpen');
    expect(infrastructure).toHaveTextContent('With a delay.');
  });

  it('shows the open pull requests that change or remove the cluster', async () => {
    const pullRequest = (number: number, title: string) => ({
      number,
      url: `https://git.example.org/pulls/${number}`,
      title,
      state: 'open' as const,
      createdAt: since,
    });
    show({
      getCluster: async () =>
        details({
          openChanges: [
            { verb: 'update', pullRequest: pullRequest(8, 'Resize a') },
            { verb: 'decommission', pullRequest: pullRequest(9, 'Remove a') },
          ],
          pending: {
            verb: 'update',
            number: 8,
            url: 'https://git.example.org/pulls/8',
            allowed: true,
            changes: [
              {
                field: 'spec.nodes.max',
                label: 'Maximum number of nodes',
                before: '4',
                after: '7',
              },
              { field: 'spec.x', label: 'X', after: '1' },
            ],
          },
        }),
    });
    const link = await screen.findByRole('link', { name: 'Pull request #8' });
    expect(link).toHaveAttribute('href', '/worker-clusters/requests/8');
    expect(
      screen.getByText(/to change this cluster waits for review/),
    ).toBeInTheDocument();
    expect(
      screen.getByText(/to remove this cluster waits for review/),
    ).toBeInTheDocument();
    expect(
      screen.getByText('Maximum number of nodes: 4 → 7, X: not set → 1'),
    ).toBeInTheDocument();
    expect(screen.getByText('Remove a')).toBeInTheDocument();
  });

  it('shows when the lifetime ends', async () => {
    const expiresAt = new Date(Date.now() + 29.5 * 86_400_000).toISOString();
    show({ getCluster: async () => details({ expiresAt }) });
    const about = await screen.findByRole('region', { name: 'About' });
    expect(about).toHaveTextContent(/Lifetime ends.* \(in 29 d\)/);
    expect(within(about).getByText('in 29 d')).toHaveAttribute(
      'datetime',
      expiresAt,
    );
  });

  it('shows why the claim is not synced', async () => {
    show(
      {
        getCluster: async () =>
          details({
            syncedBy: {
              name: 'worker-cluster-dev',
              sync: 'Unknown',
              health: 'Unknown',
              message: 'Failed to load target state',
            },
          }),
      },
      'infrastructure',
    );
    expect(
      await screen.findByRole('region', { name: 'Infrastructure' }),
    ).toHaveTextContent(
      'worker-cluster-dev Unknown UnknownFailed to load target state',
    );
  });

  it('shows the applications as the management cluster saw them, where the portal hears nothing of them', async () => {
    show({
      getCluster: async () =>
        details({
          applications: countApplications([]),
          managementView: {
            health: 'Healthy',
            sync: 'OutOfSync',
            observedAt: since,
          },
        }),
    });
    const term = await screen.findByText('Applications', { selector: 'dt' });
    expect(term.nextElementSibling).toHaveTextContent(
      'Healthy OutOfSync seen by the management cluster 1 min ago',
    );
  });

  it('shows the pull request of a cluster that is only requested', async () => {
    show({
      getCluster: async () =>
        details({
          phase: {
            phase: 'requested',
            reason: 'PullRequestOpen',
            message: 'Waits for review.',
            since,
          },
          pullRequest: {
            number: 7,
            url: 'https://git.example.org/pulls/7',
            title: 'worker-cluster: create a (eu-west-1)',
            state: 'open',
            createdAt: since,
          },
        }),
    });
    const links = await screen.findAllByRole('link', {
      name: /Pull request #7/,
    });
    expect(links[0]).toHaveAttribute('href', '/worker-clusters/requests/7');
    expect(screen.getAllByRole('tab').map(tab => tab.textContent)).toEqual([
      'Overview',
      'Claim',
      'History',
    ]);
  });

  it.each([
    ['of the client', new NotFoundError('nothing there')],
    [
      'as the backend sends it',
      Object.assign(new Error('Request failed with 404 Not Found'), {
        name: 'ResponseError',
        statusCode: 404,
        cause: { name: 'NotFoundError', message: 'nothing there' },
      }),
    ],
  ])('says that there is no such cluster: %s', async (_, error) => {
    show({ getCluster: async () => Promise.reject(error) });
    expect(
      await screen.findByText(/There is no worker cluster a in clusters-dev/),
    ).toBeInTheDocument();
  });
});
