import { execFileSync, spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  readGitopsFiles,
  renderPlatformRepository,
  sandboxAnswers,
} from '@worker-clusters/sandbox';
import fc from 'fast-check';
import { main } from './main';

jest.setTimeout(120_000);

const BIN = join(__dirname, '../bin/worker-clusters');
const PATH = 'crossplane/claims/dev/payments-dev.yaml';
const XRDS = [
  ...['', '-v1'].flatMap(v => [
    '--xrd',
    `crossplane/xrds/workercluster${v}.yaml`,
  ]),
  '--policy',
  'policy.yaml',
];
/** Two claims of the sandbox deploy a preview of their applications. */
const FOLDERS =
  'restrictedFields: [{field: spec.applications.basePath, allow: [applications/k8s-manifests/preview]}]\n';
const POLICY = `
environments: {dev: {maxNodes: 12}, staging: {}, prod: {nodeSizes: [medium, large]}}
network: {pool: 10.0.0.0/8}
prices: {currency: USD, cluster: 100, nodes: {small: 50, medium: 100, large: 200}}
${FOLDERS}`;

let folder: string;

function write(path: string, text: string) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}
const read = (path: string) => readFileSync(join(folder, path), 'utf8');
const git = (...args: string[]) =>
  execFileSync(
    'git',
    ['-c', 'user.name=x', '-c', 'user.email=x@example.org', ...args],
    { cwd: folder, stdio: 'pipe' },
  );
const run = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [BIN, ...args],
    { cwd: folder, encoding: 'utf8' },
  );
  return { status, stdout, stderr };
};

/** The same in this process, which takes less time. */
async function runHere(...args: string[]) {
  const output = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map(stream =>
    jest.spyOn(process[stream], 'write').mockImplementation(text => {
      output[stream] += text;
      return true;
    }),
  );
  const back = process.cwd();
  process.chdir(folder);
  try {
    process.exitCode = 0;
    await main(['node', 'worker-clusters', ...args]);
    return { status: process.exitCode as unknown as number, ...output };
  } finally {
    process.exitCode = undefined;
    process.chdir(back);
    for (const spy of spies) spy.mockRestore();
  }
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cli-'));
  const files = readGitopsFiles({
    repoUrl: 'https://git.example/a.git',
    claims: true,
  });
  for (const [path, text] of Object.entries(files)) write(path, text);
  write('policy.yaml', POLICY);
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--all');
  git('commit', '--quiet', '--message=Begin');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('worker-clusters validate', () => {
  it('passes the claims of the sandbox, those of the v1 API too', () => {
    const { status, stdout, stderr } = run('validate', ...XRDS);
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    expect(stderr).toContain('14 claims checked, 0 problems');
  });

  it('finds the XRDs of the sandbox by itself', async () => {
    const { status, stdout, stderr } = await runHere(
      'validate',
      '--policy',
      'policy.yaml',
    );
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    expect(stderr).toContain('14 claims checked, 0 problems');
  });

  it.each<[string, (text: string) => string, string, RegExp]>([
    [
      'a value that the XRD does not offer',
      t => t.replace('eu-west-1', 'mars-1'),
      'schema',
      /:10: error: Region 'mars-1' is not offered/,
    ],
    [
      'a rule of the XRD',
      t => t.replace('min: 2', 'min: 8'),
      'schema',
      /:16: error: Maximum number of nodes \(4\) is below the minimum/,
    ],
    [
      'an unknown field',
      t => t.replace('  nodes:', '  colour: red\n  nodes:'),
      'unknown-field',
      /:13: error: 'colour' is not a field/,
    ],
    [
      'the policy',
      t => t.replace('max: 4', 'max: 20'),
      'size',
      /at most 12 nodes, not 20/,
    ],
    [
      'an address range that is taken',
      t => t.replace('10.3.0.0', '10.1.0.0'),
      'cidr',
      /overlaps 10\.1\.0\.0\/16 of the cluster data-dev/,
    ],
    [
      'another place',
      t => t.replace('environment: dev', 'environment: prod'),
      'place',
      /belongs into crossplane\/claims\/prod\/payments-dev\.yaml/,
    ],
    [
      'another namespace',
      t => t.replace('clusters-dev', 'default'),
      'place',
      /must be clusters-dev/,
    ],
    [
      'a name that is taken',
      t => t.replace('name: payments-dev', 'name: data-dev'),
      'taken',
      /is taken, by crossplane\/claims\/dev\/data-dev\.yaml/,
    ],
    [
      'an owner that is no group',
      t => t.replace('group:default/payments', 'user:default/ada'),
      'owner',
      /is not a group/,
    ],
    [
      'a field of Crossplane',
      t => t.replace('spec:', 'spec:\n  compositionRef: {name: mine}'),
      'machinery',
      /:9: error: 'spec\.compositionRef' belongs to Crossplane/,
    ],
    [
      'an annotation that pauses reconciliation',
      t =>
        t.replace(
          'annotations:',
          "annotations:\n    crossplane.io/paused: 'true'",
        ),
      'machinery',
      /error: The annotation 'crossplane\.io\/paused' is not one of/,
    ],
    [
      'finalizers',
      t => t.replace('spec:', '  finalizers: [a/b]\nspec:'),
      'machinery',
      /:8: error: 'metadata\.finalizers' is not a field that a claim sets/,
    ],
    [
      'applications of a foreign repository',
      t => `${t}  applications: {repoURL: https://evil.example/x.git}\n`,
      'restricted',
      /error: Repository 'https:\/\/evil\.example\/x\.git' is not allowed/,
    ],
    [
      'a version of Argo CD that is not offered',
      t => `${t}  argocd:\n    chartVersion: 5.0.0\n`,
      'restricted',
      /error: Chart version '5\.0\.0' is not allowed: choose 10\.1\.1, 9\.4\.18/,
    ],
    ['no YAML', () => 'a: [', 'yaml', /:\d+: error: /],
    [
      'two claims in one file',
      t => `${t}---\n${t}`,
      'place',
      /more than one claim/,
    ],
  ])('finds %s', async (_, change, rule, said) => {
    write(PATH, change(read(PATH)));
    const { status, stdout } = await runHere('validate', ...XRDS);
    expect(status).toBe(1);
    const line = stdout
      .split('\n')
      .find(l => l.startsWith(PATH) && l.endsWith(`[${rule}]`));
    expect(line).toMatch(said);
  });

  it.each([
    ['kind: WorkerCluster', 'kind: WorkerClutser'],
    ['platform.example.org/', 'platform.exmaple.org/'],
  ])('does not take %s written as %s for no claim', async (right, wrong) => {
    write(PATH, read(PATH).replace(right, wrong));
    for (const base of [[], ['--base', 'HEAD']]) {
      const { status, stdout } = await runHere('validate', ...XRDS, ...base);
      expect(status).toBe(1);
      expect(stdout).toMatch(/payments-dev.yaml:\d+: error: .*there is none/);
      expect(stdout.includes('it removes the cluster')).toBe(base.length > 0);
    }
  });

  it('warns of fields that the platform team sets, and passes what was there before', async () => {
    write(
      PATH,
      read(PATH).replace(
        '  crossplane:\n',
        '  crossplane:\n    compositionUpdatePolicy: Manual\n',
      ),
    );
    write(
      'policy.yaml',
      `platformFields: [spec.crossplane.compositionUpdatePolicy]\n${FOLDERS}`,
    );
    const known = await runHere('validate', ...XRDS);
    expect(known.status).toBe(0);
    expect(known.stdout).toMatch(/warning: This changes 'spec\.crossplane\./);

    git('commit', '--all', '--quiet', '--message=Hold back');
    write(PATH, read(PATH).replace('max: 4', 'max: 5'));
    const later = await runHere('validate', ...XRDS, '--base', 'HEAD');
    expect(later).toMatchObject({ status: 0, stdout: '' });
  });

  it('knows what was before in a folder of a larger repository', () => {
    mkdirSync(join(folder, 'platform'));
    git('mv', 'crossplane', 'platform/');
    git('commit', '--quiet', '--message=Move');
    const path = `platform/${PATH}`;
    write(path, read(path).replace('eu-west-1', 'us-east-1'));
    const { status, stdout } = spawnSync(
      process.execPath,
      [BIN, 'validate', ...XRDS.slice(0, -2), '--base', 'HEAD'],
      { cwd: join(folder, 'platform'), encoding: 'utf8' },
    );
    expect(status).toBe(1);
    expect(stdout).toMatch(/[Rr]egion.*(cannot|immutable)/);
  });

  it('looks with --base at what has changed only, and against what it was', async () => {
    write(
      'crossplane/claims/dev/data-dev.yaml',
      read('crossplane/claims/dev/data-dev.yaml').replace(
        'us-east-1',
        'mars-1',
      ),
    );
    git('commit', '--all', '--quiet', '--message=Broken already');
    write(
      PATH,
      read(PATH)
        .replace("'1.34'", "'1.33'")
        .replace('eu-west-1', 'us-east-1')
        .replace('10.3.', '10.99.'),
    );
    const { status, stdout, stderr } = await runHere(
      'validate',
      ...XRDS,
      '--base',
      'HEAD',
    );
    expect(status).toBe(1);
    expect(stdout).toContain('region is immutable. [immutable]');
    expect(stdout).toContain('network.vpcCidr is immutable. [immutable]');
    expect(stdout).toContain('cannot go back from 1.34 to 1.33');
    expect(stdout).not.toContain('mars-1');
    expect(stderr).toContain('1 claims checked');
  });

  describe('checks the lifetime of clusters', () => {
    const day = 24 * 60 * 60 * 1000;
    const inDays = (days: number) =>
      new Date(Date.now() + days * day).toISOString();
    const withEnd = (end: string) =>
      read(PATH).replace(
        'spec:',
        `  annotations: {platform.example.org/expires-at: '${end}'}\nspec:`,
      );
    const validate = (...args: string[]) =>
      runHere('validate', ...XRDS, ...args);
    beforeEach(() => {
      write(PATH, read(PATH).replace(/^ {2}annotations:\n( {4}.*\n)*/m, ''));
      write(
        'policy.yaml',
        POLICY.replace('maxNodes: 12', 'lifetime: {longest: {days: 30}}'),
      );
      git('add', '--all');
      git('commit', '--quiet', '--message=Lifetimes');
    });

    it.each<[string, () => string, RegExp]>([
      ['an end in time', () => inDays(29), /^$/],
      ['an end that is too far ahead', () => inDays(31), /too far ahead/],
      ['an end that is no time', () => 'tomorrow', /is not a time/],
    ])('%s, with a base or without one', async (_, end, problem) => {
      write(PATH, withEnd(end()));
      for (const args of [[], ['--base', 'main']]) {
        const { status, stdout } = await validate(...args);
        expect(stdout).toMatch(problem);
        expect(status).toBe(stdout ? 1 : 0);
      }
    });

    it('refuses an end that is over if it is new, and keeps one that the claim has', async () => {
      write(PATH, withEnd(inDays(-1)));
      expect((await validate('--base', 'main')).stdout).toMatch(/is over/);
      expect((await validate()).stdout).toBe('');
      git('commit', '--quiet', '--all', '--message=Ended');
      write(PATH, read(PATH).replace('max: 4', 'max: 5'));
      expect((await validate('--base', 'main')).stdout).toBe('');
    });

    it('wants an end of a new claim only', async () => {
      expect((await validate()).stdout).toBe('');
      write(
        PATH.replace('payments-dev', 'search-dev'),
        read(PATH)
          .replace(/payments-dev/g, 'search-dev')
          .replace('10.3.', '10.77.'),
      );
      expect((await validate('--base', 'main')).stdout).toMatch(
        /search-dev\.yaml.*Clusters in dev have an end: give one within 30 d/,
      );
    });
  });

  it('writes annotations for GitHub, in which a claim can give no command', async () => {
    write(PATH, read(PATH).replace('eu-west-1', '"x\\n::error::forged%"'));
    const { stdout } = await runHere('validate', ...XRDS, '--format', 'github');
    const lines = stdout.trim().split('\n');
    expect(
      lines.every(l =>
        /^::(error|warning|notice) file=crossplane\/claims\//.test(l),
      ),
    ).toBe(true);
    expect(stdout).toContain('%0A::error::forged%25');
  });

  it('writes a report for GitLab', async () => {
    write(PATH, read(PATH).replace('eu-west-1', 'mars-1'));
    const { status } = await runHere(
      'validate',
      ...XRDS,
      '--format',
      'gitlab',
      '--output',
      'report.json',
    );
    expect(status).toBe(1);
    expect(JSON.parse(read('report.json'))).toEqual([
      {
        description: expect.stringContaining('mars-1'),
        check_name: 'worker-clusters/schema',
        fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
        severity: 'critical',
        location: { path: PATH, lines: { begin: 10 } },
      },
    ]);
  });

  it.each([
    [
      'an XRD that is not there',
      ['validate', '--xrd', 'no.yaml'],
      /cannot read no\.yaml \(ENOENT\).*--xrd/,
    ],
    [
      'claims that are not there',
      ['validate', '--claims', 'no'],
      /cannot read the folder no/,
    ],
    [
      'a folder outside',
      ['validate', '--claims', '../x'],
      /name a folder of the repository/,
    ],
    [
      'a ref that is not there',
      ['validate', '--base', 'nowhere'],
      /fetch that branch with its history/,
    ],
    [
      'a ref that is an option',
      ['validate', '--base=--upload-pack=x'],
      /is not a Git ref/,
    ],
    [
      'an unknown format',
      ['validate', '--format', 'xml'],
      /Allowed choices are text, github, gitlab/,
    ],
    [
      'a policy that is none',
      ['validate', '--policy', 'README.md'],
      /is not a policy/,
    ],
    ['no base', ['plan'], /it needs --base/],
    ['no command', ['frobnicate'], /unknown command/],
  ])('says what is wrong with %s, with exit code 2', async (_, args, said) => {
    const { status, stderr } = await runHere(...args);
    expect(status).toBe(2);
    expect(stderr).toMatch(said);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it('does not follow links, and refuses what Argo CD would make of them', async () => {
    symlinkSync('/etc', join(folder, 'crossplane/claims/dev/etc'));
    symlinkSync(
      '/etc/passwd',
      join(folder, 'crossplane/claims/dev/passwd.yaml'),
    );
    const { status, stdout } = await runHere('validate', ...XRDS);
    expect(status).toBe(1);
    expect(stdout).toContain('passwd.yaml: a symlink is not rendered here');
    expect(stdout).not.toContain('root:');
  });

  it('ends with 0 or 1, whatever a claim file holds', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string({ maxLength: 300 }),
          fc.jsonValue().map(v =>
            JSON.stringify({
              apiVersion: 'platform.example.org/v1alpha1',
              kind: 'WorkerCluster',
              metadata: { name: 'x' },
              spec: v,
            }),
          ),
        ),
        async text => {
          write('crossplane/claims/dev/x.yaml', text);
          const { status, stderr } = await runHere('validate');
          expect({
            text,
            status: status === 0 || status === 1,
            stderr,
          }).toMatchObject({ status: true });
        },
      ),
      { numRuns: 8 },
    );
  });
});

describe('worker-clusters plan and render-pr-body', () => {
  const change = () => {
    write(PATH, read(PATH).replace('max: 4', 'max: 9'));
    write(
      'crossplane/claims/dev/search-dev.yaml',
      read(PATH)
        .replace(/payments-dev/g, 'search-dev')
        .replace('10.3.', '10.77.'),
    );
    rmSync(join(folder, 'crossplane/claims/dev/platform-lab.yaml'));
  };

  it('says what comes, changes and goes', async () => {
    change();
    const { status, stdout } = await runHere(
      'plan',
      ...XRDS,
      '--policy',
      'policy.yaml',
      '--base',
      'main',
      '--format',
      'json',
    );
    expect(status).toBe(0);
    const { clusters, plans } = JSON.parse(stdout);
    expect(clusters).toMatchObject({
      added: [{ name: 'search-dev', application: 'worker-cluster-dev' }],
      changed: [{ name: 'payments-dev' }],
      removed: [{ name: 'platform-lab' }],
      problems: [],
    });
    expect(plans).toMatchObject([
      {
        verb: 'update',
        changes: [{ before: '4', after: '9' }],
        cost: { monthly: { min: 200, max: 550 } },
      },
      {
        verb: 'decommission',
        path: 'crossplane/claims/dev/platform-lab.yaml',
      },
      {
        verb: 'create',
        resources: expect.arrayContaining([{ kind: 'Subnet', count: 6 }]),
      },
    ]);
    const text = (await runHere('plan', ...XRDS, '--base', 'main')).stdout;
    expect(text).toContain('Maximum number of nodes: 4 -> 9');
    expect(text).toContain('It cannot be undone');
    expect(text).toMatch(
      /^Deletes WorkerCluster clusters-dev\/platform-lab \(worker-cluster-dev\): /m,
    );
  });

  it('writes Markdown in which a claim is only text', async () => {
    change();
    write(
      PATH,
      read(PATH).replace(
        'group:default/payments',
        '"group:default/<b>[x](http://evil.example)"',
      ),
    );
    const { status, stdout } = await runHere(
      'render-pr-body',
      ...XRDS,
      '--base',
      'main',
    );
    expect(status).toBe(0);
    expect(stdout).toContain('### Destroyed resources');
    expect(stdout).not.toMatch(/<b>|\]\(http/);
  });

  it('says that nothing changes', async () => {
    expect(await runHere('plan', '--base', 'HEAD')).toEqual({
      status: 0,
      stdout: 'No worker cluster is added, changed or deleted.\n',
      stderr: '',
    });
  });
});

describe('worker-clusters guard', () => {
  const application = 'argocd/infrastructure/worker-cluster-dev.yaml';
  const guard = (...args: string[]) =>
    runHere('guard', '--base', 'main', ...args);
  /** Lets the files of the folder decide again what is rendered. */
  const unpin = () =>
    write(
      application,
      read(application).replace(
        "    directory:\n      include: '*.yaml'\n",
        '',
      ),
    );
  const commit = (...paths: string[]) => {
    git('add', ...(paths.length ? paths : ['--all']));
    git('commit', '--quiet', '--message=Change');
  };
  beforeEach(() => git('switch', '--quiet', '--create', 'change'));

  it('passes what deletes nothing', async () => {
    write(PATH, read(PATH).replace('max: 4', 'max: 9'));
    git('mv', PATH, 'crossplane/claims/dev/payments.yaml');
    commit();
    expect(await guard()).toEqual({
      status: 0,
      stdout: '',
      stderr: 'No claim is removed.\n',
    });
  });

  it.each<[string, () => void, RegExp]>([
    [
      'Kustomization without resources, and an Application that heeds it',
      () => {
        unpin();
        write('crossplane/claims/dev/Kustomization', 'resources: []\n');
      },
      /payments-dev\.yaml:1: (error|warning): .*deletes the cluster clusters-dev\/payments-dev/,
    ],
    [
      'kustomization.yaml without resources, and an Application that heeds it',
      () => {
        unpin();
        write('crossplane/claims/dev/kustomization.yaml', 'resources: []\n');
      },
      /deletes the cluster clusters-dev\/payments-dev/,
    ],
    [
      'another path in the Application',
      () =>
        write(
          application,
          read(application).replace('crossplane/claims/dev', 'docs/runbooks'),
        ),
      /deletes the cluster clusters-dev\/payments-dev/,
    ],
    [
      'a comment that has Argo CD skip the file',
      () => write(PATH, `# +argocd:skip-file-rendering\n${read(PATH)}`),
      /deletes the cluster clusters-dev\/payments-dev/,
    ],
    [
      'a claim that is an empty list',
      () => write(PATH, `${read(PATH)}items: []\n`),
      /deletes the cluster clusters-dev\/payments-dev/,
    ],
    [
      'a deleted Application',
      () => rmSync(join(folder, application)),
      /the Application worker-cluster-dev is gone/,
    ],
    [
      'a claim that moves to another Application',
      () => git('mv', PATH, 'crossplane/claims/prod/payments-dev.yaml'),
      /the Application worker-cluster-prod applies it now/,
    ],
  ])('stops %s, unless deletion is allowed', async (_, change, said) => {
    change();
    commit();
    const { status, stdout } = await guard();
    expect(status).toBe(1);
    expect(stdout).toMatch(said);
    expect((await guard('--allow-deletion')).status).toBe(0);
    expect((await guard('--allow-deletion')).stdout).toMatch(said);
    const github = (await guard('--format', 'github')).stdout
      .trim()
      .split('\n');
    expect(github.every(line => line.startsWith('::error file='))).toBe(true);
  });

  it.each<[string, () => void, RegExp]>([
    [
      'a patch of a kustomization',
      () => {
        unpin();
        write(
          'crossplane/claims/dev/kustomization.yaml',
          'resources: [payments-dev.yaml]\npatches: []\n',
        );
      },
      /the field 'patches' is not rendered here/,
    ],
    [
      'options of the Application beside the claims',
      () =>
        write(
          'crossplane/claims/dev/.argocd-source.yaml',
          "directory: {exclude: 'p*'}\n",
        ),
      /changes the options of the Application/,
    ],
    [
      "a cluster administrator's binding among the claims",
      () =>
        write(
          'crossplane/claims/dev/admin.yaml',
          'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: mallory}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}\nsubjects: [{kind: User, name: mallory}]\n',
        ),
      /admin\.yaml:1: error: The ClusterRoleBinding 'mallory' is no claim/,
    ],
    [
      'a kustomization that would be applied as it is',
      () =>
        write(
          'crossplane/claims/dev/kustomization.yaml',
          'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nmetadata: {name: x}\nresources: []\n',
        ),
      /The Kustomization 'x' is no claim/,
    ],
    [
      "another environment's namespace",
      () =>
        write(
          'crossplane/claims/dev/_prod.yaml',
          'apiVersion: v1\nkind: Namespace\nmetadata: {name: clusters-prod}\n',
        ),
      /The Namespace 'clusters-prod' is no claim/,
    ],
    [
      'a deleted XRD of which there are protected claims',
      () => rmSync(join(folder, 'crossplane/xrds/workercluster.yaml')),
      /error: .*deletes the CompositeResourceDefinition workerclusters\.platform\.example\.org, and all claims/,
    ],
    [
      'a link in the place of a claim',
      () => {
        rmSync(join(folder, PATH));
        symlinkSync('../prod/ledger-prod.yaml', join(folder, PATH));
      },
      /a symlink is not rendered here/,
    ],
    [
      'a submodule in the place of the claims',
      () => {
        git('rm', '-r', '--quiet', 'crossplane/claims/dev');
        const sha = execFileSync('git', ['rev-parse', 'HEAD'], {
          cwd: folder,
          encoding: 'utf8',
        }).trim();
        git(
          'update-index',
          '--add',
          '--cacheinfo',
          `160000,${sha},crossplane/claims/dev`,
        );
        mkdirSync(join(folder, 'crossplane/claims/dev'));
      },
      /crossplane\/claims\/dev: a submodule is not rendered here/,
    ],
    [
      'an encoding of the files on the disk',
      () => write('.gitattributes', '*.yaml working-tree-encoding=UTF-16BE\n'),
      /may change manifests/,
    ],
    [
      'a claim that is larger than a manifest may be',
      () => write(PATH, `${read(PATH)}# ${'x'.repeat(1024 * 1024)}\n`),
      /too large to be read/,
    ],
  ])('stops %s, also if deletion is allowed', async (what, change, said) => {
    change();
    // With the encoding, Git would convert whatever else is added.
    commit(...(what.startsWith('an encoding') ? ['.gitattributes'] : []));
    const { status, stdout } = await guard('--allow-deletion');
    expect(status).toBe(1);
    expect(stdout).toMatch(said);
  });

  it('ignores a kustomization in a folder of plain files', async () => {
    write('crossplane/claims/dev/Kustomization', 'resources: []\n');
    commit();
    expect(await guard()).toEqual({
      status: 0,
      stdout: '',
      stderr: 'No claim is removed.\n',
    });
  });

  it("lets an environment's only cluster go", async () => {
    for (const name of ['data', 'logistics', 'payments']) {
      git('rm', '--quiet', `crossplane/claims/staging/${name}-staging.yaml`);
    }
    commit();
    git('branch', '--force', 'main');
    git('rm', '--quiet', 'crossplane/claims/staging/storefront-staging.yaml');
    commit();
    const { status, stdout } = await guard('--allow-deletion');
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /deletes the cluster clusters-staging\/storefront-staging/,
    );
    expect(stdout).not.toMatch(/Namespace/);
  });

  describe('a protected cluster', () => {
    const LEDGER = 'crossplane/claims/prod/ledger-prod.yaml';
    const XRD = 'crossplane/xrds/workercluster.yaml';
    const disable = () =>
      write(
        LEDGER,
        read(LEDGER).replace(
          '  environment: prod\n',
          '  environment: prod\n  deletionProtection: disabled\n',
        ),
      );

    it.each<[string, () => void]>([
      ['its file', () => rmSync(join(folder, LEDGER))],
      [
        'its file and the protection of its environment',
        () => {
          rmSync(join(folder, LEDGER));
          write(
            XRD,
            read(XRD).replace(
              '- prod\n                  enum: [enabled',
              '- none\n                  enum: [enabled',
            ),
          );
        },
      ],
      [
        'its Application',
        () =>
          rmSync(
            join(folder, 'argocd/infrastructure/worker-cluster-prod.yaml'),
          ),
      ],
      [
        'its namespace',
        () => rmSync(join(folder, 'crossplane/claims/prod/_namespace.yaml')),
      ],
    ])(
      'is not deleted with %s, also if deletion is allowed',
      async (_, change) => {
        change();
        commit();
        const { status, stdout } = await guard('--allow-deletion');
        expect(status).toBe(1);
        expect(stdout).toMatch(
          /prod\/.*: error: .*set spec\.deletionProtection to disabled in a pull request of its own first/,
        );
        const validated = await runHere('validate', ...XRDS, '--base', 'main');
        expect(validated.stdout).toMatch(/error: .*deletionProtection/);
      },
    );

    it('is deleted by the second of two pull requests', async () => {
      disable();
      commit();
      expect((await guard()).status).toBe(0);
      expect(
        (await runHere('validate', ...XRDS, '--base', 'main')).status,
      ).toBe(0);
      git('branch', '--force', 'main');
      rmSync(join(folder, LEDGER));
      commit();
      expect((await guard()).status).toBe(1);
      expect((await guard('--allow-deletion')).status).toBe(0);
      const plan = await runHere('plan', ...XRDS, '--base', 'main');
      expect(plan.stdout).not.toMatch(/protected against deletion/);
    });
  });

  it('compares with where the branch began', async () => {
    write('README.md', 'x');
    commit();
    git('switch', '--quiet', 'main');
    write(
      'crossplane/claims/dev/other.yaml',
      read(PATH).replace(/payments-dev/g, 'other-dev'),
    );
    commit();
    git('switch', '--quiet', 'change');
    expect((await guard()).status).toBe(0);
  });

  it('shows by validate and plan what it stops', async () => {
    unpin();
    write('crossplane/claims/dev/Kustomization', 'resources: []\n');
    commit();
    const validated = await runHere('validate', ...XRDS, '--base', 'main');
    expect(validated.status).toBe(1);
    expect(validated.stdout).toMatch(
      /payments-dev\.yaml:1: warning: .*deletes the cluster/,
    );
    expect(validated.stdout).toMatch(
      /error: No Application applies the claim of 'payments-dev'/,
    );
    expect((await runHere('validate', ...XRDS)).stdout).toMatch(
      /No Application applies the claim of 'payments-dev'/,
    );
    expect((await runHere('plan', ...XRDS, '--base', 'main')).stdout).toMatch(
      /^Deletes WorkerCluster clusters-dev\/payments-dev/m,
    );
    expect(
      (await runHere('render-pr-body', ...XRDS, '--base', 'main')).stdout,
    ).toMatch(/^- Deletes WorkerCluster clusters/m);
  });

  it('gives the CI system no orders that come from names or claims', async () => {
    const orders =
      '"\\n::add-mask::x\\n##vso[task.x]\\r\\u001b[0Ksection_start:1:a\\r"';
    write(PATH, read(PATH).replace('eu-west-1', orders));
    write(
      'crossplane/claims/dev/a\n::set-env name=X::y.yaml',
      read(PATH).replace(/payments-dev/g, 'odd-dev'),
    );
    rmSync(join(folder, 'crossplane/claims/dev/data-dev.yaml'));
    commit();
    for (const args of [
      ['validate'],
      ['validate', '--format', 'gitlab'],
      ['plan'],
      ['plan', '--format', 'json'],
      ['render-pr-body'],
      ['guard'],
    ]) {
      const { stdout, stderr } = await runHere(...args, '--base', 'main');
      const output = stdout + stderr;
      expect(output).not.toMatch(/^\s*::|##\w*\[|section_start:/m);
      // eslint-disable-next-line no-control-regex
      expect(output).not.toMatch(/[\u001b\r]/);
      expect(stdout).not.toBe('');
    }
    const error = await runHere('validate', '--xrd', 'x\n::add-mask::y');
    expect(error.stderr).not.toMatch(/^\s*::/m);
  });

  it('gives the CI system no orders by the warnings of a YAML parser', () => {
    for (const tagged of ['::add-mask::x: !y z', '? {a: ::add-mask::}\n: !x']) {
      write('policy.yaml', `environments: {}\n${tagged}\n`);
      const { stdout, stderr } = run('validate', '--policy', 'policy.yaml');
      expect(stdout + stderr).not.toMatch(/^\s*::|YAMLWarning|Warning:/m);
    }
  });
});

it('passes, without an option, the repository that the template makes, with claims of both APIs', async () => {
  const answers = {
    ...sandboxAnswers('https://git.example/a.git'),
    sampleClaims: true,
  };
  const files = renderPlatformRepository(answers);
  rmSync(folder, { recursive: true });
  for (const [path, text] of Object.entries(files)) write(path, text);
  const sample = 'crossplane/claims/dev/sample-dev.yaml';
  write(
    'crossplane/claims/dev/older-dev.yaml',
    read(sample)
      .replace('platform.example.org/', 'legacy.platform.example.org/')
      .replace(/sample-dev/g, 'older-dev')
      .replace(/ crossplane:\n {4}(compositionRevisionSelector)/, ' $1')
      .replace(/vpcCidr: .*/, 'vpcCidr: 10.99.0.0/16'),
  );
  expect(await runHere('validate')).toEqual({
    status: 0,
    stdout: '',
    stderr: '4 claims checked, 0 problems\n',
  });
});

it('takes the call that the pipeline of the platform repository makes', async () => {
  const files = renderPlatformRepository(
    sandboxAnswers('https://git.example/a.git'),
  );
  const script = files['scripts/validate-claims.sh'];
  const [, call] = /options=\((.*)\)/.exec(script)!;
  const args = call.replace('"$format"', 'github').split(' ');
  rmSync(join(folder, 'crossplane/claims/staging/data-staging.yaml'));
  expect(
    (
      await runHere(
        'validate',
        ...args,
        '--policy',
        'policy.yaml',
        '--base',
        'HEAD',
      )
    ).status,
  ).toBe(0);
});
