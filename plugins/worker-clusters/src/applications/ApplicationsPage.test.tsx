import { setScreenWidth } from './__testUtils__/screenWidth';
import {
  act,
  fireEvent,
  screen,
  waitFor,
  within,
} from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import type {
  ApplicationMatrix,
  ApplicationMatrixColumn,
  ApplicationMatrixQuery,
  WorkerClustersApi,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersApiRef } from '../api';
import { rootRouteRef } from '../routes';
import { ApplicationsPage } from './ApplicationsPage';

const since = new Date(Date.now() - 600_000).toISOString();
const column = (
  environment: string,
  name: string,
  rest: Partial<ApplicationMatrixColumn> = {},
): ApplicationMatrixColumn => ({
  managementCluster: 'm',
  namespace: 'c',
  name,
  environment,
  connection: { status: 'live', since },
  ...rest,
});
const cell = (cluster: number, versions: number[], rest = {}) => ({
  cluster,
  versions,
  health: 'Healthy' as const,
  sync: 'Synced' as const,
  namespace: 'argocd',
  ...rest,
});

const MATRIX: ApplicationMatrix = {
  columns: [
    column('dev', 'dev-a'),
    column('prod', 'prod-a'),
    column('prod', 'prod-b', {
      connection: { status: 'unreachable', since, lastSeen: since },
    }),
    column('prod', 'prod-c'),
  ],
  unreported: 2,
  rows: [
    {
      name: 'api',
      repository: 'git.example.org/shop/api',
      versions: ['7'],
      cells: [cell(0, [0]), cell(1, [0], { count: 2 })],
    },
    {
      name: 'web',
      repository: 'git.example.org/shop/web',
      versions: ['1.4.2', '1.4.1'],
      cells: [
        cell(0, [0]),
        cell(1, [0], { health: 'Degraded', sync: 'OutOfSync' }),
        cell(2, [0]),
        cell(3, [1]),
      ],
    },
  ],
  totalItems: 2,
};

function setUp(
  answer: (query: ApplicationMatrixQuery) => ApplicationMatrix = () => MATRIX,
  path = '/worker-clusters/applications',
) {
  const api = {
    getApplicationMatrix: jest.fn(async (query: ApplicationMatrixQuery = {}) =>
      answer(query),
    ),
    getSummary: jest.fn(async () => ({ byEnvironment: { dev: 1, prod: 3 } })),
  } as unknown as jest.Mocked<WorkerClustersApi>;
  renderInTestApp(<ApplicationsPage />, {
    initialRouteEntries: [path],
    mountedRoutes: { '/worker-clusters': rootRouteRef },
    apis: [[workerClustersApiRef, api]],
  });
  return api;
}

/** A row as text, cell by cell. */
const cellsOf = (name: string) =>
  within(screen.getByRole('row', { name: new RegExp(`^${name}`) }))
    .getAllByRole('gridcell')
    .map(c => c.textContent);

describe('ApplicationsPage', () => {
  afterEach(() => act(() => setScreenWidth(1440)));

  it('shows version and state of each application on each cluster, by environment', async () => {
    setUp();
    const grid = await screen.findByRole('grid', {
      name: 'Applications by cluster',
    });
    expect(document.title).toMatch(/^Applications\b/);
    expect(
      within(grid)
        .getAllByRole('columnheader')
        .map(h => h.textContent),
    ).toEqual([
      'Application',
      'dev1 cluster',
      'dev-adev',
      'prod3 clusters',
      'prod-aprod',
      expect.stringMatching(/^prod-bUnreachable, last seen/),
      'prod-cprod',
    ]);
    expect(cellsOf('web')).toEqual([
      '1.4.2 1/1All healthy',
      '1.4.2Healthy',
      '2 versions1 unhealthy1 last known1 OutOfSync',
      '1.4.2Degraded',
      '1.4.2Healthy',
      '≠ 1.4.1Healthy',
    ]);
    expect(cellsOf('api')).toEqual([
      '7 1/1All healthy',
      '7Healthy',
      '7 1/3All healthy',
      '7Healthy',
      '–',
      '–',
    ]);
    expect(
      screen.getByText('1.4.2 on 3 of 4 clusters; 1.4.1 on 1; 1 last known'),
    ).toBeVisible();
    expect(
      screen.getByText(/2 applications on 4 clusters. 2 more clusters/),
    ).toBeVisible();
  });

  it('marks what is only the last known state, and what differs, not by colour alone', async () => {
    setUp();
    await screen.findByRole('grid');
    const links = screen.getAllByRole('link', { hidden: true });
    const muted = links.find(l => l.title.includes('web · prod-b'))!;
    expect(muted.title).toContain('Last known state');
    expect(muted.querySelector('svg')).toBeInTheDocument();
    expect(screen.getByRole('img', { name: 'another version' })).toBeVisible();
    expect(screen.getByRole('img', { name: 'OutOfSync' })).toBeVisible();
    expect(screen.getAllByRole('img', { name: 'not deployed' })).toHaveLength(
      2,
    );
  });

  it('leads to the application on the page of its cluster', async () => {
    setUp();
    await screen.findByRole('grid');
    const href = (text: string) =>
      screen
        .getAllByRole('link')
        .find(l => l.title.includes(text))!
        .getAttribute('href');
    expect(href('web · prod-a')).toBe(
      '/worker-clusters/clusters/m/c/prod-a/applications?application=argocd%2Fweb',
    );
    // Several: all of them.
    expect(href('api · prod-a')).toBe(
      '/worker-clusters/clusters/m/c/prod-a/applications?search=api',
    );
  });

  it('moves by the arrow keys with one cell in the order of Tab', async () => {
    setUp();
    const grid = await screen.findByRole('grid');
    const inOrder = () => grid.querySelectorAll('[tabindex="0"]');
    expect(inOrder()).toHaveLength(1);
    within(grid).getAllByRole('rowheader')[0].focus();
    const press = (key: string, rest = {}) =>
      fireEvent.keyDown(document.activeElement!, { key, ...rest });
    press('ArrowRight');
    press('ArrowRight');
    press('ArrowDown');
    await waitFor(() =>
      expect(document.activeElement).toHaveTextContent('1.4.2Healthy'),
    );
    expect(document.activeElement).toHaveAttribute('role', 'gridcell');
    expect(inOrder()).toHaveLength(1);
    press('ArrowUp');
    press('ArrowUp');
    await waitFor(() =>
      expect(document.activeElement).toHaveTextContent('dev-a'),
    );
    press('End', { ctrlKey: true });
    await waitFor(() =>
      expect(document.activeElement).toHaveTextContent('1.4.1'),
    );
  });

  it('keeps filters in the address and asks the backend by them', async () => {
    const api = setUp();
    await screen.findByRole('grid');
    await userEvent.type(
      screen.getByRole('searchbox', { name: 'Version' }),
      '1.4.2',
    );
    await userEvent.click(screen.getByRole('button', { name: 'Drift' }));
    await waitFor(() =>
      expect(api.getApplicationMatrix).toHaveBeenLastCalledWith(
        expect.objectContaining({ version: '1.4.2', only: ['drift'] }),
        expect.anything(),
      ),
    );
  });

  it.each([
    ['1.4.2', 'No: this version of web is not on every cluster in prod.'],
    ['7', 'Yes: this version of web is on every cluster in prod.'],
  ])('answers whether %s is everywhere', async (version, answer) => {
    const versions = version === '7' ? ['7', '7'] : ['1.4.2', '1.4.1'];
    setUp(
      () => ({
        columns: [column('prod', 'prod-a'), column('prod', 'prod-b')],
        unreported: 0,
        totalItems: 1,
        rows: [
          {
            name: 'web',
            versions,
            cells: [cell(0, [0]), cell(1, [version === '7' ? 0 : 1])],
          },
        ],
      }),
      `/worker-clusters/applications?version=${version}&search=web&environment=prod`,
    );
    const status = await screen.findByText(answer);
    expect(status).toBeVisible();
  });

  it.each<[string, Partial<ApplicationMatrix>]>([
    [
      'only the last known state of a cluster counts',
      {
        columns: [
          column('prod', 'prod-a'),
          column('prod', 'prod-b', {
            connection: { status: 'unreachable', since, lastSeen: since },
          }),
        ],
      },
    ],
    ['a cluster has not reported applications yet', { unreported: 1 }],
  ])('says yes only as far as is known where %s', async (_, over) => {
    setUp(
      () => ({
        columns: [column('prod', 'prod-a'), column('prod', 'prod-b')],
        unreported: 0,
        totalItems: 1,
        rows: [
          {
            name: 'web',
            versions: ['7'],
            cells: [cell(0, [0]), cell(1, [0])],
          },
        ],
        ...over,
      }),
      '/worker-clusters/applications?version=7&search=web&environment=prod',
    );
    expect(
      await screen.findByText(
        'As far as is known: this version of web is on every cluster in prod.',
      ),
    ).toBeVisible();
    expect(screen.queryByText(/^Yes:/)).not.toBeInTheDocument();
  });

  it('does not say that there is no application before the answer without filters is there', async () => {
    const api = setUp(
      () => ({ columns: [], unreported: 0, rows: [], totalItems: 0 }),
      '/worker-clusters/applications?search=nothing',
    );
    await screen.findByText('No application matches these filters.');
    api.getApplicationMatrix.mockReturnValue(new Promise(() => {}));
    await userEvent.click(
      screen.getByRole('button', { name: 'Clear filters' }),
    );
    await waitFor(() =>
      expect(api.getApplicationMatrix).toHaveBeenCalledTimes(2),
    );
    expect(screen.queryByText(/^No application/)).not.toBeInTheDocument();
  });

  it('reads further pages while there is room, and renders only cells in sight', async () => {
    const columns = Array.from({ length: 300 }, (_, i) =>
      column('prod', `prod-${i}`),
    );
    const page = (from: number, rows: number): ApplicationMatrix => ({
      columns,
      unreported: 0,
      rows: Array.from({ length: rows }, (_, i) => ({
        name: `app-${from + i}`,
        versions: ['1'],
        cells: columns.map((__, c) => cell(c, [0])),
      })),
    });
    const api = setUp(({ cursor }) =>
      cursor
        ? page(50, 50)
        : { ...page(0, 50), totalItems: 100, nextCursor: 'next' },
    );
    const grid = await screen.findByRole('grid');
    await waitFor(() =>
      expect(api.getApplicationMatrix).toHaveBeenCalledWith(
        expect.objectContaining({ cursor: 'next' }),
        expect.anything(),
      ),
    );
    expect(grid).toHaveAttribute('aria-rowcount', '101');
    expect(grid).toHaveAttribute('aria-colcount', '302');
    expect(within(grid).getAllByRole('gridcell').length).toBeLessThan(400);
  });

  it('is a list of applications on a narrow screen, those that stand out first', async () => {
    act(() => setScreenWidth(390));
    setUp();
    const list = await screen.findByRole('list', {
      name: 'Applications by cluster',
    });
    expect(screen.queryByRole('grid')).not.toBeInTheDocument();
    const web = within(list)
      .getByRole('heading', { name: 'web' })
      .closest('li')!;
    expect(web).toHaveTextContent(
      '1.4.2 on 3 of 4 clusters; 1.4.1 on 1; 1 last known',
    );
    await userEvent.click(within(web).getByText('prod'));
    expect(
      within(web)
        .getAllByRole('link')
        .map(l => l.closest('li')!.firstChild!.textContent),
    ).toEqual(expect.arrayContaining(['prod-a', 'prod-b', 'prod-c']));
  });

  it('says what to do where nothing matches', async () => {
    setUp(
      () => ({ columns: [], unreported: 0, rows: [], totalItems: 0 }),
      '/worker-clusters/applications?search=none',
    );
    expect(
      await screen.findByText('No application matches these filters.'),
    ).toBeVisible();
    expect(screen.getByRole('button', { name: 'Clear filters' })).toBeVisible();
  });

  it('says what failed, and tries again', async () => {
    let failed = false;
    setUp(() => {
      if (failed) return MATRIX;
      failed = true;
      throw new Error('boom');
    });
    expect(
      await screen.findByText('The applications cannot be read at the moment.'),
    ).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('grid')).toBeVisible();
  });
});
