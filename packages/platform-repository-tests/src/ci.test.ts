import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { renderPlatformRepository } from '@worker-clusters/sandbox';
import { parse } from 'yaml';
import { ANSWERS } from './answers';
import { clusterApis, resourcesOf } from './repository';
import { SKELETON, skeletonFiles } from './skeleton';

// Each check starts Node.js and Git.
jest.setTimeout(60_000);

const files = renderPlatformRepository(
  ANSWERS['many accounts, samples and the v1 API'],
);
const WORKFLOWS = Object.keys(files).filter(path =>
  path.startsWith('.github/workflows/'),
);
const SCRIPTS = Object.keys(files).filter(path => path.endsWith('.sh'));
const versions = Object.fromEntries(
  [...files['scripts/tool-versions.env'].matchAll(/^([A-Z_]+)=(.+)$/gm)].map(
    ([, name, value]) => [name, value],
  ),
);
const gitlab = parse(files['.gitlab-ci.yml']);
const gitlabJobs: Array<[string, any]> = Object.entries<any>(gitlab).filter(
  ([, job]) => job?.script,
);

describe.each(WORKFLOWS)('%s', path => {
  const text = files[path];
  const workflow = parse(text);
  const jobs: Array<[string, any]> = Object.entries(workflow.jobs);
  const steps = jobs.flatMap(([, job]) => job.steps as any[]);

  it('is what was written: the template leaves its expressions alone', () => {
    expect(text).toBe(skeletonFiles()[path]);
    expect(text).toContain('${{ github.event.pull_request.base.sha }}');
  });

  it('runs with a token that reads, and never with one of the target', () => {
    expect(Object.keys(workflow.on)).toEqual(['pull_request']);
    expect(workflow.permissions).toEqual({ contents: 'read' });
    for (const [, job] of jobs) expect(job.permissions).toBeUndefined();
    expect(text).not.toMatch(/secrets\.|github\.token/);
    for (const step of steps.filter(s => /actions\/checkout/.test(s.uses))) {
      expect(step.with['persist-credentials']).toBe(false);
    }
  });

  it('pins every action to a commit, and says which version that is', () => {
    const used = text.split('\n').filter(line => /\buses:/.test(line));
    expect(used.length).toBeGreaterThan(5);
    for (const line of used) {
      expect(line).toMatch(
        /uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/,
      );
    }
  });

  it('puts nothing of the pull request into a command', () => {
    for (const step of steps) expect(step.run ?? '').not.toContain('${{');
  });

  it('ends every job in time, and has one check that stands for all', () => {
    for (const [name, job] of jobs) {
      expect({ name, timeout: job['timeout-minutes'] }).toEqual({
        name,
        timeout: expect.any(Number),
      });
    }
    const others = jobs.map(([name]) => name).filter(name => name !== 'all');
    expect([...workflow.jobs.all.needs].sort()).toEqual(others.sort());
    expect(workflow.jobs.all.if).toBe('always()');
  });

  it('runs the scripts that GitLab runs, all of which are there', () => {
    const scripts = (commands: string[]) =>
      [
        ...new Set(
          commands.flatMap(
            command => command.match(/scripts\/[\w-]+\.(sh|env)/g) ?? [],
          ),
        ),
      ].sort();
    const github = scripts(steps.map(s => s.run ?? ''));
    expect(github.length).toBeGreaterThan(6);
    expect(scripts(gitlabJobs.flatMap(([, job]) => job.script))).toEqual(
      github,
    );
    for (const script of github) expect(files).toHaveProperty([script]);
  });
});

describe('.gitlab-ci.yml', () => {
  it('pins every image and service by its digest, and runs for merge requests only', () => {
    expect(gitlabJobs.length).toBeGreaterThan(5);
    for (const [name, job] of gitlabJobs) {
      for (const image of [job.image, ...(job.services ?? [])]) {
        expect({ name, image: image.name ?? image }).toEqual({
          name,
          image: expect.stringMatching(
            /^[\w./-]+:\d[\w.-]*@sha256:[0-9a-f]{64}$/,
          ),
        });
      }
    }
    expect(gitlab.workflow.rules).toEqual([
      { if: '$CI_PIPELINE_SOURCE == "merge_request_event"' },
    ]);
  });

  it('speaks TLS with a Docker that is privileged', () => {
    for (const [name, job] of gitlabJobs) {
      if (!job.services) continue;
      expect({ name, variables: job.variables }).toEqual({
        name,
        variables: {
          DOCKER_HOST: 'tcp://docker:2376',
          DOCKER_TLS_CERTDIR: '/certs',
          DOCKER_TLS_VERIFY: '1',
          DOCKER_CERT_PATH: '/certs/client',
        },
      });
    }
    expect(files['.gitlab-ci.yml']).not.toMatch(/:2375|TLS_CERTDIR: ''/);
  });

  it('compares with the commit that the branch left from', () => {
    expect(gitlab.variables.GIT_DEPTH).toBe('0');
    for (const name of ['claims', 'deletion-guard', 'promotion']) {
      expect(gitlab[name].script.join()).toContain(
        '"$CI_MERGE_REQUEST_DIFF_BASE_SHA"',
      );
    }
  });
});

describe('the rules of the branch', () => {
  it('require the check that stands for all, and the approval of the code owners', () => {
    const { rules, bypass_actors: bypass } = JSON.parse(
      files['.github/rulesets/main.json'],
    );
    const { jobs } = parse(files['.github/workflows/pull-request.yaml']);
    const rule = (type: string) =>
      rules.find((r: any) => r.type === type).parameters;
    expect(bypass).toEqual([]);
    expect(rule('required_status_checks').required_status_checks).toEqual([
      { context: jobs.all.name },
    ]);
    expect(rule('pull_request')).toMatchObject({
      require_code_owner_review: true,
      require_last_push_approval: true,
      dismiss_stale_reviews_on_push: true,
    });
  });

  it('have an owner for everything that checks a pull request', () => {
    for (const path of [
      '/.github/',
      '/.gitlab-ci.yml',
      '/policies/',
      '/scripts/',
      '/tests/',
      '/CODEOWNERS',
      '/argocd/',
      '/crossplane/',
    ]) {
      expect(files.CODEOWNERS).toMatch(
        new RegExp(
          `^${path.replaceAll('.', '\\.')} +@big-corp/cluster-team$`,
          'm',
        ),
      );
    }
  });
});

describe('the tools', () => {
  it('are at exact versions, the same ones everywhere', () => {
    expect(Object.keys(versions).length).toBeGreaterThan(6);
    for (const [name, version] of Object.entries(versions)) {
      expect({ name, version }).toEqual({
        name,
        version: expect.stringMatching(/^v?\d+\.\d+\.\d+$/),
      });
    }
    const github = parse(files['.github/workflows/pull-request.yaml']);
    const setup = github.jobs.terraform.steps.find((s: any) =>
      s.uses?.startsWith('hashicorp/setup-terraform'),
    );
    expect(setup.with.terraform_version).toBe(versions.TERRAFORM_VERSION);
    expect(gitlab.terraform.image.name).toContain(
      `hashicorp/terraform:${versions.TERRAFORM_VERSION}@`,
    );
    for (const script of SCRIPTS) {
      for (const [, name] of files[script].matchAll(
        /\$\{?([A-Z_]+_VERSION)/g,
      )) {
        expect({ script, name, known: name in versions }).toEqual({
          script,
          name,
          known: true,
        });
      }
    }
  });

  it.each(SCRIPTS)('%s is a bash script that stops at an error', path => {
    expect(files[path]).toMatch(/^#!\/usr\/bin\/env bash\n/);
    expect(files[path]).toContain('\nset -euo pipefail\n');
    const { status, stderr } = spawnSync('bash', ['-n'], {
      input: files[path],
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});

describe('the runbooks', () => {
  it('name parts that the Composition has, with their kinds', () => {
    const resources = resourcesOf(clusterApis(files)[0].composition);
    const text = Object.keys(files)
      .filter(path => path.startsWith('docs/runbooks/'))
      .map(path => files[path])
      .join('\n');
    const parts = [
      ...text.matchAll(/\bpart ([a-z0-9]+\.[a-z0-9.]+) ([a-z0-9-]+)/g),
    ];
    expect(parts.length).toBeGreaterThan(5);
    for (const [, kind, name] of parts) {
      const { base } = resources.find((r: any) => r.name === name) ?? {};
      const plural = `${base?.kind.toLowerCase()}s.${
        base?.apiVersion.split('/')[0]
      }`;
      expect({ name, kind: plural }).toEqual({ name, kind });
    }
  });

  it('account for every part when they say in which order a cluster goes', () => {
    const table = files['docs/runbooks/delete-a-cluster.md'];
    const patterns = [...table.matchAll(/`([a-z*-]+)`/g)].map(
      ([, name]) =>
        new RegExp(`^${name.replaceAll('*', '.*')}(-[ab]|-default)?$`),
    );
    // They go at any time: nothing waits for them, and they wait for nothing.
    const free = ['portal-secret-role', 'portal-secret-rolebinding'];
    const missing = resourcesOf(clusterApis(files)[0].composition)
      .map((r: any) => r.name)
      .filter((name: string) => !free.includes(name))
      .filter((name: string) => !patterns.some(p => p.test(name)));
    expect(missing).toEqual([]);
  });
});

/** Runs a script of the skeleton, with nothing of this process's environment that could change what it does. */
function run(
  script: string,
  args: string[],
  options: { cwd: string; env?: Record<string, string>; path?: string },
  root = SKELETON,
) {
  const { status, stdout, stderr } = spawnSync(
    'bash',
    [join(root, script), ...args],
    {
      cwd: options.cwd,
      encoding: 'utf8',
      env: {
        PATH: [options.path, process.env.PATH].filter(Boolean).join(':'),
        GIT_CONFIG_GLOBAL: '/dev/null',
        GIT_CONFIG_NOSYSTEM: '1',
        ...options.env,
      },
    },
  );
  return { status, output: stdout + stderr };
}

describe('the checks of claims', () => {
  const CLAIM = 'crossplane/claims/dev/sample-dev.yaml';
  const APPLICATION = 'argocd/infrastructure/worker-cluster-dev.yaml';
  let base: string;
  let folder: string;
  const gitIn = (cwd: string, ...args: string[]) => {
    const { status, stderr } = spawnSync(
      'git',
      ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args],
      {
        cwd,
        encoding: 'utf8',
        env: {
          PATH: process.env.PATH,
          GIT_CONFIG_GLOBAL: '/dev/null',
          GIT_CONFIG_NOSYSTEM: '1',
        },
      },
    );
    if (status !== 0) throw new Error(stderr);
  };
  const git = (...args: string[]) => gitIn(folder, ...args);
  const write = (path: string, text: string, root = folder) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const commit = () => {
    git('add', '--all');
    git('commit', '--quiet', '--message', 'change');
  };
  const check = (
    script: string,
    args: string[],
    env: Record<string, string> = {},
    cwd = folder,
  ) => run(script, args, { cwd, env }, folder);
  const guard = (env: Record<string, string> = {}) =>
    check('scripts/claim-deletion-guard.sh', ['main'], env);

  beforeAll(() => {
    base = mkdtempSync(join(tmpdir(), 'platform-guard-'));
    for (const [path, text] of Object.entries(files)) write(path, text, base);
    gitIn(base, 'init', '--quiet', '--initial-branch', 'main');
    gitIn(base, 'add', '--all');
    gitIn(base, 'commit', '--quiet', '--message', 'begin');
  });
  afterAll(() => rmSync(base, { recursive: true }));
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'platform-guard-'));
    gitIn(base, 'clone', '--quiet', base, folder);
    git('switch', '--quiet', '--create', 'change');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('pass the repository that the template makes', () => {
    expect(check('scripts/validate-claims.sh', [])).toEqual({
      status: 0,
      output: '4 claims checked, 0 problems\n',
    });
    expect(check('scripts/validate-claims.sh', ['main']).status).toBe(0);
    expect(guard()).toEqual({ status: 0, output: 'No claim is removed.\n' });
  });

  it.each<[string, () => void]>([
    [
      'adds a claim',
      () =>
        write(
          'crossplane/claims/dev/x-dev.yaml',
          files[CLAIM].replace(/sample-dev/g, 'x-dev'),
        ),
    ],
    [
      'changes a claim',
      () => write(CLAIM, files[CLAIM].replace('max: 3', 'max: 4')),
    ],
    [
      'puts a claim into another file of its folder',
      () => git('mv', CLAIM, 'crossplane/claims/dev/other.yaml'),
    ],
    [
      'deletes what is no claim',
      () => rmSync(join(folder, 'crossplane/claims/dev/README.md')),
    ],
    [
      'adds a kustomization to a folder of plain files',
      () => write('crossplane/claims/dev/Kustomization', 'resources: []\n'),
    ],
    [
      'writes a claim in another way',
      () =>
        write(
          CLAIM,
          `# A comment\n---\n${files[CLAIM]}`.replace(/\n/g, '\r\n'),
        ),
    ],
  ])('let pass what %s', (_, change) => {
    change();
    commit();
    expect(guard()).toEqual({ status: 0, output: 'No claim is removed.\n' });
  });

  it.each<[string, () => void, string]>([
    [
      'deletes a claim',
      () => rmSync(join(folder, CLAIM)),
      'clusters-dev/sample-dev',
    ],
    [
      'moves a claim to another folder, where another Application reads',
      () => git('mv', CLAIM, 'crossplane/claims/prod/sample-dev.yaml'),
      'worker-cluster-prod applies it now',
    ],
    [
      'lets an empty kustomization decide what the claims are',
      () => {
        write(
          APPLICATION,
          files[APPLICATION].replace(/ +directory:\n +include: .*\n/, ''),
        );
        write('crossplane/claims/dev/Kustomization', 'resources: []\n');
      },
      'clusters-dev/sample-dev',
    ],
    [
      'repoints the Application',
      () =>
        write(
          APPLICATION,
          files[APPLICATION].replace('crossplane/claims/dev', 'docs/runbooks'),
        ),
      'clusters-dev/sample-dev',
    ],
  ])('stop what %s, unless the label is set', (_, change, named) => {
    change();
    commit();
    const { status, output } = guard({
      GITHUB_ACTIONS: 'true',
      DELETE_CLUSTER_LABEL: 'false',
    });
    expect({ status, output }).toEqual({
      status: 1,
      output: expect.stringContaining('set the label delete-cluster'),
    });
    expect(output).toMatch(/^::error /m);
    expect(output).toContain(named);
    expect(
      guard({
        GITLAB_CI: 'true',
        CI_MERGE_REQUEST_LABELS: 'bug, delete-cluster',
      }),
    ).toEqual({ status: 0, output: expect.stringContaining(named) });
  });

  it('take the label for one only if it is exactly that', () => {
    rmSync(join(folder, CLAIM));
    commit();
    const statuses = [
      { GITHUB_ACTIONS: 'true', DELETE_CLUSTER_LABEL: 'true' },
      { GITLAB_CI: 'true', CI_MERGE_REQUEST_LABELS: 'delete-cluster' },
      { GITLAB_CI: 'true', CI_MERGE_REQUEST_LABELS: 'x,delete-cluster-not' },
      { GITLAB_CI: 'true', CI_MERGE_REQUEST_LABELS: '' },
    ].map(env => guard(env as unknown as Record<string, string>).status);
    expect(statuses).toEqual([0, 0, 1, 1]);
  });

  it.each([
    ['a protected cluster', 'crossplane/claims/prod/sample-prod.yaml'],
    [
      'an XRD of which there are protected claims',
      'crossplane/xrds/workercluster.yaml',
    ],
  ])('stop what deletes %s, with the label too', (_, path) => {
    rmSync(join(folder, path));
    commit();
    const { status, output } = guard({ DELETE_CLUSTER_LABEL: 'true' });
    expect(status).toBe(1);
    expect(output).toContain('protected against deletion');
  });

  it('stop what cannot be rendered, with the label too', () => {
    write(
      APPLICATION,
      files[APPLICATION].replace(/ +directory:\n +include: .*\n/, ''),
    );
    write('crossplane/claims/dev/Chart.yaml', 'name: x\n');
    commit();
    const { status, output } = guard({ DELETE_CLUSTER_LABEL: 'true' });
    expect(status).toBe(1);
    expect(output).toContain('a Helm chart is not rendered here');
  });

  it('stop what is no claim in a folder of claims, with the label too', () => {
    write(
      'crossplane/claims/dev/admin.yaml',
      'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: mallory}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}\nsubjects: [{kind: User, name: mallory}]\n',
    );
    commit();
    const guarded = guard({ DELETE_CLUSTER_LABEL: 'true' });
    expect(guarded.status).toBe(1);
    expect(guarded.output).toContain("The ClusterRoleBinding 'mallory'");
    const validated = check('scripts/validate-claims.sh', ['main']);
    expect(validated.status).toBe(1);
    expect(validated.output).toContain("The ClusterRoleBinding 'mallory'");
  });

  it('come from the branch that the pull request goes to, the scripts too', () => {
    write('scripts/claim-deletion-guard.sh', '#!/usr/bin/env bash\nexit 0\n');
    rmSync(join(folder, CLAIM));
    commit();
    expect(guard().status).toBe(0);
    // What the pipelines do before they run it.
    git('restore', '--source', 'main', '--worktree', '--', 'scripts');
    expect(guard().status).toBe(1);
    const restored =
      /git restore --source "\$\w+" --worktree -- scripts\n +(- )?bash scripts\/(validate-claims|claim-deletion-guard)/g;
    for (const path of [
      '.gitlab-ci.yml',
      '.github/workflows/pull-request.yaml',
    ]) {
      expect(files[path].match(restored)).toHaveLength(2);
    }
  });

  it('are those of the branch that the pull request goes to', () => {
    write('scripts/worker-clusters.cjs', 'process.exit(0);\n');
    rmSync(join(folder, CLAIM));
    commit();
    expect(guard().status).toBe(1);
  });

  it('say in the log what is wrong with a claim, on GitLab as well', () => {
    write(CLAIM, files[CLAIM].replace('max: 3', 'max: 3000'));
    for (const [env, line] of [
      [{ GITLAB_CI: 'true' }, `${CLAIM}:`],
      [{ GITHUB_ACTIONS: 'true' }, `::error file=${CLAIM},`],
    ] as Array<[Record<string, string>, string]>) {
      const { status, output } = check('scripts/validate-claims.sh', [], env);
      expect(status).toBe(1);
      expect(output.split('\n')).toContainEqual(expect.stringContaining(line));
    }
  });

  it('install nothing', () => {
    for (const script of SCRIPTS.filter(s => /claim|worker-clusters/.test(s))) {
      expect(files[script]).not.toMatch(/\b(npx|npm|yarn|pnpm|curl|wget)\b/);
    }
  });

  it('compare with where the branch began, from any folder, and refuse a base that is none', () => {
    const at = (args: string[]) =>
      check('scripts/claim-deletion-guard.sh', args, {}, join(folder, 'docs'))
        .status;
    expect(at(['main'])).toBe(0);
    expect(at(['nowhere'])).not.toBe(0);
    expect(at([])).not.toBe(0);
  });

  it('give the CI system no orders that come from the name of a file', () => {
    const name = 'crossplane/claims/dev/a\n::set-env name=X::y.yaml';
    write(name, files[CLAIM].replace(/sample-dev/g, 'x-dev'));
    rmSync(join(folder, CLAIM));
    commit();
    for (const env of [{ GITHUB_ACTIONS: 'true' }, {}] as Array<
      Record<string, string>
    >) {
      const { status, output } = guard(env);
      expect(status).toBe(1);
      expect(
        output.split('\n').filter(l => /^\s*::(?!error file=)/.test(l)),
      ).toEqual([]);
    }
  });
});

describe('scripts/render-compositions.sh', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'platform-render-'));
    for (const [path, text] of Object.entries(files)) {
      if (!/^(crossplane|scripts|tests)\//.test(path)) continue;
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** With a `crank` that answers with the composite resource and this many composed ones. */
  const render = (resources: number, env: Record<string, string> = {}) => {
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    writeFileSync(
      join(bin, 'crank'),
      `#!/usr/bin/env bash
[[ $1 == render && $3 == crossplane/compositions/workercluster-aws*.yaml && $4 == crossplane/packages/functions.yaml ]] || exit 9
printf '%s\\n' "\${@:5}" >"$(dirname "$0")/options"
cat "$2"
for ((i = 0; i < ${resources}; i++)); do
  echo "crossplane.io/composition-resource-name: r$i"
done
`,
    );
    chmodSync(join(bin, 'crank'), 0o755);
    return run(
      'scripts/render-compositions.sh',
      [],
      { cwd: folder, path: bin, env },
      folder,
    );
  };

  it('renders a claim of each environment', () => {
    const { status, output } = render(7);
    expect({ status, output }).toEqual({
      status: 0,
      output: expect.stringContaining('\n4 claims rendered\n'),
    });
    for (const name of ['dev', 'qa', 'pre-prod', 'prod']) {
      for (const suffix of ['', '-v1']) {
        expect(output).toContain(
          `tests/render/${name}/claim.yaml: 7 resources in the first pass of workercluster-aws${suffix}.yaml\n`,
        );
      }
    }
  });

  it('renders no Composition of the Crossplane v1 API where there is none', () => {
    rmSync(join(folder, 'crossplane/compositions/workercluster-aws-v1.yaml'));
    const { status, output } = render(7);
    expect(status).toBe(0);
    expect(output).not.toContain('-v1.yaml');
  });

  it.each([
    ['tcp://docker:2376', 'docker'],
    ['tcp://10.0.0.7:2375', '10.0.0.7'],
    ['unix:///var/run/docker.sock', undefined],
    ['', undefined],
  ])('reaches the functions where Docker runs: %s', (host, target) => {
    expect(render(1, { DOCKER_HOST: host }).status).toBe(0);
    const options = readFileSync(join(folder, 'bin/options'), 'utf8')
      .split('\n')
      .filter(option => option.startsWith('--function-annotations='));
    expect(options).toEqual(
      target
        ? [
            '--function-annotations=render.crossplane.io/runtime-docker-publish-address=0.0.0.0',
            `--function-annotations=render.crossplane.io/runtime-docker-target=${target}`,
          ]
        : [],
    );
  });

  it('gives Crossplane v1 the composite resource of a claim', () => {
    expect(render(1, { UPDATE: '1' }).status).toBe(0);
    const [rendered] = readFileSync(
      join(folder, 'tests/render/dev/expected-v1.yaml'),
      'utf8',
    ).split('crossplane.io/composition-resource-name');
    const legacy = clusterApis(files)[1].xrd;
    const { apiVersion, kind, metadata, spec } = parse(rendered);
    expect({ apiVersion, kind }).toEqual({
      apiVersion: `${legacy.spec.group}/v1alpha1`,
      kind: legacy.spec.names.kind,
    });
    expect(metadata).toEqual({ name: 'rendered', uid: expect.any(String) });
    expect(spec).toMatchObject({
      environment: 'dev',
      claimRef: {
        apiVersion,
        kind: legacy.spec.claimNames.kind,
        name: 'rendered',
        namespace: 'clusters-dev',
      },
    });
  });

  it('gives Crossplane what it knows a composite resource by', () => {
    expect(render(1, { UPDATE: '1' }).status).toBe(0);
    const [rendered] = readFileSync(
      join(folder, 'tests/render/dev/expected.yaml'),
      'utf8',
    ).split('crossplane.io/composition-resource-name');
    expect(parse(rendered)).toMatchObject({
      kind: 'WorkerCluster',
      metadata: { name: 'rendered', uid: expect.any(String) },
      spec: { crossplane: {}, environment: 'dev' },
    });
  });

  it.each<[string, () => void, number, string]>([
    ['nothing is composed', () => {}, 0, 'nothing is composed'],
    [
      'an environment has no case',
      () => rmSync(join(folder, 'tests/render/qa'), { recursive: true }),
      3,
      'No claim of the environment qa is rendered',
    ],
    [
      'there is no case',
      () => rmSync(join(folder, 'tests/render'), { recursive: true }),
      3,
      'There is no tests/render/<case>/claim.yaml',
    ],
    [
      'something else comes out than was expected',
      () => writeFileSync(join(folder, 'tests/render/qa/expected.yaml'), 'x\n'),
      3,
      'renders otherwise than tests/render/qa/expected.yaml says',
    ],
  ])('fails if %s', (_, change, resources, said) => {
    change();
    const { status, output } = render(resources);
    expect(status).toBe(1);
    expect(output).toContain(said);
  });
});

describe('terraform/scripts/guard-destroy.sh', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'platform-destroy-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** `aws` and `kubectl` that answer as they are told. */
  const guard = (aws: string, kubectl: string) => {
    for (const [name, text] of Object.entries({ aws, kubectl })) {
      writeFileSync(join(folder, name), `#!/usr/bin/env bash\n${text}\n`);
      chmodSync(join(folder, name), 0o755);
    }
    return run('terraform/scripts/guard-destroy.sh', [], {
      cwd: folder,
      path: folder,
      env: {
        CLUSTER: 'acme-management',
        REGION: 'eu-west-1',
        GROUP: 'p.example',
        TMPDIR: folder,
      },
    });
  };
  const UNKNOWN =
    'echo "error: the server doesn\'t have a resource type \\"x\\"" >&2; exit 1';

  it('goes on when no worker cluster is left', () => {
    expect(guard('true', 'true')).toEqual({
      status: 0,
      output: 'No worker cluster is left.\n',
    });
    expect(guard('true', UNKNOWN).status).toBe(0);
  });

  it('stops at a worker cluster, of whichever API', () => {
    for (const resource of [
      'workerclusters.p.example',
      'workerclusters.legacy',
    ]) {
      const { status, output } = guard(
        'true',
        `case "$*" in *"get ${resource}"*) echo workercluster.p.example/payments-dev;; *) ${UNKNOWN};; esac`,
      );
      expect({ status, output }).toEqual({
        status: 1,
        output: expect.stringMatching(/payments-dev\n.*still there/),
      });
    }
  });

  it('stops when it cannot look', () => {
    expect(
      guard('true', 'echo "Unable to connect to the server" >&2; exit 1'),
    ).toEqual({
      status: 1,
      output: expect.stringContaining('nothing is destroyed'),
    });
    expect(guard('echo "AccessDeniedException" >&2; exit 254', 'true')).toEqual(
      {
        status: 1,
        output: expect.stringContaining('nothing is destroyed'),
      },
    );
  });

  it('does not stop at a cluster that is gone', () => {
    expect(
      guard('echo "ResourceNotFoundException" >&2; exit 254', 'exit 1').status,
    ).toBe(0);
  });
});
