import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { NotAllowedError } from '@backstage/errors';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import type {
  ListRequestsQuery,
  ReviewRequest,
  WorkerClustersApi,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersApiRef } from '../../api';
import { cluster } from '../__testUtils__/clusters';
import { HistoryTab } from './HistoryTab';

const ago = (minutes: number) =>
  new Date(Date.now() - minutes * 60_000 - 30_000).toISOString();

const request = (number: number): ReviewRequest => ({
  number,
  url: `https://git.example.org/pulls/${number}`,
  title: `Resize payments ${number}`,
  state: 'merged',
  requestedBy: 'user:default/jane',
  createdAt: ago(90),
  finishedAt: ago(60),
  conflicts: [],
  changes: [
    {
      cluster: {
        managementCluster: 'management',
        namespace: 'clusters-dev',
        name: 'payments',
      },
      verb: 'update',
      environment: 'dev',
      path: 'crossplane/claims/dev/payments.yaml',
      allowed: true,
      findings: [],
      changes: [
        { field: 'spec.nodes.max', label: 'Maximum', before: '3', after: '5' },
      ],
      consequences: [],
    },
  ],
});

const show = (listRequests: WorkerClustersApi['listRequests']) =>
  renderInTestApp(
    <HistoryTab
      cluster={cluster({
        transitions: [
          {
            phase: 'provisioning',
            reason: 'NodesCreating',
            message: 'Nodes: 0 of 2 resources are ready.',
            since: ago(30),
            until: ago(10),
          },
          {
            phase: 'ready',
            reason: 'Available',
            message: 'The cluster is ready.',
            since: ago(10),
          },
        ],
      })}
    />,
    {
      apis: [[workerClustersApiRef, { listRequests } as WorkerClustersApi]],
    },
  );

describe('HistoryTab', () => {
  it('lists the phases, the newest first, with how long each lasted', async () => {
    show(async () => ({ items: [], open: 0 }));
    const table = await screen.findByRole('table', { name: 'Phases' });
    expect(screen.getByRole('group', { name: 'Phases' })).toHaveAttribute(
      'tabindex',
      '0',
    );
    const [, newest, oldest] = within(table).getAllByRole('row');
    expect(newest).toHaveTextContent(
      'ReadyThe cluster is ready.10 min agountil now',
    );
    expect(oldest).toHaveTextContent('30 min ago20 min');
    expect(
      await screen.findByText(
        'No pull request of this cluster has been merged yet.',
      ),
    ).toBeInTheDocument();
  });

  it('lists merged pull requests with author, time and fields, page by page', async () => {
    const queries: ListRequestsQuery[] = [];
    show(async (query = {}) => {
      queries.push(query);
      if (query.state !== 'merged') return { items: [], open: 0 };
      return query.cursor
        ? { items: [request(7)], open: 0 }
        : { items: [request(8)], open: 0, nextCursor: 'next' };
    });
    const changes = await screen.findByRole('region', { name: 'Changes' });
    const link = await within(changes).findByRole('link', { name: /^#8/ });
    expect(link).toHaveAttribute('href', 'https://git.example.org/pulls/8');
    expect(within(changes).getByRole('listitem')).toHaveTextContent(
      'Change: #8 Resize payments 8by user:default/jane · 1 h agoMaximum: 3 → 5',
    );
    await userEvent.click(
      within(changes).getByRole('button', { name: 'Show more' }),
    );
    expect(
      await within(changes).findByRole('link', { name: /^#7/ }),
    ).toBeInTheDocument();
    expect(link).toBeInTheDocument();
    expect(
      within(changes).queryByRole('button', { name: 'Show more' }),
    ).not.toBeInTheDocument();
    expect(queries[0].cluster).toEqual(['management/clusters-dev/payments']);
  });

  it('says that somebody may not see pull requests, and offers no second try', async () => {
    show(async () => {
      throw new NotAllowedError('No.');
    });
    const [denied] = await screen.findAllByText(
      'You may not see the pull requests of worker clusters.',
    );
    expect(denied).toBeInTheDocument();
    expect(screen.queryByRole('button')).not.toBeInTheDocument();
  });
});
