import { TestDatabases } from '@backstage/backend-test-utils';
import {
  isolationRulesOf,
  type IsolationRuleId,
  type IsolationScope,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { aCluster, openStore, refOf } from '../__testUtils__/fleet';
import type { IsolationWrite } from './types';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

const DAY = 24 * 60 * 60_000;
const at = (days: number, hours = 0) =>
  new Date(Date.UTC(2026, 10, 1) + days * DAY + hours * 60 * 60_000);
const NOW = at(28);

const NOT_READ = {
  reason: 'The cluster has not been read yet.',
  reasonCode: { code: 'unchecked-not-read' },
};

const finding = (
  rule: IsolationRuleId,
  name: string,
  severity: 'high' | 'medium' | 'low' = 'high',
  evidence = 'destination: *',
): IsolationWrite['findings'][number] => ({
  rule,
  severity,
  object: { kind: 'AppProject', namespace: 'argocd', name },
  evidence,
});

/** A result in which every rule was checked, but for those that are named. */
function result(
  subject: IsolationWrite['subject'],
  findings: IsolationWrite['findings'] = [],
  states: Partial<Record<IsolationRuleId, 'notChecked' | 'pending'>> = {},
): IsolationWrite {
  const scope: IsolationScope =
    typeof subject === 'string' ? 'management' : 'worker';
  return {
    subject,
    findings,
    outcomes: isolationRulesOf(scope).map(rule => {
      const state = states[rule];
      if (state) return { rule, state, reason: 'No right.' };
      const count = findings.filter(f => f.rule === rule).length;
      return count ? { rule, state: 'found', count } : { rule, state: 'ok' };
    }),
  };
}

describe.each(databases.eachSupportedId())('DatabaseFindingStore on %s', id => {
  async function open(...clusters: string[]) {
    const { store, knex } = await openStore(databases, id);
    await store.writeClusters(clusters.map(name => aCluster(name)));
    const { findings } = store;
    const names = async (subject = refOf(clusters[0])) =>
      (await findings.report(subject, NOW)).findings.map(f => f.object.name);
    return { store, findings, knex, names };
  }
  const ALPHA = refOf('alpha');

  it('opens, keeps and resolves findings, with their times', async () => {
    const { findings } = await open('alpha');
    const one = finding('project-clusters', 'one');
    await findings.write([result(ALPHA, [one])], at(1));
    await findings.write([result(ALPHA, [{ ...one, evidence: 'b' }])], at(2));
    await findings.write(
      [result(ALPHA, [finding('project-sources', 'two', 'medium')])],
      at(3),
    );
    const report = await findings.report(ALPHA, NOW);
    expect(report.findings).toEqual([
      {
        ...finding('project-sources', 'two', 'medium'),
        remedy: expect.stringContaining('spec.sourceRepos'),
        firstSeen: at(3).toISOString(),
        lastSeen: at(3).toISOString(),
      },
    ]);
    expect(report.resolved).toEqual([
      {
        ...one,
        evidence: 'b',
        remedy: expect.any(String),
        firstSeen: at(1).toISOString(),
        lastSeen: at(3).toISOString(),
        resolvedAt: at(3).toISOString(),
      },
    ]);
  });

  it('keeps twenty of a rule with their times, whatever comes before them', async () => {
    const { findings } = await open('alpha');
    const some = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, i) =>
        finding('project-clusters', `p${String(from + i).padStart(2, '0')}`),
      );
    const namesOf = (list: Array<{ object: { name: string } }>) =>
      list.map(f => f.object.name).sort();
    await findings.write([result(ALPHA, some(10, 40))], at(1));
    await findings.write([result(ALPHA, some(0, 40))], at(2));
    let report = await findings.report(ALPHA, NOW);
    expect(namesOf(report.findings)).toEqual(namesOf(some(10, 30)));
    expect(new Set(report.findings.map(f => f.firstSeen))).toEqual(
      new Set([at(1).toISOString()]),
    );
    expect(report.resolved).toEqual([]);
    expect(report.rules).toContainEqual(
      expect.objectContaining({ rule: 'project-clusters', count: 40 }),
    );
    await findings.write([result(ALPHA, some(12, 40))], at(3));
    report = await findings.report(ALPHA, NOW);
    expect(namesOf(report.resolved)).toEqual(['p10', 'p11']);
    expect(namesOf(report.findings)).toEqual(namesOf(some(12, 32)));
  });

  it('resolves nothing of a list that was cut', async () => {
    const { findings, names } = await open('alpha');
    await findings.write(
      [result(ALPHA, [finding('project-clusters', 'one')])],
      at(1),
    );
    const cut = result(ALPHA, [finding('project-clusters', 'two')]);
    cut.outcomes.find(o => o.rule === 'project-clusters')!.count = 2000;
    await findings.write([cut], at(2));
    expect((await names()).sort()).toEqual(['one', 'two']);
  });

  it('opens a finding that comes back anew', async () => {
    const { findings } = await open('alpha');
    const one = finding('project-clusters', 'one');
    for (const [day, list] of [[one], [], [one]].entries()) {
      await findings.write([result(ALPHA, list)], at(day));
    }
    const report = await findings.report(ALPHA, NOW);
    expect(report.findings[0].firstSeen).toBe(at(2).toISOString());
    expect(report.resolved).toHaveLength(1);
  });

  it('says of every rule how it stands, and why it was not checked', async () => {
    const { findings } = await open('alpha');
    const before = await findings.report(ALPHA, NOW);
    expect(before.rules).toHaveLength(isolationRulesOf('worker').length);
    expect(before.rules[0]).toMatchObject({
      state: 'notChecked',
      ...NOT_READ,
    });
    await findings.write(
      [
        result(ALPHA, [finding('project-clusters', 'one')], {
          'cluster-secret': 'notChecked',
        }),
      ],
      at(1),
    );
    const { rules } = await findings.report(ALPHA, NOW);
    const of = (rule: IsolationRuleId) => rules.find(r => r.rule === rule);
    expect(of('project-clusters')).toMatchObject({ state: 'found', count: 1 });
    expect(of('cluster-secret')).toMatchObject({
      title: 'No other cluster is registered',
      state: 'notChecked',
      reason: 'No right.',
    });
    expect(of('composition')).toMatchObject({ state: 'ok' });
  });

  it.each(['notChecked', 'pending'] as const)(
    'keeps the findings of a rule that is %s',
    async state => {
      const { findings, names } = await open('alpha');
      await findings.write(
        [result(ALPHA, [finding('project-clusters', 'one')])],
        at(1),
      );
      await findings.write(
        [result(ALPHA, [], { 'project-clusters': state })],
        at(2),
      );
      expect(await names()).toEqual(['one']);
      const { rules } = await findings.report(ALPHA, NOW);
      expect(rules.find(r => r.rule === 'project-clusters')?.state).toBe(
        state === 'pending' ? 'found' : 'notChecked',
      );
      await findings.write([result(ALPHA)], at(3));
      expect(await names()).toEqual([]);
    },
  );

  it('raises the revision of the fleet and of the cluster with a change, and writes nothing without one', async () => {
    const { store, findings, knex } = await open('alpha', 'beta');
    const before = await store.revision();
    const write = [result(ALPHA, [finding('project-clusters', 'one')])];
    expect(await findings.write(write, at(1))).toEqual({
      revision: before + 1,
      raised: true,
      changed: [ALPHA],
      left: [],
    });
    expect((await store.get(ALPHA))?.revision).toBe(before + 1);
    expect((await store.get(refOf('beta')))?.revision).toBe(before);
    const statements: string[] = [];
    knex.on('query', ({ sql }) => statements.push(sql));
    expect(await findings.write(write, at(1, 0.5))).toEqual({
      revision: before + 1,
      raised: false,
      changed: [],
      left: [],
    });
    expect(statements.filter(s => !/^select/i.test(s))).toEqual([]);
  });

  it('keeps the code of a sentence, and writes one that it has not stored yet', async () => {
    const { findings } = await open('alpha');
    const reason = { reason: 'Not there.', reasonCode: { code: 'gone' } };
    const evidenceCode = { code: 'seen', values: { name: '{{name}}' } };
    const write = (coded: boolean): IsolationWrite => ({
      subject: ALPHA,
      findings: [
        { ...finding('composition', 'one'), ...(coded && { evidenceCode }) },
      ],
      outcomes: [
        { rule: 'composition', state: 'found', count: 1 },
        {
          rule: 'portal-rights',
          state: 'notChecked',
          ...(coded ? reason : { reason: reason.reason }),
        },
      ],
    });
    await findings.write([write(false)], at(0));
    const raised = async () =>
      (await findings.write([write(true)], at(0, 0.1))).raised;
    expect([await raised(), await raised()]).toEqual([true, false]);

    const report = await findings.report(ALPHA, NOW);
    expect(report.findings[0].evidenceCode).toEqual(evidenceCode);
    expect(report.rules).toContainEqual(expect.objectContaining(reason));
    const fleet = await findings.fleetReport({}, { management: true }, NOW);
    expect(fleet.rules.find(r => r.rule === 'portal-rights')!.reasons).toEqual([
      { ...reason, clusters: 1 },
    ]);
  });

  it('touches what stands once an hour, which is no change', async () => {
    const { store, findings } = await open('alpha');
    const write = [result(ALPHA, [finding('project-clusters', 'one')])];
    const { revision } = await findings.write(write, at(1));
    await findings.write(write, at(1, 2));
    expect(await store.revision()).toBe(revision);
    const [one] = (await findings.report(ALPHA, NOW)).findings;
    expect(one).toMatchObject({
      firstSeen: at(1).toISOString(),
      lastSeen: at(1, 2).toISOString(),
    });
  });

  it('leaves out a cluster that is not stored, and forgets one that is removed', async () => {
    const { store, findings, knex } = await open('alpha');
    const one = finding('project-clusters', 'one');
    const written = await findings.write(
      [result(ALPHA, [one]), result(refOf('gone'), [one])],
      at(1),
    );
    expect(written.left).toEqual([refOf('gone')]);
    expect(await knex('isolation_findings').select('subject')).toEqual([
      { subject: 'main/clusters-dev/alpha' },
    ]);
    await store.removeClusters([ALPHA]);
    expect(await knex('isolation_findings')).toEqual([]);
    expect(await knex('isolation_checks')).toEqual([]);
  });

  it('forgets what an earlier cluster of the same name had', async () => {
    const { store, findings, names } = await open('alpha');
    await findings.write(
      [result(ALPHA, [finding('project-clusters', 'one')])],
      at(1),
    );
    await store.writeClusters([aCluster('alpha', { uid: 'another' })]);
    expect(await names()).toEqual([]);
  });

  it('keeps findings of configured management clusters only', async () => {
    const { findings, names } = await open('alpha');
    const one = finding('portal-rights', 'argocd');
    await findings.write(
      ['main', 'old'].map(name => result(name, [one])),
      at(1),
    );
    await findings.write([result(ALPHA, [one])], at(1));
    await findings.keepManagementClusters(['main']);
    expect(await names('main' as any)).toEqual(['argocd']);
    expect(await names('old' as any)).toEqual([]);
    expect(await names()).toEqual(['argocd']);
  });

  it('forgets resolved findings after a time', async () => {
    const { findings } = await open('alpha');
    const list = [finding('project-clusters', 'one')];
    for (const day of [0, 4, 8]) {
      await findings.write([result(ALPHA, list)], at(day));
      await findings.write([result(ALPHA)], at(day + 2));
    }
    await findings.write([result(ALPHA, list)], at(12));
    expect(await findings.forget(at(7).toISOString())).toBe(2);
    const report = await findings.report(ALPHA, NOW);
    expect(report.resolved).toHaveLength(1);
    expect(report.findings).toHaveLength(1);
  });

  it('has a trend of the last thirty days', async () => {
    const { findings } = await open('alpha');
    const one = finding('project-clusters', 'one');
    const two = finding('project-sources', 'two', 'medium');
    await findings.write([result(ALPHA, [one])], at(-30));
    await findings.write([result(ALPHA, [one, two])], at(10));
    await findings.write([result(ALPHA, [two])], at(20));
    const { trend } = await findings.report(ALPHA, NOW);
    expect(trend).toHaveLength(30);
    const on = (day: string) => trend.find(t => t.day === day)?.open;
    expect(trend[0].day).toBe('2026-10-31');
    expect(trend[0].open).toEqual({ high: 1, medium: 0, low: 0 });
    expect(on('2026-11-10')).toEqual({ high: 1, medium: 0, low: 0 });
    expect(on('2026-11-11')).toEqual({ high: 1, medium: 1, low: 0 });
    expect(on('2026-11-21')).toEqual({ high: 0, medium: 1, low: 0 });
    expect(trend.at(-1)).toEqual({
      day: '2026-11-29',
      open: { high: 0, medium: 1, low: 0 },
    });
  });

  it('lists the fleet worst first, by pages, within what may be seen', async () => {
    const { findings } = await open('alpha', 'beta');
    await findings.write(
      [
        result(ALPHA, [
          finding('project-sources', 'a', 'medium'),
          finding('project-clusters', 'b'),
        ]),
        result(
          refOf('beta'),
          [finding('credential-age', 'c', 'low'), finding('composition', 'd')],
          { 'cluster-secret': 'notChecked' },
        ),
        result('main', [finding('portal-rights', 'e')]),
      ],
      at(1),
    );
    const all = { management: true };
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await findings.list({ limit: 2, cursor }, all, NOW);
      seen.push(...page.items.map(i => i.object.name));
      expect(page.counts).toEqual({ high: 3, medium: 1, low: 1 });
      cursor = page.nextCursor;
    } while (cursor);
    expect(seen).toEqual(['b', 'd', 'e', 'a', 'c']);

    const some = await findings.list(
      {},
      { management: false, filter: q => q.where('name', 'beta') },
      NOW,
    );
    expect(some.items.map(i => [i.cluster?.name, i.object.name])).toEqual([
      ['beta', 'd'],
      ['beta', 'c'],
    ]);
    expect(some.counts).toEqual({ high: 1, medium: 0, low: 1 });
    expect(some.notChecked).toEqual({ 'cluster-secret': 1 });
    expect(some.trend.at(-1)?.open).toEqual({ high: 1, medium: 0, low: 1 });

    const filtered = await findings.list(
      { severity: ['medium', 'low'], rule: ['credential-age'] },
      all,
      NOW,
    );
    expect(filtered.items.map(i => i.object.name)).toEqual(['c']);
    const { items } = await findings.list({ severity: ['high'] }, all, NOW);
    expect(items.at(-1)).toMatchObject({ managementCluster: 'main' });
    expect(items.at(-1)).not.toHaveProperty('cluster');

    const keys = ['main/clusters-dev/alpha', 'main/clusters-dev/beta'];
    expect(await findings.countByCluster(keys)).toEqual(
      new Map([
        ['main/clusters-dev/alpha', { high: 1, medium: 1, low: 0 }],
        ['main/clusters-dev/beta', { high: 1, medium: 0, low: 1 }],
      ]),
    );
    expect((await findings.countByCluster(keys.slice(1))).size).toBe(1);
  });

  it('counts for each rule the clusters that hold it, break it, and were not checked', async () => {
    const { store, findings } = await open('alpha', 'beta', 'gamma', 'unread');
    await store.writeClusters([
      aCluster('gamma', {
        connection: { status: 'unreachable', since: at(0).toISOString() },
      }),
    ]);
    await findings.write(
      [
        result(ALPHA, [
          finding('project-clusters', 'a'),
          finding('project-clusters', 'b'),
        ]),
        result(refOf('beta'), [], { 'cluster-secret': 'notChecked' }),
        result(refOf('gamma')),
        result('main', [finding('portal-rights', 'argocd')]),
      ],
      at(1),
    );
    // It broke the rule when it was last checked.
    await findings.write(
      [result(ALPHA, [], { 'project-clusters': 'notChecked' })],
      at(2),
    );
    const all = { management: true };
    const report = await findings.fleetReport({}, all, NOW);
    const of = (rule: IsolationRuleId) =>
      report.rules.find(r => r.rule === rule);
    expect(report.clusters).toBe(4);
    expect(report.rules).toHaveLength(isolationRulesOf('worker').length);
    expect(of('project-clusters')).toMatchObject({
      held: 1,
      lastKnown: 1,
      broken: 1,
      notChecked: 1,
    });
    expect(of('cluster-secret')).toMatchObject({
      held: 1,
      lastKnown: 1,
      broken: 0,
      notChecked: 2,
      findings: 0,
      reasons: [
        { reason: 'No right.', clusters: 1 },
        { ...NOT_READ, clusters: 1 },
      ],
    });
    expect(report.managementClusters).toMatchObject([
      {
        name: 'main',
        rules: expect.arrayContaining([
          expect.objectContaining({ rule: 'portal-rights', state: 'found' }),
        ]),
      },
    ]);
    expect(report.counts).toEqual({ high: 3, medium: 0, low: 0 });

    const some = await findings.fleetReport(
      { rule: ['web-terminal'] },
      { management: false, filter: q => q.where('name', 'beta') },
      NOW,
    );
    expect(some).toMatchObject({
      clusters: 1,
      rules: [{ rule: 'web-terminal', held: 1, notChecked: 0 }],
      counts: { high: 0, medium: 0, low: 0 },
    });
    expect(some).not.toHaveProperty('managementClusters');
  });

  it('tells new, resolved and standing findings of 30 days apart', async () => {
    const { findings } = await open('alpha', 'beta');
    const [old, gone, fresh] = ['old', 'gone', 'fresh'].map(name =>
      finding('project-clusters', name),
    );
    await findings.write([result(ALPHA, [old, gone])], at(-40));
    await findings.write([result(ALPHA, [old, gone, fresh])], at(10));
    await findings.write(
      [
        result(ALPHA, [old, fresh]),
        result('main', [finding('portal-rights', 'm')]),
      ],
      at(20),
    );
    const all = { management: true };
    const { changes, trend } = await findings.fleetReport({}, all, NOW);
    expect(changes).toEqual({ new: 2, resolved: 1, standing: 1 });
    const on = (day: string) => trend.find(t => t.day === day);
    expect(on('2026-11-11')).toMatchObject({ opened: 1, resolved: 0 });
    expect(on('2026-11-21')).toMatchObject({
      opened: 1,
      resolved: 1,
      open: { high: 3 },
    });
    const list = async (query: Parameters<typeof findings.list>[0]) =>
      (await findings.list(query, all, NOW)).items.map(i => i.object.name);
    expect(await list({ change: 'new' })).toEqual(['fresh', 'm']);
    expect(await list({ change: 'resolved' })).toEqual(['gone']);
    expect(await list({ change: 'standing' })).toEqual(['old']);
    expect(await list({})).toEqual(['old', 'fresh', 'm']);
  });

  it('narrows the report and the list to environments and owners, without management clusters', async () => {
    const { store, findings } = await open('alpha');
    await store.writeClusters([
      aCluster('beta', { environment: 'prod', owner: 'group:default/data' }),
    ]);
    await findings.write(
      [
        result(ALPHA, [finding('project-clusters', 'a')]),
        result(refOf('beta'), [finding('project-clusters', 'b')]),
        result('main', [finding('portal-rights', 'm')]),
      ],
      at(1),
    );
    const all = { management: true };
    const names = async (query: Parameters<typeof findings.list>[0]) => {
      const { items, counts } = await findings.list(query, all, NOW);
      expect(counts.high).toBe(items.length);
      const report = await findings.fleetReport(query, all, NOW);
      expect(report.counts).toEqual(counts);
      expect(report.managementClusters === undefined).toBe(
        Boolean(query.environment ?? query.owner),
      );
      return items.map(i => i.object.name);
    };
    expect(await names({})).toEqual(['a', 'b', 'm']);
    expect(await names({ environment: ['prod'] })).toEqual(['b']);
    expect(await names({ owner: ['group:default/payments'] })).toEqual(['a']);
    expect(
      await names({ environment: ['dev'], owner: ['group:default/data'] }),
    ).toEqual([]);
    expect(await names({ environment: ['a\0b'] })).toEqual([]);
  });

  it.each([{ limit: 0 }, { limit: 501 }, { cursor: 'made-up' }])(
    'refuses %j',
    async query => {
      const { findings } = await open();
      await expect(
        findings.list(query, { management: true }, NOW),
      ).rejects.toThrow(/limit has to be|cursor is not valid/);
    },
  );

  it('stores what PostgreSQL would refuse', async () => {
    const { findings, names } = await open('alpha');
    await findings.write(
      [result(ALPHA, [finding('project-clusters', 'a\0b', 'high', '\0')])],
      at(1),
    );
    expect(await names()).toEqual(['ab']);
  });
});
