import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import {
  type Application,
  countApplications,
  type ListApplicationsQuery,
  type WorkerClusterDetails,
  type WorkerClustersApi,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersApiRef } from '../../api';
import { ApplicationList } from './ApplicationList';
import { ComparedContent } from './cells';

const REF = { managementCluster: 'm', namespace: 'clusters-dev', name: 'a' };
const ago = (minutes: number) =>
  new Date(Date.now() - minutes * 60_000 - 5_000).toISOString();

const application: Application = {
  namespace: 'argocd',
  name: 'web',
  health: 'Healthy',
  sync: 'Synced',
  sources: [],
  resources: 5,
  reconciledAt: ago(2),
};

const cluster = (over: Partial<WorkerClusterDetails> = {}) =>
  ({
    ...REF,
    phase: { phase: 'ready', reason: 'R', message: 'M', since: ago(60) },
    applications: countApplications([application]),
    connection: { status: 'live', since: ago(60), lastSeen: ago(0) },
    revision: 1,
    timeline: [],
    transitions: [],
    blocking: [],
    ...over,
  } as WorkerClusterDetails);

function show(
  items: Application[],
  options: {
    address?: string;
    api?: Partial<WorkerClustersApi>;
    cluster?: Partial<WorkerClusterDetails>;
  } = {},
) {
  const listApplications = jest.fn(
    async (_: unknown, __?: ListApplicationsQuery) => ({
      items,
      totalItems: items.length,
    }),
  );
  renderInTestApp(<ApplicationList cluster={cluster(options.cluster)} />, {
    apis: [
      [
        workerClustersApiRef,
        { listApplications, ...options.api } as unknown as WorkerClustersApi,
      ],
    ],
    initialRouteEntries: [`/?${options.address ?? ''}`],
  });
  return { listApplications };
}

const row = (name: RegExp) =>
  screen.findByRole('row', { name }, { timeout: 15_000 });

jest.setTimeout(60_000);

describe('ApplicationList', () => {
  it('shows an Application that is as it should be', async () => {
    show([application]);
    const web = await row(/web/);
    expect(web).toHaveTextContent(/Healthy.*Synced/);
  });

  it('does not call an Application Healthy whose controller does not run, or that was never compared', async () => {
    show([{ ...application, reconciledAt: undefined }]);
    expect(await row(/web/)).toHaveTextContent(
      /Unknown.*Argo CD reports Healthy/,
    );
  });

  it('shows the reason in its row, and says a status once', async () => {
    show([
      {
        ...application,
        health: 'Degraded',
        healthMessage: 'exceeded its progress deadline',
      },
    ]);
    const text = (await row(/web/)).textContent;
    expect(text).toContain('exceeded its progress deadline');
    expect(text).not.toMatch(/Degraded: exceeded/);
  });

  it('counts the resources that are OutOfSync and Missing', async () => {
    show([
      {
        ...application,
        sync: 'OutOfSync',
        resourcesOutOfSync: 2,
        resourcesMissing: 1,
      },
    ]);
    expect(await row(/web/)).toHaveTextContent(
      'OutOfSync2 of 5 resources, 1 Missing',
    );
  });

  it('asks the backend for what the address says', async () => {
    const { listApplications } = show([application], {
      address: 'search=web&health=Degraded&sync=OutOfSync&sort=name&order=asc',
    });
    expect(listApplications).toHaveBeenCalledWith(
      REF,
      {
        search: 'web',
        health: ['Degraded'],
        sync: ['OutOfSync'],
        project: [],
        sort: 'name',
        order: 'asc',
        limit: 200,
        cursor: undefined,
      },
      expect.anything(),
    );
  });

  it('has the backend search for what is typed', async () => {
    const { listApplications } = show([application]);
    await userEvent.type(screen.getByRole('searchbox'), 'db');
    await waitFor(() =>
      expect(listApplications).toHaveBeenLastCalledWith(
        REF,
        expect.objectContaining({ search: 'db' }),
        expect.anything(),
      ),
    );
  });

  it('nests Applications below what made them', async () => {
    show(
      [
        {
          ...application,
          owner: {
            kind: 'ApplicationSet',
            namespace: 'argocd',
            name: 'per-team',
          },
        },
      ],
      { address: 'nested=true' },
    );
    expect(await row(/ApplicationSet per-team/)).toBeInTheDocument();
    expect(await row(/^web/)).toBeInTheDocument();
  });

  it('says that no Application matches', async () => {
    show([], { address: 'search=x' });
    expect(
      await screen.findByText('No application matches these filters.'),
    ).toBeInTheDocument();
  });

  it('says why the Applications cannot be read', async () => {
    show([], {
      api: {
        listApplications: async () => {
          throw new Error('database gone');
        },
      },
    });
    expect(await screen.findByText('database gone')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Try again' })).toBeVisible();
  });
});

describe('ComparedContent', () => {
  it.each([
    [ago(2), '2 min ago'],
    [undefined, 'never'],
  ])(
    'shows the age of a comparison at %s as %s',
    async (reconciledAt, text) => {
      renderInTestApp(
        <ComparedContent app={{ ...application, reconciledAt }} />,
      );
      expect(await screen.findByText(text)).toBeInTheDocument();
    },
  );
});

describe('ApplicationDrawer', () => {
  const failed: Application = {
    ...application,
    sync: 'OutOfSync',
    operationPhase: 'Failed',
    operationMessage: `Failed to apply: ${'admission webhook '.repeat(40)}`,
    operationTime: ago(4),
    externalUrls: [`${'java'}script:alert(1)`, 'https://a.example.org/x'],
    url: `${'java'}script:alert(1)`,
  };
  const open = 'application=argocd%2Fweb';

  it('opens from its row, and closes with Escape', async () => {
    show([application]);
    await userEvent.click(await row(/web/));
    const drawer = await screen.findByRole('dialog', { name: 'web' });
    expect(drawer).toHaveTextContent('None: Healthy and Synced.');
    await userEvent.keyboard('{Escape}');
    await waitFor(() =>
      expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
    );
  });

  it('does not call an Application healthy of which Argo CD gives no reason', async () => {
    show([{ ...application, health: 'Degraded' }]);
    await userEvent.click(await row(/web/));
    const drawer = await screen.findByRole('dialog', { name: 'web' });
    expect(drawer).toHaveTextContent('Argo CD gives no reason.');
    expect(drawer).not.toHaveTextContent('Healthy and Synced');
  });

  it('opens from the address, and says why and what to do', async () => {
    show([failed], { address: open });
    const drawer = await screen.findByRole('dialog', { name: 'web' });
    expect(await within(drawer).findByText('Sync failed')).toBeVisible();
    expect(drawer).toHaveTextContent(
      'What to do: Correct what the message names, and sync again.',
    );
    const [more] = within(drawer).getAllByRole('button', { name: 'Show more' });
    expect(more).toHaveAttribute('aria-expanded', 'false');
    await userEvent.click(more);
    expect(
      within(drawer).getByRole('button', { name: 'Show less' }),
    ).toHaveAttribute('aria-expanded', 'true');
  });

  it('links http(s) addresses only', async () => {
    show([failed], { address: open });
    const drawer = await screen.findByRole('dialog', { name: 'web' });
    expect(
      (await within(drawer).findAllByRole('link')).map(link =>
        link.getAttribute('href'),
      ),
    ).toEqual(['https://a.example.org/x']);
  });

  it('says that an Application is gone', async () => {
    show([], { address: open });
    expect(
      await screen.findByText(
        'There is no Application argocd/web in this cluster (any more).',
      ),
    ).toBeInTheDocument();
  });

  it('finds an Application that is on a later page of those that match', async () => {
    const listApplications = jest.fn(
      async (_: unknown, { search, cursor }: ListApplicationsQuery = {}) =>
        search && cursor
          ? { items: [application], totalItems: 2 }
          : {
              items: [{ ...application, name: 'web-2' }],
              totalItems: 2,
              nextCursor: 'next',
            },
    );
    show([], { address: open, api: { listApplications } });
    const drawer = await screen.findByRole('dialog', { name: 'web' });
    expect(
      await within(drawer).findByText('None: Healthy and Synced.'),
    ).toBeInTheDocument();
  });

  it('does not call an Application gone that cannot be read', async () => {
    show([], {
      address: open,
      api: {
        listApplications: async () => {
          throw new Error('database gone');
        },
      },
    });
    const drawer = await screen.findByRole('dialog', { name: 'web' });
    expect(
      await within(drawer).findByText('database gone'),
    ).toBeInTheDocument();
    expect(drawer).not.toHaveTextContent('There is no Application');
  });

  it('reads resources, history and sync windows when it is told to, and not before', async () => {
    const readApplication = jest.fn(async () => ({
      readAt: ago(1),
      resources: [
        {
          kind: 'Deployment',
          namespace: 'shop',
          name: 'web',
          health: 'Degraded' as const,
        },
      ],
      totalResources: 900,
      images: ['web:1.2.3'],
      history: [
        {
          id: 3,
          deployedAt: ago(10),
          automated: true as const,
          sources: [
            {
              type: 'git' as const,
              revision: { value: 'a'.repeat(40), kind: 'commit' as const },
            },
          ],
        },
      ],
      syncResults: [{ kind: 'Job', name: 'migrate', status: 'Failed' }],
      syncWindows: [
        { kind: 'deny' as const, schedule: '0 22 * * *', duration: '1h' },
      ],
    }));
    show([application], { address: open, api: { readApplication } });
    const drawer = await screen.findByRole('dialog', { name: 'web' });
    expect(readApplication).not.toHaveBeenCalled();
    await userEvent.click(
      await within(drawer).findByRole('button', {
        name: 'Read from the cluster',
      }),
    );
    expect(
      await within(drawer).findByText('1 of 900 resources, failing first'),
    ).toBeInTheDocument();
    expect(drawer).toHaveTextContent('Deployment (1), 1 not as they should be');
    expect(drawer).toHaveTextContent('Failed Job migrate');
    expect(drawer).toHaveTextContent('10 min ago automated syncaaaaaaaa');
    expect(drawer).toHaveTextContent('web:1.2.3');
    expect(drawer).toHaveTextContent('Syncs denied 0 22 * * * (UTC), for 1h');
  });

  it('leaves out of the drawer what an Application does not have', async () => {
    show([application]);
    await userEvent.click(await row(/web/));
    const drawer = await screen.findByRole('dialog', { name: 'web' });
    expect(await within(drawer).findByText('Compared')).toBeInTheDocument();
    expect(within(drawer).queryByText('Sources')).not.toBeInTheDocument();
  });

  it('reads the message of a commit once the drawer is open, as the text that it is', async () => {
    const repoUrl = 'https://git.example.org/shop/web';
    const revision = { value: 'a'.repeat(40), kind: 'commit' as const };
    const items: Application[] = [
      {
        ...application,
        sources: [
          { type: 'git', repoUrl, revision },
          {
            type: 'git',
            repoUrl: 'https://elsewhere.example.org/a/b',
            revision: { ...revision, value: 'b'.repeat(40) },
          },
        ],
      },
    ];
    const readCommits = jest.fn(async () => ({
      items: [
        {
          repoUrl,
          revision: revision.value,
          status: 'found' as const,
          title: 'Raise <img src=x onerror=alert(1)>',
          body: 'Too low.',
          author: 'Ada',
          authoredAt: ago(10),
        },
        {
          repoUrl: 'https://elsewhere.example.org/a/b',
          revision: 'b'.repeat(40),
          status: 'hostNotConfigured' as const,
        },
      ],
      totalItems: 2,
    }));
    show(items, { api: { readCommits } });
    expect(readCommits).not.toHaveBeenCalled();
    await userEvent.click(await row(/web/));
    const drawer = await screen.findByRole('dialog', { name: 'web' });
    expect(
      await within(drawer).findByText('Raise <img src=x onerror=alert(1)>'),
    ).toBeInTheDocument();
    expect(drawer).toHaveTextContent('Too low.Ada · 10 min ago');
    expect(drawer).toHaveTextContent(
      'the Git host is not among the integrations of the portal',
    );
    expect(drawer.querySelector('img')).toBeNull();
    expect(readCommits).toHaveBeenCalledTimes(1);
    expect(readCommits).toHaveBeenCalledWith(
      REF,
      { application: { namespace: 'argocd', name: 'web' }, of: 'current' },
      expect.anything(),
    );
  });

  it('says why an Application is not read', async () => {
    show([application], {
      address: open,
      api: {
        readApplication: async () => {
          throw new Error('You may not');
        },
      },
    });
    const drawer = await screen.findByRole('dialog', { name: 'web' });
    await userEvent.click(
      await within(drawer).findByRole('button', {
        name: 'Read from the cluster',
      }),
    );
    expect(await within(drawer).findByText('You may not')).toBeInTheDocument();
  });

  it('keeps the order of Applications while one reads', async () => {
    const other = { ...application, name: 'data' };
    const answers = [
      [application, other],
      [{ ...other, health: 'Degraded' }, application],
    ];
    show([], {
      api: {
        listApplications: async () => ({
          items: (answers.length > 1
            ? answers.shift()!
            : answers[0]) as Application[],
          totalItems: 2,
        }),
      },
    });
    document.dispatchEvent(new Event('visibilitychange'));
    await waitFor(() =>
      expect(screen.getByRole('row', { name: /data/ })).toHaveTextContent(
        'Degraded',
      ),
    );
    const names = () =>
      screen.getAllByRole('rowheader').map(cell => cell.textContent);
    expect(names()).toEqual(['web', 'data']);
    await userEvent.click(
      screen.getByRole('button', { name: '1 change, show' }),
    );
    expect(names()).toEqual(['data', 'web']);
  });
});
