import { AuthorizeResult } from '@backstage/plugin-permission-common';
import type { Application } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { readPolicy } from '@worker-clusters/backstage-plugin-worker-clusters-node';
import { ConfigReader } from '@backstage/config';
import { MemoryHost } from '../__testUtils__/MemoryHost';
import {
  claimFile,
  createFleet,
  createTestAction,
  REPOSITORY_FILES,
} from '../__testUtils__/platform';

const PATH = 'crossplane/claims/dev/payments-dev.yaml';
const NO_ASIDES = {
  draft: false,
  labels: [],
  reviewers: [],
  teamReviewers: [],
  assignees: [],
};
const CLUSTER = { name: 'payments-dev', environment: 'dev' };
const FILES = { ...REPOSITORY_FILES, [PATH]: claimFile() };
const OBJECT = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n';
const branchOf = (verb: string) => `worker-cluster/dev/payments-dev/${verb}`;

describe('worker-cluster:update', () => {
  const test = (host: MemoryHost, change = {}) =>
    createTestAction(host, { id: 'worker-cluster:update', ...change });

  it('changes the requested fields and no other byte, and describes the consequences', async () => {
    const host = new MemoryHost(FILES);
    const { run } = test(host, {
      policy: readPolicy(
        new ConfigReader({
          prices: { currency: 'USD', cluster: 73, nodes: { small: 70 } },
        }),
      ),
    });
    const { output } = await run({
      ...CLUSTER,
      spec: { kubernetesVersion: '1.35', nodes: { max: 9 } },
      reason: 'The *sale* begins on Friday',
    });
    expect(output).toMatchObject({
      branch: branchOf('update'),
      claimPath: PATH,
      pullRequestNumber: 1,
    });
    expect(host.branches.get(branchOf('update'))!.files.get(PATH)).toBe(
      claimFile().replace("'1.34'", "'1.35'").replace('max: 4', 'max: 9'),
    );
    const [{ title, body }] = host.pullRequests;
    expect(title).toBe('worker-cluster: update payments-dev (eu-west-1)');
    expect(body).toContain('> The \\*sale\\* begins on Friday');
    expect(body).toContain(
      '| Field | Before | After |\n| --- | --- | --- |\n| kubernetesVersion | 1.34 | 1.35 |\n| nodes&#46;max | 4 | 9 |',
    );
    expect(body).toContain('The control plane is upgraded from 1.34 to 1.35');
    expect(body).toContain('every node is replaced');
    expect(body).toContain(
      '| Cost, estimated | 213 to 703 USD a month \\(before: 213 to 353 USD a month\\) |',
    );
  });

  it.each([
    [
      'a downgrade',
      { kubernetesVersion: '1.33' },
      /cannot go back from 1\.34 to 1\.33/,
    ],
    [
      'two versions at once',
      { kubernetesVersion: '1.36' },
      /upgrade from 1\.34 to 1\.35 first/,
    ],
    ['what cannot change', { region: 'us-east-1' }, /region is immutable/],
    [
      'what the XRD does not offer',
      { nodes: { size: 'huge' } },
      /'huge' is not offered/,
    ],
    ['a field that there is not', { colour: 'red' }, /'colour' is not a field/],
    ['nothing', { nodes: { min: 2 } }, /The request changes nothing/],
  ])('refuses %s and writes nothing', async (_, spec, message) => {
    const host = new MemoryHost(FILES);
    await expect(test(host).run({ ...CLUSTER, spec })).rejects.toThrow(message);
    expect(host.requests).toEqual([]);
  });

  it('says that there is no such claim, or that it is requested already', async () => {
    const host = new MemoryHost(FILES);
    await expect(
      test(host).run({
        ...CLUSTER,
        name: 'nobody',
        spec: { nodes: { max: 9 } },
      }),
    ).rejects.toThrow(/There is no claim of 'nobody' in environment dev/);
    await test(host).run({ ...CLUSTER, spec: { nodes: { max: 9 } } });
    await expect(
      test(host).run(
        { ...CLUSTER, spec: { nodes: { max: 8 } } },
        { id: 'task-2', user: 'bob' },
      ),
    ).rejects.toThrow(
      /A change of this cluster has been requested already, in pull request #1/,
    );
  });

  it('rejects if the file changes while the request is planned', async () => {
    const host = new MemoryHost(FILES);
    const open = host.open.bind(host);
    host.open = () => {
      const repository = open();
      return {
        ...repository,
        createBranchWithCommit: async options => {
          host.push('main', PATH, claimFile().replace('max: 4', 'max: 5'));
          return repository.createBranchWithCommit(options);
        },
      };
    };
    await expect(
      test(host).run({ ...CLUSTER, spec: { nodes: { min: 3 } } }),
    ).rejects.toMatchObject({ name: 'ConflictError' });
    expect(host.pullRequests).toEqual([]);
  });

  it('asks again after the first change was merged and its branch left behind', async () => {
    const host = new MemoryHost(FILES);
    await test(host).run({ ...CLUSTER, spec: { nodes: { max: 9 } } });
    host.push('main', PATH, claimFile().replace('max: 4', 'max: 9'));
    host.pullRequests[0].state = 'merged';
    await test(host).run(
      { ...CLUSTER, spec: { nodes: { max: 12 } } },
      { id: 'task-2' },
    );
    expect(host.pullRequests.map(p => p.state)).toEqual(['merged', 'open']);
    expect(
      host.branches.get(`${branchOf('update')}-2`)!.files.get(PATH),
    ).toContain('max: 12');
  });
});

describe('worker-cluster:decommission', () => {
  const test = (host: MemoryHost, change = {}) =>
    createTestAction(host, { id: 'worker-cluster:decommission', ...change });

  it('removes the claim, also from the kustomization that lists it, and says what is destroyed', async () => {
    const host = new MemoryHost({
      ...FILES,
      'crossplane/claims/dev/kustomization.yaml':
        '# ours\nresources:\n  - namespace.yaml\n  - payments-dev.yaml # the first\n',
    });
    await test(host).run({ ...CLUSTER, confirmedName: 'payments-dev' });
    const { files } = host.branches.get(branchOf('decommission'))!;
    expect(files.has(PATH)).toBe(false);
    expect(files.get('crossplane/claims/dev/kustomization.yaml')).toBe(
      '# ours\nresources:\n  - namespace.yaml\n',
    );
    const [{ title, body }] = host.pullRequests;
    expect(title).toBe('worker-cluster: decommission payments-dev (eu-west-1)');
    expect(body).toContain('### Destroyed resources');
    expect(body).toContain('Every application in it is removed first');
    expect(body).toContain('It cannot be undone');
  });

  it('names the applications and the addresses that go', async () => {
    const host = new MemoryHost(FILES);
    const { fleet } = createFleet('payments-dev');
    const app = (name: string, ...externalUrls: string[]) =>
      ({ name, externalUrls } as Application);
    fleet.listApplications.mockResolvedValue({
      items: [app('shop', 'https://shop.example.org'), app('a_b_')],
    });
    await test(host, { fleet }).run({
      ...CLUSTER,
      confirmedName: 'payments-dev',
    });
    expect(fleet.listApplications.mock.calls[0][0]).toEqual({
      managementCluster: 'main',
      namespace: 'clusters-dev',
      name: 'payments-dev',
    });
    const [{ body }] = host.pullRequests;
    expect(body).toContain(
      '2 applications are removed first, with their load balancers and volumes: shop, a\\_b\\_.',
    );
    expect(body).toContain(
      'These addresses stop answering: https&#58;//shop&#46;example&#46;org.',
    );
  });

  it.each([
    [undefined, /has never been reached: what runs in it is not known/],
    ['2026-11-01T08:00:00Z', /its state at 2026-11-01T08:00:00Z/],
  ])(
    'says of a cluster that cannot be reached (last seen %s) what is known',
    async (lastSeen, says) => {
      const host = new MemoryHost(FILES);
      const { fleet } = createFleet('payments-dev');
      const { items } = await fleet.listClusters({});
      Object.assign(items.find(c => c.name === 'payments-dev')!.connection, {
        status: 'unreachable',
        lastSeen,
      });
      fleet.listApplications.mockResolvedValue({ items: [] });
      await test(host, { fleet }).run({
        ...CLUSTER,
        confirmedName: 'payments-dev',
      });
      const [{ body }] = host.pullRequests;
      expect(body.replace(/&#58;/g, ':')).toMatch(says);
      expect(body.includes('deploys no application')).toBe(!!lastSeen);
    },
  );

  it('says who else must approve', async () => {
    const host = new MemoryHost(FILES);
    const policy = {
      environments: {
        dev: { secondApprover: { teams: ['leads'], reviewers: [] } },
      },
    };
    const pullRequests = {
      ...NO_ASIDES,
      autoMerge: true,
    };
    const { log } = await test(host, { policy, pullRequests }).run({
      ...CLUSTER,
      confirmedName: 'payments-dev',
    });
    expect(host.pullRequests[0]).toMatchObject({
      teamReviewers: ['leads'],
      autoMerge: false,
    });
    expect(log.join()).not.toMatch(/error/);
  });

  it('refuses a request whose second approver the Git host does not know', async () => {
    const host = new MemoryHost(FILES);
    host.unknownReviewers = [
      { kind: 'team', name: 'leads', message: "git.test has no team 'leads'." },
    ];
    const policy = {
      environments: {
        dev: { secondApprover: { teams: ['leads'], reviewers: [] } },
      },
    };
    await expect(
      test(host, { policy }).run({
        ...CLUSTER,
        confirmedName: 'payments-dev',
      }),
    ).rejects.toThrow(/^git\.test has no team 'leads'\. .*Nothing was written/);
    expect(host.requests).toEqual([]);
    expect(host.pullRequests).toEqual([]);
  });

  it('wants the name typed', async () => {
    const host = new MemoryHost(FILES);
    await expect(
      test(host).run({ ...CLUSTER, confirmedName: 'payments-prod' }),
    ).rejects.toThrow(/type its name once more/);
    expect(host.requests).toEqual([]);
  });

  it('aborts when the kustomization cannot be read, and overwrites nothing', async () => {
    const host = new MemoryHost({
      ...FILES,
      'crossplane/claims/dev/kustomization.yaml': 'resources: [\n',
    });
    await expect(
      test(host).run({ ...CLUSTER, confirmedName: 'payments-dev' }),
    ).rejects.toThrow(/kustomization of the claims cannot be read/);
    expect(host.requests).toEqual([]);
  });
});

it.each([
  [
    'worker-cluster:update',
    { ...CLUSTER, spec: { nodes: { max: 9 } } },
    'worker-clusters.cluster.update',
  ],
  [
    'worker-cluster:decommission',
    { ...CLUSTER, confirmedName: 'payments-dev' },
    'worker-clusters.cluster.decommission',
  ],
  [
    'worker-cluster:pull-request',
    {
      ...CLUSTER,
      verb: 'create',
      title: 't',
      body: 'b',
      changes: [{ path: PATH, content: 'x' }],
    },
    'worker-clusters.cluster.create',
  ],
])('%s is behind a permission', async (id, input, permission) => {
  const host = new MemoryHost(FILES);
  const { run, permissions } = createTestAction(host, { id });
  permissions.authorize.mockResolvedValue([{ result: AuthorizeResult.DENY }]);
  permissions.authorizeConditional.mockResolvedValue([
    { result: AuthorizeResult.DENY },
  ]);
  await expect(run(input)).rejects.toMatchObject({
    name: 'NotAllowedError',
    message: expect.stringContaining(`'${permission}'`),
  });
  expect(host.requests).toEqual([]);
});

describe('a claim of the Crossplane v1 API', () => {
  const legacy = (text: string) =>
    text.replaceAll('platform.example.org', 'legacy.platform.example.org');
  const host = () =>
    new MemoryHost({
      ...FILES,
      [PATH]: legacy(claimFile()),
      'crossplane/xrds/README.md': '# XRDs\n',
      'crossplane/xrds/workercluster-v1.yaml': legacy(
        REPOSITORY_FILES['crossplane/xrds/workercluster.yaml'],
      ).replace('maximum: 50', 'maximum: 6'),
    });
  const change = (on: MemoryHost, spec: object) =>
    createTestAction(on, { id: 'worker-cluster:update' }).run({
      ...CLUSTER,
      spec,
    });

  it('is changed, and evaluated by the XRD of its own kind', async () => {
    const sound = host();
    const { output } = await change(sound, { nodes: { max: 6 } });
    const { files } = sound.branches.get(output.branch as string)!;
    expect(files.get(PATH)).toBe(
      legacy(claimFile()).replace('max: 4', 'max: 6'),
    );
    await expect(change(host(), { nodes: { max: 7 } })).rejects.toThrow(/6/);
  });

  it('is decommissioned', async () => {
    const sound = host();
    const { output } = await createTestAction(sound, {
      id: 'worker-cluster:decommission',
    }).run({ ...CLUSTER, confirmedName: 'payments-dev' });
    const { files } = sound.branches.get(output.branch as string)!;
    expect(files.has(PATH)).toBe(false);
  });
});

describe('a second change by the same person', () => {
  const policy = { amendRequests: true };
  const change = (host: MemoryHost, spec: object, id: string) =>
    createTestAction(host, { id: 'worker-cluster:update', policy }).run(
      { ...CLUSTER, spec },
      { id },
    );

  it('is added to the first', async () => {
    const host = new MemoryHost(FILES);
    const first = await change(host, { nodes: { max: 9 } }, 'task-1');
    const branch = first.output.branch as string;
    const claim = () => host.branches.get(branch)!.files.get(PATH)!;

    const second = await change(host, { kubernetesVersion: '1.35' }, 'task-2');
    expect(second.output.pullRequestNumber).toBe(1);
    expect(claim()).toMatch(/max: 9/);
    expect(claim()).toMatch(/kubernetesVersion: ['"]?1\.35/);
    const [{ body }, ...others] = host.pullRequests;
    expect(others).toEqual([]);
    expect(body).toMatch(/4 \| 9/);
    expect(body).toMatch(/1.*34 \| 1.*35/);
    expect(second.log.join()).toContain('This change is added to it');
    // The pull request does not speak of itself.
    expect(body).not.toContain('added to it');
    const third = await change(host, { nodes: { min: 3 } }, 'task-3');
    expect(third.output.pullRequestNumber).toBe(1);
  });

  it('is refused after somebody else has changed the claim on the branch', async () => {
    const host = new MemoryHost(FILES);
    const first = await change(host, { nodes: { max: 9 } }, 'task-1');
    const branch = first.output.branch as string;
    const claim = () => host.branches.get(branch)!.files.get(PATH)!;
    host.push(branch, PATH, claim().replace('max: 9', 'max: 8'));
    await expect(
      change(host, { kubernetesVersion: '1.35' }, 'task-2'),
    ).rejects.toThrow(/requested already, in pull request #1/);
    expect(claim()).toMatch(/max: 8/);
  });
});

it('says that the fleet cannot be asked, rather than that something is not allowed', async () => {
  const host = new MemoryHost(FILES);
  const { fleet } = createFleet();
  fleet.listClusters = (async () => {
    throw new Error('connection refused');
  }) as any;
  await expect(
    createTestAction(host, { id: 'worker-cluster:update', fleet }).run({
      ...CLUSTER,
      spec: { nodes: { max: 9 } },
    }),
  ).rejects.toMatchObject({
    name: 'ServiceUnavailableError',
    message: expect.stringMatching(/fleet cannot be read now.*refused/),
  });
});

describe('worker-cluster:pull-request', () => {
  it.each([
    'README.md',
    'crossplane/claims',
    'crossplane/claims/../xrds/workercluster.yaml',
    'crossplane/claims/./x.yaml',
    'crossplane/claims//x.yaml',
    '/crossplane/claims/dev/x.yaml',
    'crossplane/claims/dev\\..\\..\\x.yaml',
    'crossplane/claimsx/x.yaml',
    'crossplane/claims/dev/',
    'crossplane/claims/dev/kustomization.yaml',
    'crossplane/claims/dev/payments.yaml',
    'crossplane/claims/dev/payments-dev-2.yaml',
    'crossplane/claims/dev/payments-dev',
    'crossplane/claims/prod/payments-dev.yaml',
    'crossplane/claims/dev/payments-dev/../search-dev.yaml',
    'crossplane/claims/payments-dev.yaml',
    'crossplane/claims/dev/payments-dev.yaml, other.yaml',
  ])('refuses the path %s', async path => {
    const host = new MemoryHost(FILES);
    const { run } = createTestAction(host, {
      id: 'worker-cluster:pull-request',
    });
    await expect(
      run({
        ...CLUSTER,
        verb: 'update',
        title: 't',
        body: 'b',
        changes: [{ path, content: 'x' }],
      }),
    ).rejects.toThrow(/is not a file of the cluster/);
    expect(host.requests).toEqual([]);
  });

  it.each([
    ['an existing file', 'create', { content: 'x' }, 'update'],
    ['the end of the claim', 'create', {}, 'decommission'],
    ['the end of the claim, as a change', 'update', {}, 'decommission'],
  ])(
    'needs the permission for what it does: %s as %s',
    async (_, verb, change, needed) => {
      const host = new MemoryHost(FILES);
      const { run, permissions } = createTestAction(host, {
        id: 'worker-cluster:pull-request',
      });
      for (const decide of [
        permissions.authorize,
        permissions.authorizeConditional,
      ]) {
        decide.mockImplementation(async (asked: any) =>
          asked.map(({ permission }: any) => ({
            result: permission.name.endsWith(needed)
              ? AuthorizeResult.DENY
              : AuthorizeResult.ALLOW,
          })),
        );
      }
      await expect(
        run({
          ...CLUSTER,
          verb,
          title: 'Harmless',
          body: 'b',
          changes: [{ path: PATH, ...change }],
        }),
      ).rejects.toThrow(`'worker-clusters.cluster.${needed}'`);
      expect(host.requests).toEqual([]);
    },
  );

  it.each([
    ['a new claim', REPOSITORY_FILES, PATH, 'update', 'create'],
    ['a new claim', REPOSITORY_FILES, PATH, 'decommission', 'create'],
    [
      'a new file beside a claim',
      FILES,
      PATH.replace('.yaml', '.more.yaml'),
      'create',
      'update',
    ],
  ])(
    'needs the permission for %s, whatever the branch is called',
    async (_, repository, path, verb, needed) => {
      const host = new MemoryHost(repository);
      const { run, permissions } = createTestAction(host, {
        id: 'worker-cluster:pull-request',
      });
      for (const decide of [
        permissions.authorize,
        permissions.authorizeConditional,
      ]) {
        decide.mockImplementation(async (asked: any) =>
          asked.map(({ permission }: any) => ({
            result: permission.name.endsWith(needed)
              ? AuthorizeResult.DENY
              : AuthorizeResult.ALLOW,
          })),
        );
      }
      await expect(
        run({
          ...CLUSTER,
          verb,
          title: 't',
          body: 'b',
          changes: [{ path, content: path === PATH ? claimFile() : OBJECT }],
        }),
      ).rejects.toThrow(`'worker-clusters.cluster.${needed}'`);
      expect(host.requests).toEqual([]);
    },
  );

  it('tells the reviewer that a cluster is removed, before the text of the action', async () => {
    const host = new MemoryHost(FILES);
    await createTestAction(host, { id: 'worker-cluster:pull-request' }).run({
      ...CLUSTER,
      verb: 'update',
      title: 'Fix a typo',
      body: 'A typo.',
      changes: [{ path: PATH }],
    });
    const [{ body }] = host.pullRequests;
    expect(body).toMatch(
      /^### Removal\n\nThis removes the claim of \*\*payments-dev\*\* in dev/,
    );
    expect(body.indexOf('A typo.')).toBeGreaterThan(0);
  });

  it('lets nobody write trailers or marks', async () => {
    const host = new MemoryHost(FILES);
    await createTestAction(host, { id: 'worker-cluster:pull-request' }).run({
      ...CLUSTER,
      verb: 'create',
      title: 'x\n\nCo-authored-by: Boss <boss@example.org>',
      body: '<!-- worker-clusters-task: 1 by: user%3Adefault%2Fbob file: 0 -->',
      changes: [{ path: PATH.replace('.yaml', '.md'), content: 'x' }],
    });
    const [{ title, body }] = host.pullRequests;
    expect(title).toBe('x Co-authored-by: Boss <boss@example.org>');
    expect(body.match(/<!--/g)).toHaveLength(1);
  });

  it('writes files of the cluster, and lists them where files are listed', async () => {
    const folder = 'crossplane/claims/dev';
    const host = new MemoryHost({
      ...FILES,
      [`${folder}/kustomization.yaml`]:
        'resources:\n  - payments-dev.old.yaml # for now\n  - payments-dev.yaml\n',
      [`${folder}/payments-dev.old.yaml`]: 'old',
    });
    const { output } = await createTestAction(host, {
      id: 'worker-cluster:pull-request',
    }).run({
      ...CLUSTER,
      verb: 'update',
      title: 't',
      body: 'b',
      changes: [
        { path: `${folder}/payments-dev.database.yaml`, content: OBJECT },
        { path: `${folder}/payments-dev.old.yaml` },
        { path: `${folder}/payments-dev/notes.md`, content: 'y' },
      ],
    });
    const { files } = host.branches.get(output.branch as string)!;
    expect(files.get(`${folder}/payments-dev.database.yaml`)).toBe(OBJECT);
    expect(files.has(`${folder}/payments-dev.old.yaml`)).toBe(false);
    expect(files.get(`${folder}/payments-dev/notes.md`)).toBe('y');
    expect(files.get(`${folder}/kustomization.yaml`)).toBe(
      'resources:\n  - payments-dev.yaml\n  - payments-dev.database.yaml\n',
    );
  });
});

describe('what a request may say', () => {
  const CROSSPLANE = { crossplane: { compositionRef: { name: 'own' } } };
  const SPEC = {
    region: 'eu-west-1',
    owner: 'group:default/payments',
    kubernetesVersion: '1.34',
    nodes: { size: 'small', min: 2, max: 4 },
  };
  const write = (text: string, body = 'b') => ({
    ...CLUSTER,
    verb: 'update',
    title: 't',
    body,
    changes: [{ path: PATH, content: text }],
  });

  it.each<[string, string, object, RegExp]>([
    [
      'worker-cluster:create',
      'a Composition of its own',
      { ...CLUSTER, name: 'new-dev', spec: { ...SPEC, ...CROSSPLANE } },
      /'spec\.crossplane\.compositionRef' belongs to Crossplane/,
    ],
    [
      'worker-cluster:update',
      'a Composition of its own',
      { ...CLUSTER, spec: CROSSPLANE },
      /'spec\.crossplane\.compositionRef' belongs to Crossplane/,
    ],
    [
      'worker-cluster:pull-request',
      'a Composition of its own',
      write(`${claimFile()}  crossplane: {compositionRef: {name: own}}\n`),
      /'spec\.crossplane\.compositionRef' belongs to Crossplane/,
    ],
    [
      'worker-cluster:pull-request',
      'a pause',
      write(
        claimFile().replace(
          'spec:',
          "  annotations: {crossplane.io/paused: 'true'}\nspec:",
        ),
      ),
      /The annotation 'crossplane\.io\/paused'/,
    ],
    [
      'worker-cluster:pull-request',
      'what is no claim',
      write('x'),
      /must hold exactly one claim.*the cluster would be removed/,
    ],
    [
      'worker-cluster:pull-request',
      'the claim of another cluster',
      write(claimFile('search-dev')),
      /metadata\.name of the claim must be 'payments-dev'/,
    ],
    [
      'worker-cluster:pull-request',
      'a second claim in another file',
      {
        ...write(claimFile()),
        changes: [
          {
            path: PATH.replace('.yaml', '.more.yaml'),
            content: claimFile('search-dev'),
          },
        ],
      },
      /holds another claim/,
    ],
  ])('%s refuses %s, and writes nothing', async (id, _, input, message) => {
    const host = new MemoryHost(FILES);
    await expect(createTestAction(host, { id }).run(input)).rejects.toThrow(
      message,
    );
    expect(host.requests).toEqual([]);
  });

  it('shows every field that a file changes, before the text of the action', async () => {
    const host = new MemoryHost(FILES);
    await createTestAction(host, { id: 'worker-cluster:pull-request' }).run({
      ...write(
        claimFile().replace('max: 4', 'max: 9').replace('1.34', '1.35'),
        '```\n<details>',
      ),
      changes: [
        {
          path: PATH,
          content: claimFile().replace('max: 4', 'max: 9'),
        },
        { path: PATH.replace('.yaml', '.more.yaml'), content: OBJECT },
      ],
    });
    const [{ body }] = host.pullRequests;
    expect(body).toMatch(/^### Changes\n\n\| Field \| Before \| After \|/);
    expect(body).toContain('| nodes&#46;max | 4 | 9 |');
    expect(body).toContain('- ConfigMap in ');
    expect(body.indexOf('ConfigMap in')).toBeLessThan(body.indexOf('```'));
  });

  it('shows the fields before a reason that is too long for the text', async () => {
    const host = new MemoryHost(FILES);
    await createTestAction(host, { id: 'worker-cluster:update' }).run({
      ...CLUSTER,
      spec: { nodes: { max: 9 } },
      reason: '@'.repeat(60_000),
    });
    const [{ body }] = host.pullRequests;
    expect(body.indexOf('| nodes&#46;max | 4 | 9 |')).toBeGreaterThan(0);
    expect(body.indexOf('| nodes&#46;max | 4 | 9 |')).toBeLessThan(2000);
    expect(body.length).toBeLessThan(15_000);
  });
});

describe('policy', () => {
  const create = (policy: object, fleet: object[] = []) => {
    const host = new MemoryHost({
      ...FILES,
      'crossplane/xrds/workercluster.yaml': REPOSITORY_FILES[
        'crossplane/xrds/workercluster.yaml'
      ].replace(
        '                nodes:\n',
        '                network: {type: object, properties: {vpcCidr: {type: string}}}\n                nodes:\n',
      ),
    });
    const { run, fleet: service } = createTestAction(host, {
      policy: readPolicy(new ConfigReader(policy as any)),
    });
    service.listClusters = (async () => ({
      items: fleet.map((c: any) => ({ phase: { phase: 'ready' }, ...c })),
    })) as any;
    return {
      host,
      run: (input = {}, id?: string) =>
        run({ name: 'new-dev', ...input }, { id }),
    };
  };

  it('counts open requests that the fleet does not know yet', async () => {
    const { host, run } = create({
      network: { pool: '10.0.0.0/8' },
      quota: { clustersPerOwner: 1 },
    });
    await run({ name: 'one-dev' });
    await expect(run({ name: 'two-dev' }, 'task-2')).rejects.toThrow(
      /has 1 of 1 clusters \(one-dev\)/,
    );
    const more = create({ network: { pool: '10.0.0.0/8' } });
    await more.run({ name: 'one-dev' });
    await more.run({ name: 'two-dev' }, 'task-2');
    const ranges = more.host.requests.map(
      branch =>
        /vpcCidr: (\d\S+)/.exec(
          [...more.host.branches.get(branch)!.files.values()].join('\n'),
        )![1],
    );
    expect(new Set(ranges).size).toBe(2);
    expect(host.pullRequests).toHaveLength(1);
  });

  it.each([
    [
      'name',
      {
        name: {
          pattern: '[a-z]+-(dev|prod)',
          description: 'it ends with its environment',
        },
      },
      { name: 'new' },
      /it ends with its environment/,
    ],
    [
      'environment',
      { environments: { prod: {} } },
      {},
      /Environment 'dev' is not offered: choose one of prod/,
    ],
    [
      'region',
      { environments: { dev: { regions: ['us-east-1'] } } },
      {},
      /Region 'eu-west-1' is not offered in dev: choose one of us-east-1/,
    ],
    [
      'version',
      { environments: { dev: { kubernetesVersions: ['1.35'] } } },
      {},
      /Kubernetes version '1.34' is not offered in dev/,
    ],
    [
      'size',
      { environments: { dev: { nodeSizes: ['small'] } } },
      {},
      /Node size 'medium' is not offered in dev/,
    ],
    [
      'nodes',
      { environments: { dev: { maxNodes: 3 } } },
      {},
      /at most 3 nodes, not 4/,
    ],
    [
      'quota',
      { quota: { clustersPerOwner: 1 } },
      {},
      /has 1 of 1 clusters \(old-dev\)/,
    ],
    [
      'quota of one owner',
      {
        quota: {
          clustersPerOwner: 9,
          owners: [{ owner: 'group:default/payments', clusters: 1 }],
        },
      },
      {},
      /has 1 of 1 clusters/,
    ],
    [
      'overlap',
      { network: { pool: '10.0.0.0/8' } },
      { spec: { network: { vpcCidr: '10.1.0.0/16' } } },
      /overlaps 10\.1\.0\.0\/16 of the cluster old-dev/,
    ],
    [
      'pool',
      { network: { pool: '10.0.0.0/8' } },
      { spec: { network: { vpcCidr: '192.168.0.0/16' } } },
      /outside of the platform's pool 10\.0\.0\.0\/8/,
    ],
    [
      'reserved',
      { network: { pool: '10.0.0.0/8', reserved: ['10.9.0.0/16'] } },
      { spec: { network: { vpcCidr: '10.9.0.0/16' } } },
      /overlaps 10\.9\.0\.0\/16, which is used elsewhere/,
    ],
  ])('%s', async (_, policy, input, message) => {
    const fleet = [
      {
        name: 'old-dev',
        owner: 'group:default/payments',
        vpcCidr: '10.1.0.0/16',
      },
    ];
    const { host, run } = create(policy, fleet);
    await expect(run(input)).rejects.toThrow(message);
    expect(host.requests).toEqual([]);
    const sound = create(
      {
        name: { pattern: '.*' },
        environments: { dev: {} },
        quota: { clustersPerOwner: 2 },
      },
      fleet,
    );
    await sound.run();
    expect(sound.host.pullRequests).toHaveLength(1);
  });

  it('assigns the first address range that is free', async () => {
    const { host, run } = create(
      {
        network: {
          pool: '10.0.0.0/8',
          reserved: ['10.0.0.0/16', '10.3.0.0/16'],
        },
      },
      [
        { name: 'a', vpcCidr: '10.1.0.0/16' },
        { name: 'b', vpcCidr: '10.2.0.0/16', phase: { phase: 'requested' } },
        { name: 'c', vpcCidr: '10.4.0.0/16', phase: { phase: 'closed' } },
      ],
    );
    await run();
    expect(
      host.branches
        .get('worker-cluster/dev/new-dev/create')!
        .files.get('crossplane/claims/dev/new-dev.yaml'),
    ).toContain('vpcCidr: 10.4.0.0/16');
  });
});
