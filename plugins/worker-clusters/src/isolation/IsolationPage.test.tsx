import { renderInTestApp } from '@backstage/frontend-test-utils';
import {
  type FleetFinding,
  type FleetIsolationReport,
  type FleetRuleState,
  ISOLATION_RULES,
  type IsolationRuleId,
  type WorkerClustersApi,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { workerClustersApiRef } from '../api';
import { rootRouteRef } from '../routes';
import { changeBars } from './changeBars';
import { IsolationPage } from './IsolationPage';
import { findingRows, promiseRows } from './reportCsv';
import { readReportFilter } from './useReportFilter';

const FIRST_SEEN = new Date(Date.now() - 2.5 * 3_600_000).toISOString();

const rule = (
  id: IsolationRuleId,
  rest: Partial<FleetRuleState> = {},
): FleetRuleState => ({
  rule: id,
  title: ISOLATION_RULES[id].title,
  severity: ISOLATION_RULES[id].severity,
  held: 0,
  lastKnown: 0,
  broken: 0,
  notChecked: 0,
  findings: 0,
  reasons: [],
  ...rest,
});

const day = (date: string, high: number, opened = 0, resolved = 0) => ({
  day: date,
  open: { high, medium: 0, low: 0 },
  opened,
  resolved,
});

const REPORT: FleetIsolationReport = {
  clusters: 4,
  rules: [
    rule('web-terminal', { held: 4 }),
    rule('project-clusters', { held: 1, lastKnown: 1, broken: 2, findings: 3 }),
    rule('cluster-secret', {
      notChecked: 4,
      reasons: [{ reason: 'The portal may not list Secrets.', clusters: 4 }],
    }),
  ],
  managementClusters: [
    {
      name: 'main',
      rules: [
        {
          rule: 'portal-rights',
          title: 'The portal reads only',
          state: 'found',
          count: 2,
        },
      ],
    },
  ],
  counts: { high: 3, medium: 0, low: 0 },
  changes: { new: 2, resolved: 1, standing: 1 },
  trend: [day('2026-11-28', 2, 0, 1), day('2026-11-29', 3, 2)],
};

const FINDING: FleetFinding = {
  rule: 'project-clusters',
  severity: 'high',
  object: { kind: 'AppProject', namespace: 'argocd', name: 'team' },
  evidence: '<img src=x onerror=alert(1)>',
  remedy: 'Name the own cluster.',
  firstSeen: FIRST_SEEN,
  lastSeen: FIRST_SEEN,
  managementCluster: 'main',
  cluster: {
    managementCluster: 'main',
    namespace: 'clusters-dev',
    name: 'alpha',
  },
};

function show(over: Partial<WorkerClustersApi> = {}, path = '/') {
  const api = {
    getFleetIsolation: jest.fn(async () => REPORT),
    listFindings: jest.fn(async () => ({
      items: [FINDING],
      counts: REPORT.counts,
      notChecked: {},
      trend: [],
    })),
    listIncidents: jest.fn(async () => ({ items: [], total: 0, clusters: 4 })),
    getSummary: jest.fn(async () => ({
      byEnvironment: { dev: 4 },
      byOwner: { 'group:default/payments': 4 },
    })),
    ...over,
  } as any as jest.Mocked<WorkerClustersApi>;
  renderInTestApp(<IsolationPage />, {
    apis: [[workerClustersApiRef, api]],
    mountedRoutes: { '/worker-clusters': rootRouteRef },
    initialRouteEntries: [path],
  });
  return api;
}

const promise = async (name: string) => {
  const list = await screen.findByRole('list', { name: 'Promises' });
  return within(list).getByText(name).closest('li')!;
};

describe('IsolationPage', () => {
  it('says neither that there is no cluster nor no finding before the answer is there', async () => {
    const api = show(
      {
        getFleetIsolation: jest.fn(async () => ({ ...REPORT, clusters: 0 })),
        listFindings: jest.fn(async () => ({
          items: [],
          counts: REPORT.counts,
          notChecked: {},
          trend: [],
        })),
      },
      '/?environment=prod',
    );
    await screen.findByText(/^No cluster matches/);
    const noFinding = /^No finding/;
    await screen.findByText(noFinding);
    api.getFleetIsolation.mockReturnValue(new Promise(() => {}));
    api.listFindings.mockReturnValue(new Promise(() => {}));
    await userEvent.click(screen.getByRole('button', { name: 'Clear' }));
    await waitFor(() => expect(api.listFindings).toHaveBeenCalledTimes(2));
    expect(
      screen.queryByText(
        /^(No cluster matches|There is no cluster to report on)/,
      ),
    ).toBeNull();
    expect(screen.queryByText(noFinding)).toBeNull();
  });

  it('says of each promise on how many clusters it holds, is broken, and was not checked', async () => {
    show();
    const holds = await promise('The web terminal is disabled');
    expect(holds).toHaveTextContent('Nobody opens a shell in a container');
    expect(within(holds).getByText('Holds: 4')).toHaveClass('good');
    const broken = await promise(
      'A project reaches only the cluster that it is in',
    );
    expect(broken).toHaveTextContent('3 findings');
    expect(within(broken).getByText('Broken: 2')).toHaveClass('bad');
    expect(within(broken).getByText('Held at the last contact: 1')).toHaveClass(
      'quiet',
    );
    expect(
      within(broken).getByRole('link', { name: /Clusters that break it/ }),
    ).toHaveAttribute(
      'href',
      '/worker-clusters/clusters?incident=isolation-project-clusters',
    );
    expect(screen.getByRole('region', { name: 'Promises' })).toBeVisible();
  });

  it('shows what was not checked with the reason, and not as good', async () => {
    show();
    const item = await promise('No other cluster is registered');
    expect(within(item).getByText('Not checked: 4')).toHaveClass('quiet');
    expect(item).toHaveTextContent(
      'The portal may not list Secrets. (4 clusters)',
    );
    expect(item.querySelector('.good')).toBeNull();
    expect(
      await screen.findByText(/1 of 3 promises hold on all of them/),
    ).toHaveTextContent('2 promises were not checked on every cluster.');
  });

  it('shows the promises of management clusters', async () => {
    show();
    const list = await screen.findByRole('list', { name: 'main' });
    expect(list).toHaveTextContent('Broken, 2 findingsThe portal reads only');
  });

  it('tells what changed, as text and as a table', async () => {
    show();
    expect(
      await screen.findByText('2 new, 1 resolved, 1 open for longer.'),
    ).toBeInTheDocument();
    await userEvent.click(screen.getByText('The same as a table'));
    const rows = screen.getAllByRole('row').map(r => r.textContent);
    expect(rows).toEqual([
      'DayOpenedResolvedOpen',
      'Nov 29, 2026203',
      'Nov 28, 2026012',
    ]);
  });

  it('lists findings with object, evidence and cluster, hostile texts as texts', async () => {
    show();
    const list = await screen.findByRole('list', { name: 'Findings' });
    expect(list).toHaveTextContent('AppProject argocd/team');
    expect(list).toHaveTextContent(FINDING.evidence);
    expect(list.querySelector('img')).toBeNull();
    expect(within(list).getByRole('link', { name: 'alpha' })).toHaveAttribute(
      'href',
      '/worker-clusters/clusters/main/clusters-dev/alpha',
    );
  });

  it('asks for what the URL says', async () => {
    const api = show({}, '/?environment=prod&severity=high&change=resolved');
    await screen.findByRole('list', { name: 'Findings' });
    expect(api.getFleetIsolation).toHaveBeenLastCalledWith(
      {
        environment: ['prod'],
        owner: [],
        severity: ['high'],
        rule: [],
      },
      expect.anything(),
    );
    expect(api.listFindings).toHaveBeenLastCalledWith(
      expect.objectContaining({ environment: ['prod'], change: 'resolved' }),
      expect.anything(),
    );
  });

  it('narrows to one promise', async () => {
    const api = show();
    await userEvent.click(
      await screen.findByRole('button', { name: /^Only this promise/ }),
    );
    await waitFor(() =>
      expect(api.listFindings).toHaveBeenLastCalledWith(
        expect.objectContaining({ rule: ['project-clusters'] }),
        expect.anything(),
      ),
    );
  });

  it('says that the report cannot be read, and nothing else', async () => {
    show({
      getFleetIsolation: async () => {
        throw new Error('No database');
      },
    });
    expect(
      await screen.findByText('The report cannot be read.'),
    ).toBeInTheDocument();
    expect(screen.queryByText(/hold on all/)).not.toBeInTheDocument();
  });

  it('says that there is no cluster', async () => {
    show({
      getFleetIsolation: async () => ({ ...REPORT, clusters: 0, rules: [] }),
    });
    expect(
      await screen.findByText('There is no cluster to report on yet.'),
    ).toBeInTheDocument();
  });
});

describe('readReportFilter', () => {
  it.each([
    ['', { severity: [], rule: [], change: undefined }],
    [
      'severity=made-up&rule=made-up&change=made-up',
      { severity: [], rule: [], change: undefined },
    ],
    ['severity=low&severity=high', { severity: ['high', 'low'] }],
    ['rule=web-terminal&change=new', { rule: ['web-terminal'], change: 'new' }],
    ['environment=a&environment=b', { environment: ['a', 'b'] }],
  ])('%s', (text, expected) => {
    expect(readReportFilter(new URLSearchParams(text))).toMatchObject(expected);
  });
});

describe('changeBars', () => {
  it('is undefined where nothing was open, opened or resolved', () => {
    expect(changeBars([day('2026-11-28', 0)])).toBeUndefined();
    expect(changeBars([])).toBeUndefined();
  });

  it('has shares of the most', () => {
    expect(changeBars(REPORT.trend)).toEqual([
      expect.objectContaining({
        open: 2,
        openShare: 2 / 3,
        resolvedShare: 0.5,
      }),
      expect.objectContaining({ open: 3, openShare: 1, openedShare: 1 }),
    ]);
  });
});

describe('rows of files', () => {
  it('have one of each promise, with why it was not checked', () => {
    expect(promiseRows(REPORT)[3]).toEqual([
      'cluster-secret',
      'No other cluster is registered',
      'high',
      0,
      0,
      0,
      4,
      0,
      'The portal may not list Secrets. (4)',
    ]);
  });

  it('have one of each finding', () => {
    const [header, row] = findingRows([FINDING]);
    expect(row).toHaveLength(header.length);
    expect(row).toContain('alpha');
  });
});
