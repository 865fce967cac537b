import {
  groupIncidents,
  incidentId,
  isolationIncidentId,
  type ReasonRow,
  ruleOfIncident,
} from './groupIncidents';

const row = (
  cluster: string,
  id: string,
  rest: Partial<ReasonRow> = {},
): ReasonRow => ({
  cluster_key: `main/clusters-dev/${cluster}`,
  id,
  kind: 'connection',
  reason: 'unauthorized',
  subject: null,
  first_seen: '2026-11-01T00:00:00.000Z',
  ...rest,
});

describe('groupIncidents', () => {
  it.each<[string, ReasonRow[], string[]]>([
    ['no reasons', [], []],
    ['one cluster', [row('a', 'x')], []],
    ['two clusters with different reasons', [row('a', 'x'), row('b', 'y')], []],
    [
      'two clusters with the same reason',
      [row('a', 'x'), row('b', 'x')],
      ['x 2'],
    ],
    [
      'the largest first, then by kind',
      [
        ...['a', 'b'].map(c => row(c, 'iso', { kind: 'isolation' })),
        ...['a', 'b', 'c'].map(c => row(c, 'repo', { kind: 'applications' })),
        ...['a', 'b'].map(c => row(c, 'token')),
      ],
      ['repo 3', 'token 2', 'iso 2'],
    ],
  ])('of %s', (_, rows, expected) => {
    const { items, total, clusters } = groupIncidents(rows, 9);
    expect(items.map(i => `${i.id} ${i.count}`)).toEqual(expected);
    expect([total, clusters]).toEqual([expected.length, 9]);
  });

  it('says when the first and the last cluster had it, and lists those that have it longest', () => {
    const rows = Array.from({ length: 30 }, (_, i) =>
      row(`c${i}`, 'x', {
        first_seen: `2026-11-${String(30 - i).padStart(2, '0')}T00:00:00.000Z`,
      }),
    );
    const [incident] = groupIncidents(rows, 30).items;
    expect(incident).toMatchObject({
      count: 30,
      firstSeen: '2026-11-01T00:00:00.000Z',
      lastJoined: '2026-11-30T00:00:00.000Z',
    });
    expect(incident.clusters).toHaveLength(20);
    expect(incident.clusters[0].name).toBe('c29');
    expect(incident).not.toHaveProperty('subject');
  });

  it('lists a hundred incidents and counts all', () => {
    const rows = Array.from({ length: 150 }, (_, i) => [
      row('a', `i${i}`),
      row('b', `i${i}`),
    ]).flat();
    const { items, total } = groupIncidents(rows, 2);
    expect([items.length, total]).toEqual([100, 150]);
  });
});

describe('incidentId', () => {
  it('differs by kind, reason and subject', () => {
    const reason = { kind: 'claim', reason: 'Unknown', subject: 'a' } as const;
    const ids = [
      reason,
      { ...reason, kind: 'argocd' as const },
      { ...reason, reason: 'Unknowna', subject: '' },
      { ...reason, subject: 'b' },
      { ...reason, subject: undefined },
    ].map(incidentId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(incidentId({ ...reason, since: 'x' })).toBe(ids[0]);
  });

  it('is bounded, whatever the reason', () => {
    const long = '<script>'.repeat(1000);
    const id = incidentId({
      kind: 'applications',
      reason: long,
      subject: long,
    });
    expect(id).toMatch(/^applications-[\w-]{22}$/);
  });

  it.each([
    [isolationIncidentId('web-terminal'), 'web-terminal'],
    ['isolation-made-up', undefined],
    ['isolation-constructor', undefined],
    ['connection-web-terminal', undefined],
  ])('%s is of rule %s', (id, rule) => {
    expect(ruleOfIncident(id)).toBe(rule);
  });
});
