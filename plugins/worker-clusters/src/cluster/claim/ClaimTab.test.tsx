import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { NotFoundError } from '@backstage/errors';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import type { WorkerClustersApi } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersApiRef } from '../../api';
import { cluster } from '../__testUtils__/clusters';
import { ClaimTab } from './ClaimTab';

const ref = {
  managementCluster: 'management',
  namespace: 'clusters-dev',
  name: 'payments',
};
const range = (min: number, max: number) => ({ min, max });

const show = (api: Partial<WorkerClustersApi>, over = {}) =>
  renderInTestApp(<ClaimTab cluster={cluster(over)} />, {
    apis: [
      [
        workerClustersApiRef,
        {
          listRequests: async () => ({ items: [], open: 0 }),
          getClaim: async () => ({
            path: 'crossplane/claims/dev/payments.yaml',
            text: 'kind: WorkerCluster\n',
            spec: {},
            openRequests: [],
          }),
          ...api,
        } as WorkerClustersApi,
      ],
    ],
  });

describe('ClaimTab', () => {
  it('shows the file in Git, and who applies it', async () => {
    show({});
    expect(
      await screen.findByRole('group', {
        name: 'The file crossplane/claims/dev/payments.yaml',
      }),
    ).toHaveTextContent('kind: WorkerCluster');
    expect(
      screen.getByRole('region', { name: 'Claim in the management cluster' }),
    ).toHaveTextContent(/Synced by\s*clusters\s*Synced\s*Healthy/);
    expect(
      await screen.findByText('No pull request of this cluster is open.'),
    ).toBeInTheDocument();
  });

  it('shows what the cluster costs, and nothing where that is not known', async () => {
    const { unmount } = show(
      {},
      { cost: { currency: 'USD', monthly: range(190, 350) } },
    );
    expect(
      screen.getByRole('region', { name: 'Claim in the management cluster' }),
    ).toHaveTextContent('Cost, estimated190 to 350 USD a month');
    unmount();
    show({});
    expect(
      screen.getByRole('region', { name: 'Claim in the management cluster' }),
    ).not.toHaveTextContent('Cost');
  });

  it('looks for no claim while there is only a pull request', async () => {
    const getClaim = jest.fn();
    show(
      { getClaim },
      {
        phase: {
          phase: 'requested',
          reason: 'PullRequestOpen',
          message: 'Waits for review.',
          since: '2026-11-01T00:00:00Z',
        },
      },
    );
    expect(
      await screen.findByText('No pull request of this cluster is open.'),
    ).toBeInTheDocument();
    expect(getClaim).not.toHaveBeenCalled();
  });

  it('says that the claim is not in Git', async () => {
    show(
      {
        getClaim: async () => {
          throw new NotFoundError('There is no claim.');
        },
      },
      { claimTracking: 'none', syncedBy: undefined },
    );
    expect(
      await screen.findByText('The claim is not in Git'),
    ).toBeInTheDocument();
    expect(
      screen.queryByRole('button', { name: 'Compare' }),
    ).not.toBeInTheDocument();
    expect(
      screen.getByText('Nothing: the claim was applied by hand'),
    ).toBeInTheDocument();
  });

  it('shows what an open pull request changes, what it costs, and what is wrong with it', async () => {
    show({
      listRequests: async () => ({
        open: 1,
        items: [
          {
            number: 8,
            url: 'https://git.example.org/pulls/8',
            title: 'Resize payments',
            state: 'open',
            createdAt: new Date().toISOString(),
            conflicts: [],
            changes: [
              {
                cluster: ref,
                verb: 'update',
                environment: 'dev',
                path: 'crossplane/claims/dev/payments.yaml',
                allowed: false,
                findings: [
                  {
                    severity: 'error',
                    rule: 'quota',
                    message: 'Too many nodes.',
                  },
                ],
                changes: [
                  {
                    field: 'spec.nodes.max',
                    label: 'Maximum',
                    before: '3',
                    after: '5',
                  },
                ],
                consequences: ['Two nodes more.'],
                cost: {
                  currency: 'USD',
                  monthly: range(200, 1400),
                  before: range(200, 800),
                },
              },
            ],
          },
        ],
      }),
    });
    const open = await screen.findByRole('region', { name: 'Open changes' });
    expect(
      await within(open).findByRole('row', { name: 'Maximum 3 5' }),
    ).toBeInTheDocument();
    expect(open).toHaveTextContent('Two nodes more.');
    expect(open).toHaveTextContent('Error: Too many nodes.');
    expect(open).toHaveTextContent(
      'Estimated cost: 200 to 1,400 USD a month (now 200 to 800 USD)',
    );
  });

  describe('comparison with the management cluster', () => {
    const compared = (over: object = {}) => ({
      readAt: new Date(Date.now() - 20_000).toISOString(),
      differences: [],
      defaults: [],
      diff: '',
      ...over,
    });

    it('reads nothing before somebody wants it, then says that nothing differs', async () => {
      const compareClaim = jest.fn(async () =>
        compared({
          defaults: [
            { field: 'spec.nodes.size', label: 'Node size', value: 'medium' },
          ],
        }),
      );
      show({ compareClaim });
      const button = await screen.findByRole('button', { name: 'Compare' });
      expect(compareClaim).not.toHaveBeenCalled();
      await userEvent.click(button);
      expect(
        await screen.findByText(/^No difference, checked/),
      ).toHaveTextContent(/^No difference, checked \d+ s ago\.$/);
      expect(compareClaim).toHaveBeenCalledWith(ref);
      expect(
        screen.getByText(/1 field is not in Git and has the default/),
      ).toBeInTheDocument();
      expect(
        screen.getByRole('button', { name: 'Compare again' }),
      ).toBeInTheDocument();
    });

    it('shows both sides of each field that differs, and the text', async () => {
      show({
        compareClaim: async () =>
          compared({
            differences: [
              {
                field: 'spec.nodes.max',
                label: 'Maximum',
                before: '3',
                after: '9',
              },
              {
                field: 'spec.nodes.size',
                label: 'Node size',
                before: 'medium',
                isDefault: true as const,
              },
              {
                field: 'spec.token',
                label: 'token',
                before: '(hidden)',
                after: '(hidden)',
              },
            ],
            diff: ' nodes:\n-  max: 3\n+  max: 9\n',
          }),
      });
      await userEvent.click(
        await screen.findByRole('button', { name: 'Compare' }),
      );
      expect(await screen.findByText(/^3 fields differ/)).toBeInTheDocument();
      const rows = screen
        .getAllByRole('row')
        .map(row => row.textContent?.replace(/\s+/g, ' '));
      expect(rows).toEqual([
        'FieldIn GitOn the management cluster',
        'Maximum39',
        'Node sizemedium (default of the XRD)not set',
        'token(hidden)(hidden) (differs in a part that is not shown)',
      ]);
      expect(
        screen.getByRole('group', { name: /^From the claim in Git/ }),
      ).toHaveTextContent('Removed: - max: 3 Added: + max: 9');
    });

    it('keeps the result when another try fails, and says why', async () => {
      const compareClaim = jest
        .fn()
        .mockResolvedValueOnce(compared())
        .mockRejectedValueOnce(new Error('Too many resources were read'));
      show({ compareClaim });
      await userEvent.click(
        await screen.findByRole('button', { name: 'Compare' }),
      );
      await userEvent.click(
        await screen.findByRole('button', { name: 'Compare again' }),
      );
      expect(await screen.findByRole('alert')).toHaveTextContent(
        'Too many resources were read',
      );
      expect(screen.getByText(/^No difference/)).toBeInTheDocument();
    });
  });

  it('loads the text that a pull request changes when somebody opens it', async () => {
    const path = 'crossplane/claims/dev/payments.yaml';
    const request = {
      number: 8,
      url: 'https://git.example.org/pulls/8',
      title: 'Resize payments',
      state: 'open' as const,
      createdAt: new Date().toISOString(),
      conflicts: [],
      changes: [
        {
          cluster: ref,
          verb: 'update' as const,
          environment: 'dev',
          path,
          allowed: true,
          findings: [],
          changes: [],
          consequences: [],
        },
      ],
    };
    const getRequest = jest.fn(async () => ({
      ...request,
      files: [
        { path, diff: '-  max: 3\n+  max: 5\n' },
        { path: 'crossplane/claims/dev/other.yaml', diff: '+other\n' },
      ],
    }));
    show({
      getRequest,
      listRequests: async () => ({ open: 1, items: [request] }),
    });
    const summary = await screen.findByText('Changes of the text');
    expect(getRequest).not.toHaveBeenCalled();
    await userEvent.click(summary);
    expect(
      await screen.findByRole('group', {
        name: `Changes of the file ${path}`,
      }),
    ).toHaveTextContent('Removed: - max: 3 Added: + max: 5');
    expect(screen.queryByText(/other/)).not.toBeInTheDocument();
  });

  it('shows more open pull requests than one page has', async () => {
    const request = (number: number) => ({
      number,
      url: `https://git.example.org/pulls/${number}`,
      title: `Resize ${number}`,
      state: 'open' as const,
      createdAt: new Date().toISOString(),
      conflicts: [],
      changes: [],
    });
    show({
      listRequests: async ({ cursor } = {}) =>
        cursor
          ? { open: 2, items: [request(7)] }
          : { open: 2, items: [request(8)], nextCursor: 'next' },
    });
    const open = await screen.findByRole('region', { name: 'Open changes' });
    await userEvent.click(
      await within(open).findByRole('button', { name: 'Show more' }),
    );
    expect(
      await within(open).findByRole('link', { name: /^#7/ }),
    ).toBeInTheDocument();
    expect(within(open).getAllByRole('listitem')).toHaveLength(2);
  });
});
