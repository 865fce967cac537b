import { renderInTestApp } from '@backstage/frontend-test-utils';
import {
  ISOLATION_RULES,
  type IsolationReport,
  type IsolationRuleId,
  isolationRulesOf,
  type WorkerClustersApi,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { workerClustersApiRef } from '../../api';
import { IsolationTab } from './IsolationTab';

const REF = { managementCluster: 'main', namespace: 'clusters-dev', name: 'a' };
const FIRST_SEEN = new Date(Date.now() - 2.5 * 3_600_000).toISOString();

const report = (
  found: Array<Partial<IsolationReport['findings'][number]>> = [],
  states: Partial<
    Record<IsolationRuleId, Partial<IsolationReport['rules'][number]>>
  > = {},
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
});

const show = (getIsolation: WorkerClustersApi['getIsolation']) =>
  renderInTestApp(<IsolationTab cluster={REF} />, {
    apis: [[workerClustersApiRef, { getIsolation } as WorkerClustersApi]],
  });

const region = () => screen.findByRole('region', { name: 'Isolation' });

describe('IsolationTab', () => {
  it('shows findings with severity, object, evidence, remedy and first seen', async () => {
    show(async () =>
      report([{}], { 'project-sources': { state: 'found', count: 3 } }),
    );
    const row = await screen.findByRole('row', {
      name: /A project names its repositories/,
    });
    expect(row).toHaveTextContent('Medium');
    expect(row).toHaveTextContent('AppProject argocd/team');
    expect(row).toHaveTextContent('2 h ago');
    expect(within(row).getByText('2 h ago')).toHaveAttribute(
      'title',
      FIRST_SEEN,
    );
    expect(await region()).toHaveTextContent('sourceRepos: *');
    expect(await region()).toHaveTextContent('Name the repositories.');
    expect(await region()).toHaveTextContent('and 2 more of the same rules');
  });

  it('says how many rules were checked when nothing was found', async () => {
    show(async () => report());
    expect(
      await screen.findByText('No findings. 17 rules checked.'),
    ).toBeInTheDocument();
    expect(screen.queryByRole('table')).not.toBeInTheDocument();
    expect(await region()).not.toHaveTextContent('not checked');
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
    await userEvent.click(await screen.findByText('1 rule not checked'));
    expect(await region()).toHaveTextContent('No findings. 16 rules checked.');
    expect(await region()).toHaveTextContent(
      'No other cluster is registeredThe portal may not list Secrets.',
    );
  });

  it('shows no green where nothing was checked', async () => {
    const nothing = Object.fromEntries(
      isolationRulesOf('worker').map(rule => [
        rule,
        { state: 'notChecked' as const },
      ]),
    );
    show(async () => report([], nothing));
    expect(
      await screen.findByText('Nothing has been checked yet.'),
    ).toBeInTheDocument();
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
  });
});
