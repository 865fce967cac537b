import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { NotFoundError } from '@backstage/errors';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import type {
  ListRequestsQuery,
  ReviewRequest,
  WorkerClustersApi,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { deniedError } from '../__testUtils__/deniedError';
import { workerClustersApiRef } from '../api';
import { rootRouteRef } from '../routes';
import { german } from '../translations/__testUtils__/german';
import { change, details, request } from './__testUtils__/requests';
import { RequestPage } from './RequestPage';
import { RequestQueue } from './RequestQueue';

const show = (
  page: JSX.Element,
  api: Partial<WorkerClustersApi>,
  options: object = {},
) =>
  renderInTestApp(page, {
    apis: [
      [
        workerClustersApiRef,
        {
          getSummary: async () => ({
            byEnvironment: { dev: 1, prod: 2 },
            byOwner: { 'group:default/payments': 3 },
          }),
          ...api,
        } as any,
      ],
    ],
    mountedRoutes: { '/worker-clusters': rootRouteRef },
    ...options,
  });

const list =
  (...items: ReviewRequest[]) =>
  async () => ({
    items,
    open: items.length,
  });

afterEach(() => localStorage.clear());

describe('RequestQueue', () => {
  it('says a finding in German, and one of a newer backend in English', async () => {
    const finding = (message: string, code: string) => ({
      severity: 'error' as const,
      rule: 'owner',
      message,
      messageCode: { code, values: { owner: '<b>{{owner}}</b>' } },
    });
    show(
      <RequestQueue />,
      {
        listRequests: list(
          request({
            changes: [
              change({ findings: [finding('In English.', 'owner-unknown')] }),
            ],
          }),
          request({
            number: 9,
            changes: [change({ findings: [finding('Newer.', 'brand-new')] })],
          }),
        ),
      },
      { config: german },
    );
    const [known, newer] = await screen.findAllByRole('article');
    expect(known).toHaveTextContent(
      'Der Eigentümer „<b>{{owner}}</b>“ ist nicht im Katalog',
    );
    expect(known).not.toHaveTextContent('In English.');
    expect(newer).toHaveTextContent('Newer.');
  });

  it('shows of each request what it does, how it stands and what is in its way', async () => {
    show(<RequestQueue />, {
      listRequests: list(
        request({
          changes: [
            change({
              allowed: false,
              cost: { currency: 'USD', monthly: { min: 200, max: 800 } },
              findings: [
                { severity: 'warning', rule: 'approval', message: 'Second.' },
                { severity: 'error', rule: 'cidr', message: 'It overlaps.' },
              ],
            }),
          ],
          conflicts: [
            { kind: 'range', number: 9, url: 'https://git/9' },
            { kind: 'cluster' },
          ],
        }),
      ),
    });
    const item = await screen.findByRole('article', {
      name: '#8 Resize payments',
    });
    expect(
      within(item).getByRole('link', { name: '#8 Resize payments' }),
    ).toHaveAttribute('href', '/worker-clusters/requests/8');
    expect(item).toHaveTextContent(
      'Change payments · dev · payments · 200 to 800 USD a month',
    );
    expect(item).toHaveTextContent('by user:default/jane · opened 1 h ago');
    expect(item).toHaveTextContent(/1 error\s*It overlaps\./);
    expect(item).not.toHaveTextContent('Second.');
    expect(item).toHaveTextContent('overlaps that of another request: #9');
    expect(within(item).getByRole('link', { name: '#9' })).toHaveAttribute(
      'href',
      '/worker-clusters/requests/9',
    );
    expect(item).toHaveTextContent('same cluster: one that you may not see');
    expect(item).toHaveTextContent('Checks passed');
    expect(item).toHaveTextContent('Approved by ada');
    expect(item).toHaveTextContent('Waits for bob');
  });

  it('says what it hides, and does not call the rest allowed', async () => {
    show(<RequestQueue />, {
      listRequests: list(request({ title: undefined, hiddenChanges: 2 })),
    });
    const item = await screen.findByRole('article', {
      name: '#8 Pull request',
    });
    expect(item).toHaveTextContent(
      '2 changes of clusters that you may not see',
    );
    expect(item).toHaveTextContent('No error in what you may see');
  });

  it('says why a request cannot be evaluated, and that an old evaluation is old', async () => {
    show(<RequestQueue />, {
      listRequests: list(
        request({
          problem: 'It is a fork.',
          problemMessages: [
            { message: 'In the words of a parser.' },
            {
              message: 'Of another release.',
              messageCode: {
                code: 'request-file-too-large',
                values: { path: '<img src=x onerror=alert(1)>.yaml' },
              },
            },
          ],
          changes: [],
        }),
        request({ number: 9, evaluatedAt: '2026-01-01T00:00:00Z' }),
      ),
    });
    const [broken, old] = await screen.findAllByRole('article');
    expect(broken).toHaveTextContent(
      /Cannot be evaluated\s*In the words of a parser\. <img src=x onerror=alert\(1\)>\.yaml is larger than any claim\./,
    );
    expect(broken.querySelector('img')).toBeNull();
    expect(old).toHaveTextContent('Passes the checks (as last evaluated)');
    expect(old.querySelector('.good')).toBeNull();
  });

  it('does not say that a view is empty before its answer is there', async () => {
    show(<RequestQueue />, {
      listRequests: async ({ state } = {}) =>
        state === 'merged' ? new Promise(() => {}) : { items: [], open: 0 },
      getRequestRights: async () => ({ create: true }),
    });
    await screen.findByText(
      'No pull request for a worker cluster waits for a review.',
    );
    await userEvent.click(screen.getByRole('radio', { name: 'Merged' }));
    expect(await screen.findByText('Loading requests…')).toBeInTheDocument();
    expect(screen.queryByText(/^No (pull )?request/)).not.toBeInTheDocument();
  });

  it('keeps view, filters and order in the address, and asks for them', async () => {
    const queries: ListRequestsQuery[] = [];
    show(
      <RequestQueue />,
      {
        listRequests: async (query = {}) => {
          queries.push(query);
          return { items: [], open: 3 };
        },
      },
      {
        initialRouteEntries: ['/?environment=dev&owner=group:default/payments'],
      },
    );
    await screen.findByText('No request matches these filters.');
    expect(queries[0]).toEqual({
      state: 'open',
      environment: ['dev'],
      owner: ['group:default/payments'],
      verb: [],
      order: 'asc',
      limit: 50,
    });
    await userEvent.click(
      screen.getByRole('radio', { name: 'Merged, not applied' }),
    );
    await waitFor(() =>
      expect(queries.at(-1)).toMatchObject({
        state: 'merged',
        applied: false,
        order: 'desc',
        environment: ['dev'],
      }),
    );
    const [clear] = screen.getAllByRole('button', { name: 'Clear filters' });
    await userEvent.click(clear);
    expect(
      await screen.findByText(
        'No merged request is known to wait for its change to be applied.',
      ),
    ).toBeInTheDocument();
  });

  it('counts open requests in its switch and in the title of the tab', async () => {
    const { title } = document;
    const { unmount } = show(<RequestQueue />, {
      listRequests: list(request(), request({ number: 9 })),
    });
    expect(
      await screen.findByRole('radio', { name: 'Open (2)' }),
    ).toBeInTheDocument();
    expect(document.title).toMatch(/^\(2\) Requests/);
    unmount();
    expect(document.title).toBe(title);
  });

  it('shows more with each press', async () => {
    const limits: unknown[] = [];
    show(<RequestQueue />, {
      listRequests: async (query = {}) => {
        limits.push(query.limit);
        return { items: [request()], open: 60, nextCursor: 'next' };
      },
    });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Show more' }),
    );
    await waitFor(() => expect(limits).toContain(100));
  });

  it('tells denied from broken', async () => {
    show(<RequestQueue />, {
      listRequests: async () => {
        throw deniedError('denied-requests', 'worker-clusters.request.read');
      },
    });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      /^You may not see requests for worker clusters\. Ask the platform team for the permission 'worker-clusters\.request\.read'\.$/,
    );
    expect(
      screen.queryByRole('button', { name: 'Try again' }),
    ).not.toBeInTheDocument();
  });
});

describe('RequestPage', () => {
  it('shows what a reviewer decides by', async () => {
    show(<RequestPage number={8} />, {
      getRequest: async () =>
        details({
          changes: [
            change({
              allowed: false,
              consequences: ['Two nodes more.', 'Nodes are released.'],
              consequenceCodes: [
                { code: 'of-a-newer-backend' },
                {
                  code: 'removal-nodes',
                  values: { nodes: '3', size: '<img src=x onerror=alert(1)>' },
                },
              ],
              cost: {
                currency: 'USD',
                monthly: { min: 200, max: 1400 },
                before: { min: 200, max: 800 },
              },
              findings: [
                { severity: 'info', rule: 'approval', message: 'A note.' },
                {
                  severity: 'error',
                  rule: 'quota',
                  field: 'spec.owner',
                  message: 'Too many clusters: decommission one.',
                },
              ],
            }),
          ],
          conflicts: [{ kind: 'cluster', number: 9, url: 'https://git/9' }],
        }),
    });
    expect(
      await screen.findByRole('heading', {
        level: 1,
        name: '#8 Resize payments',
      }),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('link', { name: /Pull request on the Git host/ }),
    ).toHaveAttribute('href', 'https://git.example.org/pulls/8');
    const section = screen.getByRole('region', { name: 'Change: payments' });
    expect(
      within(section).getByRole('link', { name: 'payments' }),
    ).toHaveAttribute(
      'href',
      '/worker-clusters/clusters/management/clusters-dev/payments',
    );
    expect(
      within(section).getByRole('row', { name: 'Maximum 3 5' }),
    ).toBeInTheDocument();
    expect(section).toHaveTextContent(
      'Two nodes more.3 nodes (<img src=x onerror=alert(1)>) are released.',
    );
    expect(section).toHaveTextContent(
      '200 to 1,400 USD a month (now 200 to 800 USD)',
    );
    const [worst] = within(section).getAllByRole('img');
    expect(worst).toHaveAccessibleName('Error');
    expect(section).toHaveTextContent(
      /Too many clusters: decommission one\.\s*spec\.owner/,
    );
    const review = screen.getByRole('region', { name: 'Review' });
    expect(review).toHaveTextContent('1 error');
    expect(review).toHaveTextContent('Correct the branch of the pull request.');
    expect(within(review).getByRole('link', { name: '#9' })).toHaveAttribute(
      'href',
      '/worker-clusters/requests/9',
    );
    const diff = screen.getByRole('group', {
      name: 'Changes of the file crossplane/claims/dev/payments.yaml',
    });
    expect(diff).toHaveAttribute('tabindex', '0');
    expect(diff).toHaveTextContent('Removed: - max: 3 Added: + max: 5');
  });

  it('shows after the merge whether it is applied', async () => {
    show(<RequestPage number={8} />, {
      getRequest: async () =>
        details({
          state: 'merged',
          applied: false,
          finishedAt: new Date().toISOString(),
        }),
    });
    const review = await screen.findByRole('region', { name: 'Review' });
    expect(review).toHaveTextContent('Merged, not applied yet');
    expect(review).not.toHaveTextContent('Conflicts');
    expect(screen.getByRole('region', { name: 'Files' })).toHaveTextContent(
      'As evaluated last while the pull request was open.',
    );
  });

  it('says what is withheld and hidden', async () => {
    show(<RequestPage number={8} />, {
      getRequest: async () =>
        details({
          title: undefined,
          hiddenChanges: 1,
          hiddenFiles: 2,
          files: [
            { path: 'a.yaml', withheld: 'secret' },
            { path: 'b.yaml', withheld: 'too-large' },
          ],
        }),
    });
    const files = await screen.findByRole('region', { name: 'Files' });
    expect(files).toHaveTextContent('the file has a Secret');
    expect(files).toHaveTextContent('it is too large');
    expect(files).toHaveTextContent('2 more files, which you may not see');
    expect(
      screen.getByText('1 change of a cluster that you may not see'),
    ).toBeInTheDocument();
  });

  it('says that there is no such request', async () => {
    show(<RequestPage number={99} />, {
      getRequest: async () => {
        throw new NotFoundError('None.');
      },
    });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'There is no request #99, or you may not see it.',
    );
  });
});
