import { renderInTestApp } from '@backstage/frontend-test-utils';
import {
  ISOLATION_RULES,
  type IsolationReport,
  type IsolationRuleId,
  isolationRulesOf,
  type WorkerClusterDetails,
  type WorkerClustersApi,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { workerClustersApiRef } from '../../api';
import { cluster } from '../__testUtils__/clusters';
import { IsolationTab } from './IsolationTab';

const CLUSTER: WorkerClusterDetails = cluster();
const FIRST_SEEN = new Date(Date.now() - 2.5 * 3_600_000).toISOString();

const report = (
  found: Array<Partial<IsolationReport['findings'][number]>> = [],
  states: Partial<
    Record<IsolationRuleId, Partial<IsolationReport['rules'][number]>>
  > = {},
  rest: Partial<IsolationReport> = {},
): IsolationReport => ({
  rules: isolationRulesOf('worker').map(rule => ({
    rule,
    title: ISOLATION_RULES[rule].title,
    state: 'ok',
    ...states[rule],
  })),
  findings: found.map(f => ({
    rule: 'project-sources',
    severity: 'medium',
    object: { kind: 'AppProject', namespace: 'argocd', name: 'team' },
    evidence: 'sourceRepos: *',
    remedy: 'Name the repositories.',
    firstSeen: FIRST_SEEN,
    lastSeen: FIRST_SEEN,
    ...f,
  })),
  resolved: [],
  trend: [],
  ...rest,
});

const show = (
  getIsolation: WorkerClustersApi['getIsolation'],
  of: WorkerClusterDetails = CLUSTER,
) =>
  renderInTestApp(<IsolationTab cluster={of} />, {
    apis: [[workerClustersApiRef, { getIsolation } as WorkerClustersApi]],
  });

const region = () => screen.findByRole('region', { name: 'Isolation' });

describe('IsolationTab', () => {
  it("shows title and remedy of a rule of a later release in the backend's words", async () => {
    const rule = 'later-rule' as IsolationRuleId;
    show(async () => report([{ rule, remedy: 'Do what is new.' }]));
    const findings = await screen.findByRole('list', { name: 'Findings' });
    expect(findings).toHaveTextContent('later-rule');
    expect(findings).toHaveTextContent('Do what is new.');
  });

  it('shows findings with severity, object, evidence, remedy and first seen', async () => {
    show(async () =>
      report([{}], { 'project-sources': { state: 'found', count: 3 } }),
    );
    const findings = await screen.findByRole('list', { name: 'Findings' });
    const [row] = within(findings).getAllByRole('listitem');
    expect(row).toHaveTextContent('Medium');
    expect(row).toHaveTextContent('A project names its repositories');
    expect(row).toHaveTextContent('AppProject argocd/team');
    expect(row).toHaveTextContent('sourceRepos: *');
    expect(row).toHaveTextContent('Name the repositories, and no pattern');
    expect(within(row).getByText('2 h ago')).toHaveAttribute(
      'datetime',
      FIRST_SEEN,
    );
    expect(screen.getByRole('status')).toHaveTextContent(
      '3 findings, worst severity: Medium.',
    );
    expect(await region()).toHaveTextContent('and 2 more of the same rules');
  });

  it('says that all rules pass, and which', async () => {
    show(async () => report());
    expect(await screen.findByRole('status')).toHaveTextContent(
      /^All 17 rules pass\.$/,
    );
    expect(
      screen.queryByRole('list', { name: 'Findings' }),
    ).not.toBeInTheDocument();
    await userEvent.click(screen.getByText('17 rules pass'));
    expect(await region()).toHaveTextContent('The portal reads only');
    expect(await region()).not.toHaveTextContent('not checked');
  });

  it('says evidence and reasons in the words of the page, with values as text', async () => {
    show(async () =>
      report(
        [
          {
            evidence: 'As the backend says.',
            evidenceCode: {
              code: 'evidence-composition-none',
              values: { name: '<img src=x onerror=alert(1)>' },
            },
          },
        ],
        {
          'cluster-secret': {
            state: 'notChecked',
            reason: 'As the backend says.',
            reasonCode: {
              code: 'unchecked-secrets',
              values: { namespace: 'argocd' },
            },
          },
        },
      ),
    );
    expect(
      await screen.findByText(
        'Composition: <img src=x onerror=alert(1)>; allowed: none',
      ),
    ).toBeInTheDocument();
    expect(await region()).toHaveTextContent(
      'The portal may not list Secrets in namespace argocd.',
    );
    expect(await region()).not.toHaveTextContent('As the backend says.');
  });

  it('says which rules were not checked, and why', async () => {
    show(async () =>
      report([], {
        'cluster-secret': {
          state: 'notChecked',
          reason: 'The portal may not list Secrets.',
        },
      }),
    );
    expect(await screen.findByText('1 rule not checked')).toBeInTheDocument();
    expect(screen.getByRole('status')).toHaveTextContent(
      'No findings. 16 of 17 rules checked.',
    );
    expect(await region()).toHaveTextContent(
      'The portal may not list Secrets.No other cluster is registered',
    );
  });

  it('says that nothing was checked', async () => {
    const nothing = Object.fromEntries(
      isolationRulesOf('worker').map(rule => [
        rule,
        { state: 'notChecked' as const },
      ]),
    );
    show(async () => report([], nothing));
    expect(await screen.findByRole('status')).toHaveTextContent(
      'Nothing has been checked yet.',
    );
    expect(await region()).toHaveTextContent('No reason is known.');
  });

  it('says of a cluster that is not reached that rules passed at the last contact', async () => {
    show(async () => report(), {
      ...CLUSTER,
      connection: { ...CLUSTER.connection, status: 'unreachable' },
    });
    const status = await screen.findByRole('status');
    expect(status).toHaveTextContent(
      'As of the last contact with the cluster: Unreachable',
    );
    expect(within(status).getByText('All 17 rules pass.')).toHaveClass('quiet');
  });

  it('shows what was resolved and the trend', async () => {
    const [old] = report([{ resolvedAt: FIRST_SEEN }]).findings;
    const day = (date: string, medium: number) => ({
      day: date,
      open: { high: 0, medium, low: 0 },
    });
    show(async () =>
      report(
        [],
        {},
        {
          resolved: [old],
          trend: [day('2026-11-22', 2), day('2026-11-23', 0)],
        },
      ),
    );
    await userEvent.click(await screen.findByText('1 resolved finding'));
    expect(await region()).toHaveTextContent('Resolved2 h ago');
    expect(
      screen.getByRole('group', { name: 'Open findings in the last 2 days' }),
    ).toHaveTextContent('2 on Nov 22, 2026, 0 today, 2 at most');
  });

  it("shows a rule that it does not know in the backend's words", async () => {
    const base = report();
    show(async () => ({
      ...base,
      rules: [
        {
          rule: 'of-tomorrow' as IsolationRuleId,
          title: 'Something new is true',
          state: 'ok',
        },
      ],
    }));
    await userEvent.click(await screen.findByText('1 rule passes'));
    expect(await region()).toHaveTextContent('Something new is true');
  });

  it('shows hostile texts as texts', async () => {
    const evidence = '<img src=x onerror=alert(1)> javascript:alert(1)';
    show(async () => report([{ evidence }]));
    expect(await screen.findByText(evidence)).toBeInTheDocument();
    expect((await region()).querySelector('img')).toBeNull();
  });

  it('says that the findings cannot be read', async () => {
    show(async () => {
      throw new Error('No database');
    });
    expect(
      await screen.findByText('The findings cannot be read at the moment.'),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('button', { name: 'Try again' }),
    ).toBeInTheDocument();
    expect(screen.queryByRole('status')).not.toBeInTheDocument();
  });
});
