import { setTimeout as sleep } from 'node:timers/promises';
import { TestDatabases } from '@backstage/backend-test-utils';
import { writeMessage } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import {
  type Policy,
  readPolicy,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';
import { ConfigReader } from '@backstage/config';
import { ServiceUnavailableError } from '@backstage/errors';
import { RateLimitedError } from '@worker-clusters/git-pull-requests';
import { readGitopsFiles } from '@worker-clusters/sandbox';
import { claimText, FakeGit } from '../__testUtils__/FakeGit';
import { aCluster, openStore, refOf } from '../store/__testUtils__/fleet';
import { GitopsRepository } from './GitopsRepository';
import { CommitReader } from './RequestFiles';
import { type EvaluationFigures, ReviewQueue } from './ReviewQueue';

jest.setTimeout(120_000);
const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
const XRD = 'crossplane/xrds/workercluster.yaml';
const files = readGitopsFiles({ repoUrl: 'http://git', claims: false });
const pathOf = (name: string) => `crossplane/claims/dev/${name}.yaml`;

async function setup(policy: object = {}) {
  const { store } = await openStore(databases, 'SQLITE_3');
  const git = new FakeGit();
  git.files.set(`main:${XRD}`, files[XRD]);
  const repository = new GitopsRepository(git.open(), {
    claimsFolder: 'crossplane/claims',
    xrdPath: XRD,
    compositionPath: 'crossplane/compositions/workercluster-aws.yaml',
  });
  const evaluated: EvaluationFigures[] = [];
  const createQueue = () =>
    new ReviewQueue({
      repository,
      managementCluster: 'main',
      policy: readPolicy(new ConfigReader(policy)) as Policy,
      store,
      reader: new CommitReader(repository),
      signingKeys: [],
      entityExists: async ref => ref.startsWith('group:'),
      onEvaluated: figures => evaluated.push(figures),
    });
  const queue = createQueue();
  const refresh = async (by = queue) => {
    const host = git.open();
    const head = await host.getBranch('main');
    const open = await host.listPullRequests({ state: 'open' });
    git.calls.length = 0;
    return by.refresh(open, { branch: 'main', commit: head!.commit });
  };
  const list = async (state: 'open' | 'merged' | 'closed' = 'open') =>
    (await store.requestQueue.list({ state })).items;
  const one = async (number: number) =>
    (await list()).find(request => request.number === number);
  return { store, git, queue, createQueue, refresh, list, one, evaluated };
}

describe('ReviewQueue', () => {
  it('evaluates a new cluster, whoever asks for it from whatever branch', async () => {
    const { git, refresh, list } = await setup();
    const { number } = git.ask('alpha', { head: 'feature/by-hand' });
    git.pullRequests[0].author = 'mallory';
    git.ask('other', { head: 'feature/docs' });
    git.files.delete(`feature/docs:${pathOf('other')}`);
    git.removed.set(2, ['docs/README.md']);
    await refresh();
    expect(await list()).toEqual([
      {
        number,
        url: 'https://git.example.org/platform/gitops/pulls/1',
        title: 'Add worker cluster alpha',
        state: 'open',
        author: 'mallory',
        createdAt: expect.any(String),
        evaluatedAt: expect.any(String),
        host: {
          checks: 'passed',
          reviews: { approvedBy: [], changesRequestedBy: [], pending: ['bob'] },
          mergeability: 'mergeable',
        },
        conflicts: [],
        changes: [
          {
            cluster: refOf('alpha'),
            verb: 'create',
            environment: 'dev',
            owner: 'group:default/payments',
            path: pathOf('alpha'),
            allowed: true,
            findings: [],
            changes: expect.any(Array),
            consequences: [],
          },
        ],
      },
    ]);
  });

  it('evaluates changes and removals', async () => {
    const { git, refresh, list } = await setup();
    for (const name of ['alpha', 'beta']) {
      git.files.set(
        `main:${pathOf(name)}`,
        // Of a stranger, as everything in the repository.
        claimText(name).replace('size: small', `size: ${'<b>'.repeat(900)}`),
      );
    }
    git.ask('alpha', {
      head: 'resize',
      content: git.files
        .get(`main:${pathOf('alpha')}`)!
        .replace('max: 3', 'max: 9'),
    });
    git.ask('beta', { head: 'remove' });
    git.files.delete(`remove:${pathOf('beta')}`);
    await refresh();
    const [removal, change] = (await list()).map(r => r.changes[0]);
    expect(change).toMatchObject({
      cluster: refOf('alpha'),
      verb: 'update',
      changes: [{ field: 'spec.nodes.max', before: '3', after: '9' }],
    });
    expect(removal).toMatchObject({
      cluster: refOf('beta'),
      verb: 'decommission',
    });
    expect(removal.consequences.length).toBeGreaterThan(0);
    const codes = removal.consequenceCodes!;
    expect(codes).toHaveLength(removal.consequences.length);
    const nodes = codes.find(({ code }) => code === 'removal-nodes');
    expect(nodes?.values?.nodes).toBe('1–3');
    expect(nodes?.values?.size).toHaveLength(501);
  });

  describe('keeps the changed text of the files', () => {
    it('of a claim, also after the merge', async () => {
      const { git, refresh, store } = await setup();
      git.files.set(`main:${pathOf('alpha')}`, claimText('alpha'));
      const pullRequest = git.ask('alpha', {
        head: 'resize',
        content: claimText('alpha').replace('max: 3', 'max: 9'),
      });
      await refresh();
      const kept = [
        {
          path: pathOf('alpha'),
          diff: expect.stringMatching(/\n- {4}max: 3\n\+ {4}max: 9\n/),
        },
      ];
      expect(await store.requestQueue.get(1)).toMatchObject({ files: kept });
      git.finish(pullRequest, 'merged');
      await refresh();
      expect(await store.requestQueue.get(1)).toMatchObject({
        state: 'merged',
        files: kept,
      });
    });

    it('without credentials, in fields and in the text', async () => {
      const { git, refresh, store } = await setup();
      const secret = 'hunter2hunter2';
      git.files.set(`main:${pathOf('alpha')}`, claimText('alpha'));
      git.ask('alpha', {
        head: 'leak',
        content: `${claimText(
          'alpha',
        )}  adminPassword: ${secret}\n  repoUrl: https://ada:${secret}@git.example.org\n`,
      });
      git.ask('beta', {
        head: 'secret',
        content: `apiVersion: v1\nkind: Secret\nmetadata:\n  name: beta\nstringData:\n  a: ${secret}\n`,
      });
      await refresh();
      const leak = await store.requestQueue.get(1);
      expect(leak?.files[0].diff).toContain('+  adminPassword: (hidden)');
      expect(leak?.changes[0].changes).toContainEqual(
        expect.objectContaining({
          field: 'spec.adminPassword',
          after: '(hidden)',
        }),
      );
      expect((await store.requestQueue.get(2))?.files).toEqual([
        { path: pathOf('beta'), withheld: 'secret' },
      ]);
      expect(
        JSON.stringify([leak, await store.requestQueue.get(2)]),
      ).not.toContain(secret);
    });

    it('bounded, for each file and for all', async () => {
      const { git, refresh, store } = await setup();
      const lines = (count: number, length: number) =>
        Array.from(
          { length: count },
          (_, i) => `# ${i}${'x'.repeat(length)}\n`,
        ).join('');
      git.ask('huge', { content: lines(2, 40_000) });
      const head = 'many';
      git.ask('long', { head, content: lines(400, 100) });
      for (let i = 0; i < 9; i++) {
        git.files.set(`${head}:${pathOf(`more-${i}`)}`, lines(400, 100));
      }
      await refresh();
      expect((await store.requestQueue.get(1))?.files).toEqual([
        { path: pathOf('huge'), withheld: 'too-large' },
      ]);
      const { files: many = [] } = (await store.requestQueue.get(2)) ?? {};
      expect(many).toHaveLength(10);
      expect(many[0].diff).toMatch(/\n@@ \d+ more lines\n$/);
      expect(many.at(-1)).toMatchObject({ withheld: 'too-large' });
      expect(JSON.stringify(many).length).toBeLessThan(140_000);
    });

    it('with each cluster of which it tells', async () => {
      const { git, refresh, store } = await setup();
      await store.writeClusters([
        aCluster('alpha'),
        aCluster('alpha', {
          ref: { ...refOf('alpha'), namespace: 'clusters-prod' },
        } as any),
      ]);
      // The claim of another namespace under the same name.
      git.files.set(
        `main:${pathOf('alpha')}`,
        claimText('alpha').replace('clusters-dev', 'clusters-prod'),
      );
      git.ask('alpha', { head: 'move', content: claimText('alpha') });
      await refresh();
      const inDev = (query: any) => query.where('namespace', 'clusters-dev');
      expect(await store.requestQueue.get(1)).toMatchObject({
        files: [{ path: pathOf('alpha') }],
      });
      expect(await store.requestQueue.get(1, inDev)).toMatchObject({
        files: [],
        hiddenFiles: 1,
      });
    });
  });

  it('puts the open change onto the cluster, and takes it away with the request', async () => {
    const { git, refresh, store } = await setup();
    git.files.set(`main:${pathOf('alpha')}`, claimText('alpha'));
    await store.writeClusters([aCluster('alpha')]);
    const pullRequest = git.ask('alpha', {
      head: 'resize',
      content: claimText('alpha').replace('max: 3', 'max: 9'),
    });
    const [{ changed }] = await refresh();
    expect(changed).toEqual([refOf('alpha')]);
    expect((await store.get(refOf('alpha')))?.pending).toMatchObject({
      verb: 'update',
      number: 1,
      changes: [{ field: 'spec.nodes.max', before: '3', after: '9' }],
    });
    git.finish(pullRequest, 'closed');
    await refresh();
    expect(await store.get(refOf('alpha'))).not.toHaveProperty('pending');
  });

  it('raises no revision and reads no file again while nothing changes', async () => {
    const { git, refresh, one } = await setup();
    git.ask('alpha');
    git.ask('beta', { head: 'by-hand' });
    await refresh();
    const first = (await one(1))!.evaluatedAt!;
    await sleep(5);
    const again = await refresh();
    expect(again.map(w => w.raised)).toEqual([false, false]);
    expect(git.calls).toEqual([]);
    expect((await one(1))!.evaluatedAt! > first).toBe(true);
  });

  it('reads no file where no pull request is open', async () => {
    const { git, refresh, list } = await setup();
    await refresh();
    expect(git.calls).toEqual([]);
    expect(await list()).toEqual([]);
  });

  it('tells of what it evaluated', async () => {
    const { git, refresh, evaluated } = await setup();
    git.ask('alpha');
    git.ask('beta', {
      content: claimText('beta').replace('clusters-dev', 'kube-system'),
    });
    git.ask('gamma', { content: '{{{' });
    git.ask('docs');
    git.files.delete(`worker-cluster/dev/docs/create:${pathOf('docs')}`);
    git.removed.set(4, ['docs/README.md']);
    await refresh();
    const [{ results, milliseconds }] = evaluated;
    expect([...results].sort()).toEqual(['allowed', 'problem', 'refused']);
    expect(milliseconds).toBeGreaterThan(0);
  });

  it('keeps the evaluation of what a refresh has no time for, and begins the next one with it', async () => {
    const { git, refresh, one, queue } = await setup();
    for (let i = 1; i <= 6; i += 1) git.ask(`alpha-${i}`);
    await refresh();
    const times = async () => {
      const all = await Promise.all([1, 2, 3, 4, 5, 6].map(one));
      return all.map(request => Date.parse(request!.evaluatedAt!));
    };
    const before = await times();
    const { reader } = (queue as any).options;
    const { getFiles } = reader;
    // Four at a time.
    reader.getFiles = async (...args: unknown[]) => {
      await sleep(20);
      return getFiles.apply(reader, args);
    };
    (queue as any).options.refreshMs = 10;
    await refresh();
    const between = await times();
    expect(between.map((time, i) => time > before[i])).toEqual([
      true,
      true,
      true,
      true,
      false,
      false,
    ]);
    await refresh();
    expect((await times()).slice(4).every((t, i) => t > before[i + 4])).toBe(
      true,
    );
  });

  it('keeps the states of the host that another replica has read', async () => {
    const { git, createQueue, refresh, list } = await setup();
    for (let i = 0; i < 12; i += 1) git.ask(`alpha-${i}`);
    for (let round = 0; round < 3; round += 1) await refresh();
    const states = () => list().then(all => all.filter(r => r.host).length);
    expect(await states()).toBe(12);
    const written = await refresh(createQueue());
    expect(await states()).toBe(12);
    expect(written.map(w => w.raised)).toEqual([false, false]);
  });

  it('reads again what has changed on the branch or on the followed one', async () => {
    const { git, refresh, one } = await setup();
    const { head } = git.ask('alpha');
    await refresh();
    git.files.set(
      `${head}:${pathOf('alpha')}`,
      claimText('alpha').replace('eu-west-1', 'us-east-1'),
    );
    await refresh();
    expect((await one(1))?.changes[0].verb).toBe('create');
    git.files.set(`main:${pathOf('alpha')}`, claimText('alpha'));
    await refresh();
    expect((await one(1))?.changes[0]).toMatchObject({
      verb: 'update',
      changes: [{ field: 'spec.region' }],
    });
  });

  it.each<[string, string, RegExp]>([
    ['a huge claim', 'x'.repeat(13_500_000), /is larger than any claim/],
    [
      '20,000 keys',
      claimText('bad') +
        Array.from({ length: 20_000 }, (_, i) => `  k${i}: 1\n`).join(''),
      /15000 marks/,
    ],
    ['a claim that is no YAML', '{{{', /bad\.yaml: /],
    [
      'two claims',
      `${claimText('bad')}---\n${claimText('bad')}`,
      /second claim/,
    ],
  ])(
    'shows %s as broken, and evaluates the others',
    async (_, content, problem) => {
      const { git, refresh, one } = await setup();
      git.ask('bad', { content });
      git.ask('good');
      await refresh();
      expect(await one(1)).toMatchObject({
        changes: [],
        problem: expect.stringMatching(problem),
      });
      expect((await one(2))?.changes[0]).toMatchObject({ allowed: true });
      expect(await one(2)).not.toHaveProperty('problem');
    },
  );

  it('stores little of a claim with huge field names', async () => {
    const { git, refresh, one } = await setup();
    const fields = Array.from({ length: 40 }, (_, i) => `    k${i}: 1\n`);
    git.ask('alpha', {
      content: `${claimText('alpha')}  ${'x'.repeat(900)}:\n${fields.join('')}`,
    });
    await refresh();
    const { changes } = (await one(1))!;
    expect(changes[0].allowed).toBe(false);
    const { field, label } = changes[0].changes.find(c =>
      c.field.includes('xxx'),
    )!;
    expect([field.length, label.length]).toEqual([501, 501]);
    for (const finding of changes[0].findings) {
      expect(finding.field?.length ?? 0).toBeLessThanOrEqual(501);
      for (const value of Object.values(finding.messageCode?.values ?? {})) {
        expect(value.length).toBeLessThanOrEqual(501);
      }
    }
  });

  it('is not held up by a pull request whose files the Git host does not list', async () => {
    const { git, refresh, one, queue } = await setup();
    git.ask('slow');
    git.ask('good');
    const reader = (queue as any).options.reader as CommitReader;
    const { getFiles } = reader;
    reader.getFiles = (pullRequest, base) =>
      pullRequest.number === 1
        ? new Promise(() => {})
        : getFiles.call(reader, pullRequest, base);
    (queue as any).options.timeoutMs = 2000;
    await refresh();
    expect(await one(1)).toMatchObject({
      problem: 'It was not read within 2 s.',
      problemMessages: [writeMessage('request-read-late', { seconds: 2 })],
    });
    expect((await one(2))?.changes).toHaveLength(1);
  });

  it('is not held up by a request that takes long to evaluate', async () => {
    const { git, refresh, one, queue } = await setup();
    git.ask('slow', {
      content: claimText('slow').replace('payments', 'nobody-answers'),
    });
    git.ask('good');
    (queue as any).options.entityExists = (ref: string) =>
      ref.includes('nobody') ? new Promise(() => {}) : Promise.resolve(true);
    (queue as any).options.timeoutMs = 2000;
    await refresh();
    expect(await one(1)).toMatchObject({
      changes: [],
      problem: 'It was not evaluated within 2 s.',
    });
    expect((await one(2))?.changes).toHaveLength(1);
  });

  it('evaluates no other claim of a request whose time is over', async () => {
    const { git, refresh, one, queue } = await setup();
    const { head } = git.ask('alpha-0');
    for (let i = 1; i < 10; i += 1) {
      git.files.set(`${head}:${pathOf(`alpha-${i}`)}`, claimText(`alpha-${i}`));
    }
    let asked = 0;
    (queue as any).options.entityExists = async () => {
      asked += 1;
      await sleep(200);
      return true;
    };
    (queue as any).options.timeoutMs = 300;
    await refresh();
    expect((await one(1))?.problem).toBe('It was not evaluated within 0.3 s.');
    // The claim that had begun asks twice, each of the others would.
    await sleep(1500);
    expect(asked).toBeLessThan(6);
  });

  it('says of a request that cannot be evaluated why, and evaluates the others', async () => {
    const { git, refresh, one, queue } = await setup();
    git.ask('bad', { content: claimText('bad').replace('payments', 'bad') });
    git.ask('good');
    (queue as any).options.entityExists = async (ref: string) => {
      if (ref.includes('bad')) throw new Error('no such table');
      return true;
    };
    await refresh();
    expect(await one(1)).toMatchObject({
      changes: [],
      problem: 'It cannot be evaluated: no such table',
      problemMessages: [
        writeMessage('request-not-evaluated', { reason: 'no such table' }),
      ],
    });
    expect((await one(2))?.changes).toHaveLength(1);
  });

  describe('with a branch that is not the one of the pull request', () => {
    const resized = claimText('alpha').replace('max: 3', 'max: 9');
    const notEvaluated = {
      changes: [],
      problem: expect.stringMatching(/^Not evaluated: .* no branch '/),
    };

    it('does not take the files of a push in between for those of the commit', async () => {
      const { git, refresh, one } = await setup();
      git.files.set(`main:${pathOf('alpha')}`, claimText('alpha'));
      const bad = claimText('alpha').replace('max: 3', 'max: 9');
      const { head } = git.ask('alpha', { head: 'resize', content: bad });
      const file = `${head}:${pathOf('alpha')}`;
      // After the look at the branch, before its file is read.
      const once = (call: string) => {
        if (call !== `getFile ${head}`) return;
        git.onCall = undefined;
        git.files.set(file, claimText('alpha'));
      };
      git.onCall = once;
      await refresh();
      expect(await one(1)).toMatchObject(notEvaluated);
      git.files.set(file, bad);
      await refresh();
      expect((await one(1))?.changes).toMatchObject([
        { changes: [{ field: 'spec.nodes.max', after: '9' }] },
      ]);
    });

    it('does not evaluate a fork, nor lets it hide the request at the same commit', async () => {
      const { git, refresh, one } = await setup();
      git.files.set(`main:${pathOf('alpha')}`, claimText('alpha'));
      git.ask('alpha', { head: 'mallory:resize', content: resized });
      git.ask('alpha', { head: 'resize', content: resized });
      await refresh();
      expect(await one(1)).toMatchObject(notEvaluated);
      expect((await one(2))?.changes).toMatchObject([
        { verb: 'update', changes: [{ field: 'spec.nodes.max', after: '9' }] },
      ]);
    });

    it('does not evaluate a branch of the same name at another commit', async () => {
      const { git, refresh, one } = await setup();
      git.files.set(`main:${pathOf('alpha')}`, claimText('alpha'));
      const pullRequest = git.ask('alpha', {
        head: 'resize',
        content: resized,
      });
      pullRequest.headCommit = 'f'.repeat(40);
      await refresh();
      expect(await one(1)).toMatchObject(notEvaluated);
      // The host had not shown the push at the branch yet.
      delete pullRequest.headCommit;
      await refresh();
      expect((await one(1))?.changes).toHaveLength(1);
    });

    it('takes a deleted branch for no removal', async () => {
      const { git, refresh, one } = await setup();
      git.files.set(`main:${pathOf('alpha')}`, claimText('alpha'));
      git.ask('alpha', { head: 'resize', content: resized });
      git.files.delete(`resize:${pathOf('alpha')}`);
      git.pullRequests[0].headCommit = 'f'.repeat(40);
      await refresh();
      expect(await one(1)).toMatchObject(notEvaluated);
    });

    it('evaluates a request whose commit the host shortens', async () => {
      const { git, refresh, one } = await setup();
      const pullRequest = git.ask('alpha');
      const { commit } = (await git.open().getBranch(pullRequest.head))!;
      pullRequest.headCommit = commit.slice(0, 12);
      await refresh();
      expect((await one(1))?.changes).toMatchObject([{ verb: 'create' }]);
    });
  });

  describe('when files cannot be read', () => {
    const failing = async (fails: (number: number) => Error | undefined) => {
      const context = await setup();
      context.git.ask('bad');
      context.git.ask('good');
      await context.refresh();
      const reader = (context.queue as any).options.reader as CommitReader;
      const { getFiles } = reader;
      reader.getFiles = async (pullRequest, base) => {
        const error = fails(pullRequest.number);
        if (error) throw error;
        return getFiles.call(reader, pullRequest, base);
      };
      return context;
    };
    const broken = new ServiceUnavailableError('The Git host failed (500)');

    it('says so of the one pull request, and evaluates the others', async () => {
      const { refresh, one } = await failing(n =>
        n === 1 ? broken : undefined,
      );
      await refresh();
      expect(await one(1)).toMatchObject({
        changes: [],
        problem: 'Its files cannot be read: The Git host failed (500)',
      });
      expect((await one(2))?.changes).toHaveLength(1);
    });

    it.each<[string, (number: number) => Error | undefined]>([
      ['fails for all of them', () => broken],
      [
        'takes no more calls',
        n => (n === 2 ? new RateLimitedError('Rate limited', 0) : undefined),
      ],
    ])('keeps what is known if the host %s', async (_, fails) => {
      const { refresh, one } = await failing(fails);
      await expect(refresh()).rejects.toThrow(fails(2));
      for (const number of [1, 2]) {
        expect((await one(number))?.changes).toHaveLength(1);
      }
    });

    it('is not held up by several that hang', async () => {
      const { git, queue, refresh, one } = await failing(() => undefined);
      const { reader } = (queue as any).options;
      const { getFiles } = reader;
      for (let i = 0; i < 6; i += 1) git.ask(`hangs-${i}`);
      reader.getFiles = (pullRequest: { number: number }, base: object) =>
        pullRequest.number > 2
          ? new Promise(() => {})
          : getFiles(pullRequest, base);
      (queue as any).options.timeoutMs = 500;
      const begun = performance.now();
      await refresh();
      // Six times 500 ms one after the other.
      expect(performance.now() - begun).toBeLessThan(2000);
      expect((await one(8))?.problem).toMatch(/not read within 0.5 s/);
    });
  });

  it('says that the whole pool is too large a range, and does not count it', async () => {
    const { git, refresh, one, store } = await setup({
      network: { pool: '10.0.0.0/8' },
    });
    git.ask('greedy', {
      content: `${claimText('greedy')}  network:\n    vpcCidr: 10.0.0.0/8\n`,
    });
    await refresh();
    const change = (await one(1))!.changes[0];
    expect(change.allowed).toBe(false);
    expect(change.findings).toContainEqual(
      expect.objectContaining({ severity: 'error', rule: 'cidr' }),
    );
    expect(
      (await store.requestQueue.pending()).get('main/clusters-dev/greedy'),
    ).toMatchObject({ allowed: false });
  });

  it('refuses fields of the machinery, and a claim under the name of another', async () => {
    const { git, refresh, one } = await setup();
    git.ask('alpha', {
      content: claimText('alpha').replace(
        '  crossplane:\n',
        '  crossplane:\n    compositionRef: {name: mine}\n',
      ),
    });
    git.ask('beta', {
      content: claimText('beta').replace(
        'namespace: clusters-dev',
        'namespace: kube-system',
      ),
    });
    await refresh();
    const machinery = (await one(1))!.changes[0];
    expect(machinery.allowed).toBe(false);
    expect(machinery.findings.map(f => f.field)).toContain(
      'spec.crossplane.compositionRef',
    );
    const moved = (await one(2))!.changes[0];
    expect(moved.allowed).toBe(false);
    expect(moved.findings).toContainEqual(
      expect.objectContaining({ rule: 'path', field: 'metadata.namespace' }),
    );
  });

  it.each<[string, string, string | undefined]>([
    ['an empty kustomization', 'kustomization.yaml', undefined],
    ['a kustomization with another name', 'Kustomization', undefined],
    [
      'a kustomization that drops a claim',
      'kustomization.yaml',
      'resources: [alpha.yaml]\n',
    ],
    ['a chart', 'Chart.yaml', undefined],
    ["Argo CD's own settings", '.argocd-source.yaml', undefined],
  ])('says that %s changes what Argo CD applies', async (_, file, before) => {
    const { git, refresh, one } = await setup();
    git.files.set(`main:${pathOf('alpha')}`, claimText('alpha'));
    const path = `crossplane/claims/dev/${file}`;
    if (before) git.files.set(`main:${path}`, before);
    git.ask('alpha', { head: 'sneaky', content: claimText('alpha') });
    git.files.delete(`sneaky:${pathOf('alpha')}`);
    git.removed.set(1, [path]);
    git.files.set(`sneaky:${path}`, 'resources: []\n');
    await refresh();
    expect((await one(1))?.problem).toMatch(
      /changes which claims Argo CD applies, or how/,
    );
  });

  it('takes the list of files for granted where a claim comes or goes with it', async () => {
    const { git, refresh, one } = await setup();
    const list = 'crossplane/claims/dev/kustomization.yaml';
    git.files.set(`main:${list}`, 'resources: [alpha.yaml]\n');
    git.files.set(`main:${pathOf('alpha')}`, claimText('alpha'));
    git.ask('beta', { head: 'add' });
    git.files.set(`add:${list}`, 'resources: [alpha.yaml, beta.yaml]\n');
    git.ask('alpha', { head: 'remove' });
    git.files.delete(`remove:${pathOf('alpha')}`);
    git.files.set(`remove:${list}`, 'resources: []\n');
    await refresh();
    for (const number of [1, 2]) {
      expect(await one(number)).not.toHaveProperty('problem');
    }
  });

  it('finds requests that are in each other’s way, and lets the older range count', async () => {
    const { git, refresh, one, store } = await setup({
      network: { pool: '10.0.0.0/8' },
    });
    const range = '  network:\n    vpcCidr: 10.7.0.0/16\n';
    git.ask('alpha', { content: claimText('alpha') + range });
    git.ask('beta', { content: claimText('beta') + range });
    git.ask('beta', { head: 'by-hand' });
    await refresh();
    expect((await one(1))?.conflicts).toEqual([
      expect.objectContaining({ kind: 'range', number: 2 }),
    ]);
    expect((await one(2))?.conflicts.map(c => [c.kind, c.number])).toEqual([
      ['range', 1],
      ['cluster', 3],
    ]);
    // As the fleet has it from then on.
    const row = (name: string) => {
      const cluster = aCluster(name, { vpcCidr: '10.7.0.0/16' } as any);
      return {
        ...cluster,
        state: {
          ...cluster.state,
          uid: undefined,
          phase: { ...cluster.state.phase, phase: 'requested' as const },
        },
      };
    };
    await store.writeClusters([row('alpha'), row('beta')]);
    for (let round = 0; round < 3; round += 1) {
      await refresh();
      expect([
        (await one(1))?.changes[0].allowed,
        (await one(2))?.changes[0].allowed,
      ]).toEqual([true, false]);
    }
  });

  it('follows a request until its change is applied', async () => {
    const { git, refresh, list, store } = await setup();
    const pullRequest = git.ask('alpha');
    await refresh();
    git.finish(pullRequest, 'merged');
    await refresh();
    expect(await list()).toEqual([]);
    expect(await list('merged')).toMatchObject([
      { number: 1, state: 'merged', applied: false },
    ]);
    await store.writeClusters([aCluster('alpha')]);
    await refresh();
    expect(await list('merged')).toMatchObject([{ applied: true }]);
    // Its removal, later, is another request.
    await store.removeClusters([refOf('alpha')]);
    await refresh();
    expect(await list('merged')).toMatchObject([{ applied: true }]);
  });

  it('keeps a closed request for a month', async () => {
    const { git, refresh, list } = await setup();
    const day = 24 * 60 * 60_000;
    for (const [name, age] of [
      ['old', 31],
      ['recent', 29],
    ] as const) {
      const pullRequest = git.ask(name);
      await refresh();
      git.finish(
        pullRequest,
        'closed',
        new Date(Date.now() - age * day).toISOString(),
      );
      await refresh();
      await refresh();
    }
    expect((await list('closed')).map(r => r.number)).toEqual([2]);
  });

  it('leaves out pull requests to another branch', async () => {
    const { git, refresh, list } = await setup();
    const pullRequest = git.ask('alpha');
    pullRequest.base = 'feature/network';
    await refresh();
    expect(await list()).toEqual([]);
    pullRequest.base = 'main';
    await refresh();
    expect(await list()).toHaveLength(1);
    pullRequest.base = 'feature/network';
    await refresh();
    expect(await list()).toEqual([]);
  });

  it('forgets a request that touches no claim any more', async () => {
    const { git, refresh, list } = await setup();
    const { head, number } = git.ask('alpha');
    await refresh();
    git.files.delete(`${head}:${pathOf('alpha')}`);
    git.files.set(`${head}:README.md`, 'x');
    git.removed.set(number, []);
    await refresh();
    expect(await list()).toEqual([]);
  });

  it('evaluates 200 pull requests, the oldest ones', async () => {
    const { git, refresh, store } = await setup();
    for (let i = 0; i < 230; i += 1) git.ask(`flood-${i}`, { content: 'x' });
    await refresh();
    const { open } = await store.requestQueue.list({ limit: 1 });
    expect(open).toBe(200);
  });
});
