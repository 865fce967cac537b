import {
  transformApplicationReading,
  transformSyncWindows,
} from './applicationReading';

const SHA = '0123456789abcdef0123456789abcdef01234567';

describe('transformApplicationReading', () => {
  it.each([
    [undefined],
    ['text'],
    [{ status: [] }],
    [{ status: { history: 1 } }],
  ])('reads nothing of %j', raw => {
    expect(transformApplicationReading(raw)).toEqual({
      resources: [],
      totalResources: 0,
      images: [],
      history: [],
      syncResults: [],
    });
  });

  it('puts resources that are not healthy first, then those that are OutOfSync, and leaves hooks out', () => {
    const resource = (name: string, status?: string, health?: string) => ({
      kind: 'Deployment',
      name,
      status,
      health: health && { status: health },
    });
    const { resources, totalResources } = transformApplicationReading({
      status: {
        resources: [
          resource('healthy', 'Synced', 'Healthy'),
          resource('drifted', 'OutOfSync', 'Healthy'),
          resource('suspended', 'Synced', 'Suspended'),
          resource('degraded', 'Synced', 'Degraded'),
          { ...resource('hook', 'Synced', 'Degraded'), hook: true },
          resource('missing', 'OutOfSync', 'Missing'),
        ],
      },
    });
    expect(resources.map(r => r.name)).toEqual([
      'degraded',
      'missing',
      'drifted',
      'healthy',
      'suspended',
    ]);
    expect(totalResources).toBe(5);
  });

  it('keeps 500 resources, the failing ones among them', () => {
    const resources = Array.from({ length: 2000 }, (_, i) => ({
      kind: 'ConfigMap',
      name: `c${i}`,
      status: i === 1999 ? 'OutOfSync' : 'Synced',
    }));
    const reading = transformApplicationReading({ status: { resources } });
    expect(reading.resources).toHaveLength(500);
    expect(reading.resources[0].name).toBe('c1999');
    expect(reading.totalResources).toBe(2000);
  });

  it('projects no more resources and sync results than an answer has, whatever a worker sends', () => {
    let projected = 0;
    const many = Array.from({ length: 20_000 }, () => ({
      kind: 'Job',
      name: 'a',
      status: 'Synced',
      // Neither the order nor the choice depends on it.
      get namespace() {
        projected += 1;
        return 'b';
      },
    }));
    const reading = transformApplicationReading({
      status: {
        resources: many,
        operationState: { syncResult: { resources: many } },
      },
    });
    expect(projected).toBe(550);
    expect(reading.resources).toHaveLength(500);
    expect(reading.syncResults).toHaveLength(50);
  });

  it('lists the last ten deployments, newest first, without credentials and parameters', () => {
    const { history } = transformApplicationReading({
      status: {
        history: Array.from({ length: 12 }, (_, id) => ({
          id,
          deployedAt: '2026-11-23T08:00:00+01:00',
          revision: SHA,
          initiatedBy: id === 11 ? { username: 'ada' } : { automated: true },
          source: {
            repoURL: 'https://user:secret@git.example.org/a/b.git',
            path: 'web',
            targetRevision: 'main',
            helm: {
              values: 'password: secret',
              parameters: [{ name: 'password', value: 'secret' }],
            },
            plugin: { env: [{ name: 'TOKEN', value: 'secret' }] },
          },
        })),
      },
    });
    expect(history).toHaveLength(10);
    expect(history[0]).toEqual({
      id: 11,
      deployedAt: '2026-11-23T07:00:00.000Z',
      initiatedBy: 'ada',
      sources: [
        {
          type: 'git',
          repoUrl: 'https://git.example.org/a/b.git',
          path: 'web',
          targetRevision: 'main',
          revision: { value: SHA, kind: 'commit' },
        },
      ],
    });
    expect(history[1]).toMatchObject({ id: 10, automated: true });
  });

  it('gives each of several sources its own revision', () => {
    const { history } = transformApplicationReading({
      status: {
        history: [
          {
            id: 1,
            revisions: ['1.2.3', SHA],
            sources: [
              { repoURL: 'https://charts.example.org', chart: 'web' },
              { repoURL: 'https://git.example.org/a/b', ref: 'values' },
            ],
          },
        ],
      },
    });
    expect(history[0].sources.map(s => s.revision)).toEqual([
      { value: '1.2.3', kind: 'chart' },
      { value: SHA, kind: 'commit' },
    ]);
  });

  it('puts what the last sync could not do first, hooks by their phase', () => {
    const { syncResults } = transformApplicationReading({
      status: {
        operationState: {
          syncResult: {
            resources: [
              { kind: 'Service', name: 'web', status: 'Synced', message: 'ok' },
              {
                kind: 'Job',
                name: 'migrate',
                status: 'Synced',
                hookType: 'PreSync',
                hookPhase: 'Failed',
                message: 'clone of https://user:secret@git.example.org failed',
              },
              { kind: 'Pod' },
            ],
          },
        },
      },
    });
    expect(syncResults).toEqual([
      {
        kind: 'Job',
        name: 'migrate',
        status: 'Failed',
        message: 'clone of https://git.example.org failed',
        hook: true,
      },
      { kind: 'Service', name: 'web', status: 'Synced', message: 'ok' },
    ]);
  });
});

describe('transformSyncWindows', () => {
  const application = {
    metadata: { name: 'web', namespace: 'argocd' },
    spec: {
      destination: {
        server: 'https://kubernetes.default.svc',
        namespace: 'shop',
      },
    },
  };
  const windowsOf = (window: object) =>
    transformSyncWindows(
      {
        spec: {
          syncWindows: [
            { kind: 'deny', schedule: '0 22 * * *', duration: '1h', ...window },
          ],
        },
      },
      application,
    );

  it.each<[string, object, boolean]>([
    ['its name', { applications: ['web'] }, true],
    ['a glob of its name', { applications: ['w*'] }, true],
    ['another name', { applications: ['api'] }, false],
    ['its namespace', { namespaces: ['shop'] }, true],
    ['its cluster', { clusters: ['https://kubernetes.default.*'] }, true],
    [
      'another name or its namespace',
      { applications: ['api'], namespaces: ['shop'] },
      true,
    ],
    [
      'another name and its namespace',
      { applications: ['api'], namespaces: ['shop'], useAndOperator: true },
      false,
    ],
    ['a pattern that is not evaluated', { applications: ['{web,api}'] }, true],
    ['nothing', {}, false],
    ['no kind of window', { kind: 'maybe', applications: ['*'] }, false],
  ])('matches a window with %s: %j %s', (_, window, expected) => {
    expect(windowsOf(window)).toHaveLength(expected ? 1 : 0);
  });

  it('evaluates no more than a bounded number of patterns, and lists windows beyond that', () => {
    const slow = `*${'a'.repeat(126)}b`;
    const windows = transformSyncWindows(
      {
        spec: {
          syncWindows: Array.from({ length: 40 }, () => ({
            kind: 'deny',
            namespaces: Array(500).fill(slow),
          })),
        },
      },
      { spec: { destination: { namespace: 'a'.repeat(253) } } },
    );
    // Of the first two every pattern was evaluated.
    expect(windows).toHaveLength(38);
  });

  it('lists a window with a pattern that is too long to be evaluated', () => {
    expect(windowsOf({ namespaces: ['a'.repeat(300)] })).toHaveLength(1);
  });

  it('tells schedule, duration, time zone, and whether people may sync', () => {
    expect(
      windowsOf({
        applications: ['*'],
        timeZone: 'Europe/Berlin',
        manualSync: true,
      }),
    ).toEqual([
      {
        kind: 'deny',
        schedule: '0 22 * * *',
        duration: '1h',
        timeZone: 'Europe/Berlin',
        manualSync: true,
      },
    ]);
  });
});
