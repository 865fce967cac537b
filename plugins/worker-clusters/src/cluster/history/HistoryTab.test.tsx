import { act, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { signalApiRef } from '@backstage/plugin-signals-react';
import type {
  ListRequestsQuery,
  PhaseTransition,
  ReviewRequest,
  WorkerClustersApi,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { deniedError } from '../../__testUtils__/deniedError';
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

const KEPT = { keptSeconds: 90 * 86_400, keptPhases: 500 };

const TRANSITIONS: PhaseTransition[] = [
  {
    phase: 'provisioning',
    reason: 'NodesCreating',
    message: 'In the words of a newer backend.',
    messageCode: {
      code: 'resource-not-ready',
      values: { resource: '<img src=x onerror=alert(1)> $t(common.tryAgain)' },
    },
    since: ago(30),
    until: ago(10),
  },
  {
    phase: 'ready',
    reason: 'Available',
    message: 'The cluster is ready.',
    since: ago(10),
  },
];

const show = (
  listRequests: WorkerClustersApi['listRequests'],
  listTransitions: WorkerClustersApi['listTransitions'] = async () => ({
    items: [...TRANSITIONS].reverse(),
    ...KEPT,
  }),
  more: Array<[any, any]> = [],
) =>
  renderInTestApp(
    <HistoryTab
      cluster={cluster({
        transitions: TRANSITIONS,
      })}
    />,
    {
      apis: [
        [
          workerClustersApiRef,
          { listRequests, listTransitions } as WorkerClustersApi,
        ],
        ...more,
      ],
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
    expect(oldest).toHaveTextContent(
      '<img src=x onerror=alert(1)> $t(common.tryAgain) is not ready.30 min ago20 min',
    );
    expect(oldest.querySelector('img')).toBeNull();
    expect(
      await screen.findByText(
        'No pull request of this cluster has been merged yet.',
      ),
    ).toBeInTheDocument();
  });

  it('shows a pull request that is merged while one looks', async () => {
    const merged: ReviewRequest[] = [];
    const tell = new Set<(message: any) => void>();
    const signals = {
      subscribe: (_: string, listener: (message: any) => void) => {
        tell.add(listener);
        return { unsubscribe: () => tell.delete(listener) };
      },
    };
    show(
      async ({ state } = {}) => ({
        items: state === 'merged' ? [...merged] : [],
        open: 0,
      }),
      undefined,
      [[signalApiRef, signals]],
    );
    const changes = await screen.findByRole('region', { name: 'Changes' });
    expect(
      await within(changes).findByText(/has been merged yet/),
    ).toBeInTheDocument();
    merged.push(request(9));
    act(() => tell.forEach(listener => listener({ revision: 2 })));
    expect(
      await within(changes).findByRole(
        'link',
        { name: /^#9/ },
        { timeout: 5_000 },
      ),
    ).toBeInTheDocument();
  });

  it('shows older phases on demand, and how long they are kept', async () => {
    show(
      async () => ({ items: [], open: 0 }),
      async (_, { cursor } = {}) =>
        cursor
          ? {
              items: [
                {
                  phase: 'merged',
                  reason: 'Merged',
                  message: 'Waits for Argo CD.',
                  since: ago(40),
                  until: ago(30),
                },
              ],
              ...KEPT,
            }
          : {
              items: [...TRANSITIONS].reverse(),
              nextCursor: 'next',
              ...KEPT,
            },
    );
    expect(
      await screen.findByText(
        'Newest first. Kept for 90 d, and at most 500 of them.',
      ),
    ).toBeInTheDocument();
    const table = screen.getByRole('table', { name: 'Phases' });
    expect(within(table).getAllByRole('row')).toHaveLength(3);
    await userEvent.click(
      screen.getByRole('button', { name: 'Show older phases' }),
    );
    expect(
      await within(table).findByText('Waits for Argo CD.'),
    ).toBeInTheDocument();
    expect(
      screen.queryByRole('button', { name: 'Show older phases' }),
    ).not.toBeInTheDocument();
  });

  it('keeps the phases that came with the cluster when older ones cannot be read', async () => {
    show(
      async () => ({ items: [], open: 0 }),
      async () => {
        throw new Error('no');
      },
    );
    expect(
      await screen.findByText('Older phases cannot be read at the moment.'),
    ).toBeInTheDocument();
    expect(screen.getByText('The cluster is ready.')).toBeInTheDocument();
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
      throw deniedError('denied-requests', 'worker-clusters.request.read');
    });
    const [denied] = await screen.findAllByText(
      /^You may not see requests for worker clusters/,
    );
    expect(denied).toBeInTheDocument();
    expect(screen.queryByRole('button')).not.toBeInTheDocument();
  });
});
