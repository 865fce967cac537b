import {
  ISOLATION_RULES,
  type IsolationRuleId,
  type IsolationScope,
  isolationRulesOf,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { application } from '../__testUtils__/observation';
import { IN_CLUSTER } from './destination';
import { evaluateIsolation } from './evaluateIsolation';
import type { IsolationInput } from './types';

const NOW = new Date('2026-11-28T12:00:00Z');
const CONTEXT = { now: NOW, maxCredentialAgeMs: 90 * 24 * 60 * 60_000 };
const SERVER = IN_CLUSTER.servers[0];

/** A cluster as the platform repository makes it. */
const SOUND: IsolationInput = {
  managementApplications: { value: [] },
  clusterSecrets: { value: [] },
  rights: {
    value: [
      {
        namespace: 'argocd',
        rules: [
          {
            verbs: ['create'],
            apiGroups: ['authorization.k8s.io'],
            resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
          },
          {
            verbs: ['get', 'list', 'watch'],
            apiGroups: ['argoproj.io'],
            resources: ['applications', 'appprojects'],
          },
        ],
      },
    ],
  },
  credential: {
    value: {
      object: { kind: 'Secret', namespace: 'clusters-dev', name: 'dev-portal' },
      writtenAt: '2026-11-01T12:00:00Z',
    },
  },
  argocdNamespace: 'argocd',
  own: { value: IN_CLUSTER },
  applications: {
    value: [
      application('web', { destinationServer: SERVER }),
      application('api', { destinationName: 'in-cluster' }),
    ],
  },
  projects: {
    value: [
      {
        name: 'default',
        namespace: 'argocd',
        sourceRepos: [],
        destinations: [],
        clusterResourceWhitelist: [],
      },
      {
        name: 'applications',
        namespace: 'argocd',
        sourceRepos: ['https://git.example.org/platform.git'],
        destinations: [{ server: SERVER, namespace: 'argocd' }],
        clusterResourceWhitelist: [],
        namespaceResourceWhitelist: [
          { group: 'argoproj.io', kind: 'Application' },
        ],
      },
      {
        name: 'workloads',
        namespace: 'argocd',
        sourceRepos: ['https://git.example.org/platform.git'],
        destinations: [{ server: SERVER, namespace: 'app-*' }],
        clusterResourceWhitelist: [
          { group: '', kind: 'Namespace', name: 'app-*' },
        ],
      },
    ],
  },
  settings: { value: { admin: 'false' } },
  sharedCredential: { value: [] },
  sharedServer: { value: [] },
  composition: {
    value: {
      claim: { kind: 'WorkerCluster', namespace: 'clusters-dev', name: 'dev' },
      name: 'workercluster-aws',
      allowed: ['workercluster-aws'],
    },
  },
};

const OTHER = {
  managementCluster: 'main',
  namespace: 'clusters-dev',
  name: 'other',
};

/** The cluster with one project more. */
const project = (rest: object): Partial<IsolationInput> => ({
  projects: {
    value: [
      {
        name: 'team',
        namespace: 'argocd',
        sourceRepos: ['https://git.example.org/team.git'],
        destinations: [{ server: SERVER, namespace: 'team' }],
        clusterResourceWhitelist: [],
        ...rest,
      },
    ],
  },
});

/** A change, the rule that notices, and what the finding names. */
const MUTATIONS: Array<
  [IsolationRuleId, string, Partial<IsolationInput>, string, string]
> = [
  [
    'management-destination',
    'an Application of the management Argo CD aims at the worker',
    {
      managementApplications: {
        value: [
          { name: 'web', namespace: 'argocd', server: 'https://w.example.org' },
        ],
      },
    },
    'Application argocd/web',
    'destination: https://w.example.org',
  ],
  [
    'application-destination',
    'an Application names another server',
    {
      applications: {
        value: [application('web', { destinationServer: 'https://10.0.0.1' })],
      },
    },
    'Application argocd/web',
    'destination: https://10.0.0.1',
  ],
  [
    'application-destination',
    'an Application names another cluster',
    {
      applications: {
        value: [application('web', { destinationName: 'other' })],
      },
    },
    'Application argocd/web',
    'destination: name other',
  ],
  [
    'cluster-secret',
    'a cluster Secret is there',
    { clusterSecrets: { value: ['other'] } },
    'Secret argocd/other',
    'label argocd.argoproj.io/secret-type: cluster',
  ],
  [
    'project-clusters',
    'a project reaches all servers',
    project({ destinations: [{ server: '*', namespace: 'team' }] }),
    'AppProject argocd/team',
    'destination: *',
  ],
  [
    'project-clusters',
    'a project reaches a cluster by name',
    project({ destinations: [{ name: 'other', namespace: 'team' }] }),
    'AppProject argocd/team',
    'destination: name other',
  ],
  [
    'project-clusters',
    'a project denies one server, and so permits all others',
    project({ destinations: [{ server: '!https://a', namespace: 'team' }] }),
    'AppProject argocd/team',
    'destination: !https://a',
  ],
  [
    'project-clusters',
    'a project denies one name, and so permits all others',
    project({
      destinations: [{ server: SERVER, name: '!a', namespace: 'team' }],
    }),
    'AppProject argocd/team',
    `destination: ${SERVER}, name !a`,
  ],
  [
    'project-namespaces',
    'a project denies the namespace of Argo CD, and so permits all others',
    project({ destinations: [{ server: SERVER, namespace: '!argocd' }] }),
    'AppProject argocd/team',
    'destination namespace: !argocd',
  ],
  [
    'project-namespaces',
    'a project has a pattern that begins with *',
    project({ destinations: [{ server: SERVER, namespace: '*-team' }] }),
    'AppProject argocd/team',
    'destination namespace: *-team',
  ],
  [
    'project-namespaces',
    'a project has all namespaces but that of Argo CD',
    project({
      destinations: [
        { server: SERVER, namespace: '*' },
        { server: SERVER, namespace: '!argocd' },
      ],
    }),
    'AppProject argocd/team',
    'destination namespace: *; destination namespace: !argocd',
  ],
  [
    'project-argocd-namespace',
    'a project may make anything in the namespace of Argo CD',
    project({ destinations: [{ server: SERVER, namespace: 'argocd' }] }),
    'AppProject argocd/team',
    'destination namespace: argocd',
  ],
  [
    'project-argocd-namespace',
    'a project may change projects',
    project({
      destinations: [{ server: SERVER, namespace: 'argocd' }],
      namespaceResourceWhitelist: [
        { group: 'argoproj.io', kind: 'Application' },
        { group: 'argoproj.io', kind: 'AppProject' },
      ],
    }),
    'AppProject argocd/team',
    'destination namespace: argocd',
  ],
  [
    'project-sources',
    'a project takes any repository',
    project({ sourceRepos: ['*'] }),
    'AppProject argocd/team',
    'sourceRepos: *',
  ],
  [
    'project-sources',
    'a project denies one repository, and so permits all others',
    project({
      sourceRepos: ['https://git.example.org/team.git', '!https://a.git'],
    }),
    'AppProject argocd/team',
    'sourceRepos: !https://a.git',
  ],
  [
    'project-cluster-resources',
    'a project makes any cluster-wide kind',
    project({ clusterResourceWhitelist: [{ group: '*', kind: '*' }] }),
    'AppProject argocd/team',
    'clusterResourceWhitelist: group *, kind *',
  ],
  [
    'project-cluster-resources',
    'a project makes any namespace',
    project({ clusterResourceWhitelist: [{ group: '', kind: 'Namespace' }] }),
    'AppProject argocd/team',
    "clusterResourceWhitelist: group '', kind Namespace, name (any)",
  ],
  [
    'project-cluster-resources',
    'a project makes namespaces of a pattern that is no prefix',
    project({
      clusterResourceWhitelist: [
        { group: '', kind: 'Namespace', name: 'app-*' },
        { group: '', kind: 'Namespace', name: '*' },
      ],
    }),
    'AppProject argocd/team',
    "clusterResourceWhitelist: group '', kind Namespace, name *",
  ],
  [
    'default-project',
    'the default project is open',
    project({
      name: 'default',
      sourceRepos: ['*'],
      destinations: [{ server: '*', namespace: '*' }],
      clusterResourceWhitelist: [{ group: '*', kind: '*' }],
    }),
    'AppProject argocd/default',
    'sourceRepos: *; destination: * *',
  ],
  [
    'default-project',
    'the default project denies one repository and one server only',
    project({
      name: 'default',
      sourceRepos: ['!https://a.git'],
      destinations: [{ server: '!https://a', namespace: 'team' }],
    }),
    'AppProject argocd/default',
    'sourceRepos: !https://a.git; destination: !https://a team',
  ],
  [
    'default-project',
    'an Application is in the default project',
    {
      applications: {
        value: [
          application('web', { destinationServer: SERVER, project: undefined }),
        ],
      },
    },
    'Application argocd/web',
    'project: default',
  ],
  [
    'anonymous-access',
    'anonymous access is on',
    { settings: { value: { admin: 'false', anonymous: 'true' } } },
    'ConfigMap argocd/argocd-cm',
    'users.anonymous.enabled: "true"',
  ],
  [
    'local-administrator',
    'the local administrator is not turned off',
    { settings: { value: {} } },
    'ConfigMap argocd/argocd-cm',
    'admin.enabled is not set; Argo CD\'s default is "true"',
  ],
  [
    'local-administrator',
    'the local administrator is on',
    { settings: { value: { admin: 'true' } } },
    'ConfigMap argocd/argocd-cm',
    'admin.enabled: "true"',
  ],
  [
    'web-terminal',
    'the web terminal is on',
    { settings: { value: { admin: 'false', exec: 'true' } } },
    'ConfigMap argocd/argocd-cm',
    'exec.enabled: "true"',
  ],
  [
    'shared-credential',
    'two clusters have one token',
    { sharedCredential: { value: [OTHER] } },
    'WorkerCluster main/clusters-dev/other',
    "the portal's tokens for the two are one",
  ],
  [
    'shared-argocd',
    'two claims lead to one API server',
    { sharedServer: { value: [OTHER] } },
    'WorkerCluster main/clusters-dev/other',
    'both lead to the same API server',
  ],
  ...[
    [
      ['patch'],
      ['argoproj.io'],
      ['applications'],
      'patch on applications.argoproj.io',
    ],
    [['*'], ['*'], ['*'], '* on *.*'],
    [['impersonate'], [''], ['users'], 'impersonate on users'],
    [
      ['get'],
      [''],
      ['pods/exec'],
      'get on pods/exec, which opens a session in pods',
    ],
    [['get'], ['*'], ['*'], 'get on *.*, which opens a session in pods'],
  ].map(
    ([verbs, apiGroups, resources, evidence]): (typeof MUTATIONS)[number] => [
      'portal-rights',
      `the portal may ${verbs} ${resources}`,
      {
        rights: {
          value: ['argocd', 'clusters-dev'].map(namespace => ({
            namespace,
            rules: [{ verbs, apiGroups, resources } as any],
          })),
        },
      },
      'SelfSubjectRulesReview argocd',
      `in namespace argocd: ${evidence}`,
    ],
  ),
  [
    'composition',
    'the claim uses another Composition',
    {
      composition: {
        value: {
          claim: {
            kind: 'WorkerCluster',
            namespace: 'clusters-dev',
            name: 'dev',
          },
          name: 'my-own',
          allowed: ['workercluster-aws'],
        },
      },
    },
    'WorkerCluster clusters-dev/dev',
    'Composition: my-own; allowed: workercluster-aws',
  ],
  [
    'credential-age',
    'the Secret is older than 90 days',
    {
      credential: {
        value: {
          object: { kind: 'Secret', namespace: 'c', name: 'dev-portal' },
          writtenAt: '2026-08-01T00:00:00.000Z',
        },
      },
    },
    'Secret c/dev-portal',
    'written 2026-08-01T00:00:00.000Z; older than 90 days',
  ],
  [
    'credential-age',
    'the token is older than its Secret',
    {
      credential: {
        value: {
          object: { kind: 'Secret', namespace: 'c', name: 'dev-portal' },
          issuedAt: '2026-08-01T00:00:00.000Z',
          writtenAt: '2026-11-01T00:00:00.000Z',
        },
      },
    },
    'Secret c/dev-portal',
    'issued 2026-08-01T00:00:00.000Z; older than 90 days',
  ],
];

/** The rules by the part of the input without which they cannot say anything. */
const NEEDS: Record<IsolationRuleId, Array<keyof IsolationInput>> = {
  'management-destination': ['managementApplications'],
  'application-destination': ['applications', 'own'],
  'cluster-secret': ['clusterSecrets'],
  'project-clusters': ['projects', 'own'],
  'project-namespaces': ['projects'],
  'project-argocd-namespace': ['projects'],
  'project-sources': ['projects'],
  'project-cluster-resources': ['projects'],
  'default-project': ['projects', 'applications'],
  'anonymous-access': ['settings'],
  'local-administrator': ['settings'],
  'web-terminal': ['settings'],
  'shared-credential': ['sharedCredential'],
  'shared-argocd': ['sharedServer'],
  'portal-rights': ['rights'],
  composition: ['composition'],
  'credential-age': ['credential'],
};

const evaluate = (
  change: Partial<IsolationInput>,
  scope: IsolationScope = 'worker',
) => evaluateIsolation(scope, { ...SOUND, ...change }, CONTEXT);
const ruleIds = Object.keys(ISOLATION_RULES) as IsolationRuleId[];

describe('isolation rules', () => {
  it.each(['worker', 'management'] as const)(
    'find nothing in a %s cluster as the platform repository makes it',
    scope => {
      const { outcomes, findings } = evaluate({}, scope);
      expect(findings).toEqual([]);
      expect(outcomes).toEqual(
        isolationRulesOf(scope).map(rule => ({ rule, state: 'ok' })),
      );
    },
  );

  it.each(MUTATIONS)(
    '%s alone notices that %s',
    (rule, _, change, object, evidence) => {
      const { outcomes, findings } = evaluate(change);
      expect(
        outcomes.filter(o => o.state !== 'ok').map(o => [o.rule, o.state]),
      ).toEqual([[rule, 'found']]);
      expect(
        findings.map(f => [
          f.rule,
          `${f.object.kind} ${[f.object.namespace, f.object.name]
            .filter(Boolean)
            .join('/')}`,
          f.evidence,
          f.severity,
        ]),
      ).toEqual([[rule, object, evidence, ISOLATION_RULES[rule].severity]]);
    },
  );

  it('have a mutation each', () => {
    const noticed = new Set(MUTATIONS.map(([rule]) => rule));
    expect(ruleIds.filter(rule => !noticed.has(rule))).toEqual([]);
  });

  it.each(
    ruleIds.flatMap(rule => NEEDS[rule].map(need => [rule, need] as const)),
  )('%s is not checked without %s, and says why', (rule, need) => {
    const { outcomes } = evaluate({
      [need]: { notChecked: { message: 'No right.' } },
    });
    expect(outcomes.find(o => o.rule === rule)).toEqual({
      rule,
      state: 'notChecked',
      reason: 'No right.',
    });
    const others = outcomes.filter(o => !NEEDS[o.rule].includes(need));
    expect(others.every(o => o.state === 'ok')).toBe(true);
  });

  it.each(
    ruleIds.flatMap(rule => NEEDS[rule].map(need => [rule, need] as const)),
  )('%s is pending until %s has been read', (rule, need) => {
    const { outcomes } = evaluate({ [need]: { pending: true } });
    expect(outcomes.find(o => o.rule === rule)?.state).toBe('pending');
  });

  it('are not checked where only a part of the rights is listed and none of it writes', () => {
    const rules = [{ verbs: ['get'], apiGroups: [''], resources: ['pods'] }];
    const { outcomes } = evaluate({
      rights: { value: [{ namespace: 'argocd', rules, incomplete: true }] },
    });
    expect(outcomes.find(o => o.rule === 'portal-rights')).toMatchObject({
      state: 'notChecked',
      reason: expect.stringContaining('could not list all rights'),
    });
  });

  it('find a right to write although only a part of the rights is listed', () => {
    const rules = [{ verbs: ['delete'], apiGroups: [''], resources: ['pods'] }];
    const { outcomes } = evaluate({
      rights: { value: [{ namespace: 'argocd', rules, incomplete: true }] },
    });
    expect(outcomes.find(o => o.rule === 'portal-rights')?.state).toBe('found');
  });

  it.each([
    ['!kube-system', 'found'],
    ['!{argocd,team}', 'found'],
    ['!argocd', 'ok'],
    ['!arg*', 'ok'],
  ])(
    'see whether a destination namespace %s permits that of Argo CD',
    (namespace, state) => {
      const { outcomes } = evaluate(
        project({ destinations: [{ server: SERVER, namespace }] }),
      );
      expect(
        outcomes.find(o => o.rule === 'project-argocd-namespace')?.state,
      ).toBe(state);
    },
  );

  it.each([
    { server: '*', name: '!*', namespace: '*' },
    { server: '!*', name: '*', namespace: '*' },
    { server: '!*', namespace: 'team' },
    { name: '*', namespace: '!*' },
    { server: 'https://a', namespace: '!*' },
  ])('find what a project permits beside the denial %j', denial => {
    const { outcomes } = evaluate(
      project({ destinations: [denial, { name: '*', namespace: '*' }] }),
    );
    const stateOf = (rule: string) =>
      outcomes.find(o => o.rule === rule)?.state;
    expect(stateOf('project-clusters')).toBe('found');
    expect(stateOf('project-namespaces')).toBe('found');
    expect(stateOf('project-argocd-namespace')).toBe('found');
  });

  it.each([
    ['*', 'ok'],
    ['https://kubernetes.*', 'ok'],
    ['!https://a', 'ok'],
    ['https://a', 'found'],
    ['https://[ab]', 'found'],
    [undefined, 'found'],
  ])(
    'take a denial of the namespace of Argo CD for the servers that it matches: %s',
    (server, state) => {
      const { outcomes } = evaluate(
        project({
          destinations: [
            { server: SERVER, namespace: '*' },
            { server, namespace: '!argocd' },
          ],
        }),
      );
      expect(
        outcomes.find(o => o.rule === 'project-argocd-namespace')?.state,
      ).toBe(state);
    },
  );

  it.each([
    { server: '!*', namespace: '*' },
    { name: '!*' },
    { server: '!*', name: '!*' },
    { server: '*', namespace: '!*' },
  ])('find nothing in a project that denies everything: %j', denial => {
    const { findings } = evaluate(
      project({
        sourceRepos: ['!**'],
        destinations: [{ server: '*', namespace: '*' }, denial],
      }),
    );
    expect(findings).toEqual([]);
  });

  it('are not checked where the lists of a project were cut', () => {
    const { outcomes } = evaluate(project({ truncated: true }));
    expect(outcomes.find(o => o.rule === 'project-sources')).toMatchObject({
      state: 'notChecked',
    });
  });

  it.each(['0', 'f', 'False', 'FALSE'])(
    'accept admin.enabled %s, as Argo CD does',
    admin => {
      expect(evaluate({ settings: { value: { admin } } }).findings).toEqual([]);
    },
  );

  it('are not checked without a ConfigMap argocd-cm', () => {
    const { outcomes } = evaluate({ settings: { value: undefined } });
    expect(outcomes.find(o => o.rule === 'web-terminal')).toMatchObject({
      state: 'notChecked',
      reason: 'There is no ConfigMap argocd-cm.',
      reasonCode: { code: 'unchecked-no-settings' },
    });
  });

  it('do not check the age of a credential that has none', () => {
    const { outcomes } = evaluate({
      credential: { value: { object: { kind: 'Secret', name: 'a' } } },
    });
    expect(outcomes.find(o => o.rule === 'credential-age')).toMatchObject({
      state: 'notChecked',
    });
  });

  it('count all of thousands and name the first thousand, whatever the order', () => {
    const many = Array.from({ length: 3000 }, (_, i) => ({
      name: `p${String(i).padStart(4, '0')}`,
      namespace: 'argocd',
      sourceRepos: ['*'],
      destinations: [{ server: SERVER, namespace: 'team' }],
      clusterResourceWhitelist: [],
    }));
    const one = evaluate({ projects: { value: many } });
    const other = evaluate({ projects: { value: [...many].reverse() } });
    expect(one.findings).toHaveLength(1000);
    expect(other).toEqual(one);
    expect(one.outcomes.find(o => o.rule === 'project-sources')).toMatchObject({
      state: 'found',
      count: 3000,
    });
  });

  it('say by a code what a page translates, and leave the words of objects as they are', () => {
    const coded = evaluate({
      sharedServer: {
        value: [{ managementCluster: 'a', namespace: 'b', name: 'c' }],
      },
      settings: { value: { admin: undefined } },
      composition: {
        value: {
          claim: { kind: 'WorkerCluster', name: 'dev' },
          name: 'my-own',
          allowed: [],
        },
      },
      ...project({ sourceRepos: ['*'] }),
    }).findings.map(({ rule, evidence, evidenceCode }) => [
      rule,
      evidence,
      evidenceCode,
    ]);
    expect(coded).toEqual([
      ['project-sources', 'sourceRepos: *', undefined],
      [
        'local-administrator',
        'admin.enabled is not set; Argo CD\'s default is "true"',
        {
          code: 'evidence-setting-default',
          values: { setting: 'admin.enabled' },
        },
      ],
      [
        'shared-argocd',
        'both lead to the same API server',
        { code: 'evidence-api-server-shared' },
      ],
      [
        'composition',
        'Composition: my-own; allowed: none',
        { code: 'evidence-composition-none', values: { name: 'my-own' } },
      ],
    ]);
  });

  it('bound what they fill in, too', () => {
    const hostile = `\0\u001b[31m${'x'.repeat(100_000)}`;
    const { findings } = evaluate({
      composition: {
        value: {
          claim: { kind: 'WorkerCluster', name: 'dev' },
          name: hostile,
          allowed: [hostile],
        },
      },
    });
    const stored = JSON.stringify(findings.map(f => f.evidenceCode));
    expect(stored.length).toBeLessThan(1000);
    expect(stored).not.toMatch(/\\u00(00|1b)/);
  });

  it('bound and clean what a hostile cluster sends', () => {
    const hostile = `\0\u001b[31m${'x'.repeat(100_000)}\ud800`;
    const { findings } = evaluate({
      applications: {
        value: [
          application(hostile, {
            destinationServer: hostile,
            project: 'workloads',
          }),
        ],
      },
      ...project({
        name: hostile,
        sourceRepos: Array.from({ length: 200 }, () => `*${hostile}`),
        destinations: [{ server: hostile, namespace: `*${hostile}` }],
      }),
    });
    expect(findings.length).toBeGreaterThan(3);
    for (const { object, evidence } of findings) {
      expect(evidence.length).toBeLessThanOrEqual(300);
      expect(object.name.length).toBeLessThanOrEqual(253);
      // eslint-disable-next-line no-control-regex
      expect(`${object.name}${evidence}`).not.toMatch(/[\0\u001b]/);
    }
  });
});
