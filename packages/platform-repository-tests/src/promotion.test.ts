import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { renderPlatformRepository } from '@worker-clusters/sandbox';
import { parse } from 'yaml';
import { ANSWERS } from './answers';
import { clusterApis, objects, schemaOf } from './repository';

// Each check starts Node.js and Git.
jest.setTimeout(60_000);

const answers = ANSWERS['many accounts, samples and the v1 API'];
const files = renderPlatformRepository(answers);
const names = answers.environments.map(e => e.name);
const [first, second] = names;
const COMPOSITION = 'crossplane/compositions/workercluster-aws.yaml';

it.each(Object.entries(ANSWERS))(
  'the Composition is released to every environment, and the XRD names its channels: with the answers of %s',
  (_, a) => {
    for (const { xrd, composition } of clusterApis(
      renderPlatformRepository(a),
    )) {
      const isV1 = Boolean(xrd.spec.claimNames);
      const { enum: environments, 'x-composition-channel': channel } =
        schemaOf(xrd).properties.spec.properties.environment;
      expect(channel).toEqual({
        field: isV1
          ? 'spec.compositionRevisionSelector'
          : 'spec.crossplane.compositionRevisionSelector',
        label: `${a.apiGroup}/channel-`,
      });
      const released = Object.keys(composition.metadata.labels)
        .filter(label => label.startsWith(channel.label))
        .map(label => label.slice(channel.label.length));
      expect(released).toEqual(environments);
    }
  },
);

it('every sample claim follows the channel of its environment', () => {
  const claims = objects(files, ['crossplane/claims/'])
    .map(o => o.object as any)
    .filter(o => o.kind === 'WorkerCluster');
  expect(claims).toHaveLength(names.length);
  for (const { spec } of claims) {
    expect(spec.crossplane).toEqual({
      compositionRevisionSelector: {
        matchLabels: {
          [`${answers.apiGroup}/channel-${spec.environment}`]: 'true',
        },
      },
    });
  }
});

describe('scripts/check-promotion.sh', () => {
  let folder: string;
  const git = (...args: string[]) =>
    execFileSync(
      'git',
      ['-C', folder, '-c', 'user.name=a', '-c', 'user.email=a@b', ...args],
      { encoding: 'utf8' },
    );
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  /** Commits a Composition and runs the check against the branch main. */
  const check = (text: string, env: Record<string, string> = {}) => {
    write(COMPOSITION, text);
    git('commit', '--quiet', '--all', '--message', 'change');
    const { status, stdout, stderr } = spawnSync(
      'bash',
      ['scripts/check-promotion.sh', 'main'],
      { cwd: folder, encoding: 'utf8', env: { ...process.env, ...env } },
    );
    return { status, said: stdout + stderr };
  };
  const changed = files[COMPOSITION].replace(
    'enableDnsSupport: true',
    'enableDnsSupport: false',
  );
  const releasedTo = (text: string, ...environments: string[]) =>
    names
      .filter(name => !environments.includes(name))
      .reduce(
        (left, name) =>
          left.replace(`    ${answers.apiGroup}/channel-${name}: 'true'\n`, ''),
        text,
      );

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'promotion-'));
    git('init', '--quiet', '--initial-branch', 'main');
    for (const path of [
      COMPOSITION,
      'scripts/check-promotion.sh',
      'terraform/platform.auto.tfvars.json',
    ]) {
      write(path, files[path]);
    }
    git('add', '--all');
    git('commit', '--quiet', '--message', 'start');
    git('switch', '--quiet', '--create', 'change');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('refuses a change that is released to all environments at once', () => {
    expect(changed).not.toBe(files[COMPOSITION]);
    const { status, said } = check(changed);
    expect(said).toContain(`Leave only the channel of '${first}'`);
    expect(status).toBe(1);
  });

  it('takes a change that is released to the first environment', () => {
    expect(check(releasedTo(changed, first))).toEqual({ status: 0, said: '' });
  });

  it('takes a promotion, environment by environment', () => {
    check(releasedTo(changed, first));
    git('switch', '--quiet', 'main');
    git('merge', '--quiet', 'change');
    git('switch', '--quiet', 'change');
    expect(check(releasedTo(changed, first, second)).status).toBe(0);
    git('switch', '--quiet', 'main');
    git('merge', '--quiet', 'change');
    git('switch', '--quiet', 'change');
    expect(check(changed).status).toBe(0);
  });

  it('refuses to leave an environment out', () => {
    const { status, said } = check(
      releasedTo(files[COMPOSITION], first, names.at(-1)!),
    );
    expect(said).toContain(
      `The channels must be the first ones of '${names.join(' ')}'`,
    );
    expect(status).toBe(1);
    expect(check(releasedTo(files[COMPOSITION])).status).toBe(1);
  });

  it('takes a change for all with the label of the pull request', () => {
    expect(check(changed, { RELEASE_TO_ALL_LABEL: 'true' }).status).toBe(0);
    expect(
      check(`${changed}\n`, { CI_MERGE_REQUEST_LABELS: 'a, release-to-all' })
        .status,
    ).toBe(0);
    expect(
      check(`${changed}\n\n`, { CI_MERGE_REQUEST_LABELS: 'release-to-all-2' })
        .status,
    ).toBe(1);
  });
});

it('both pipelines run the check of promotions', () => {
  const github = parse(files['.github/workflows/pull-request.yaml']);
  const step = github.jobs.promotion.steps.find((s: any) =>
    s.run?.includes('check-promotion.sh'),
  );
  expect(step.env).toEqual({
    BASE: '${{ github.event.pull_request.base.sha }}',
    RELEASE_TO_ALL_LABEL:
      "${{ contains(github.event.pull_request.labels.*.name, 'release-to-all') }}",
  });
  const gitlab = parse(files['.gitlab-ci.yml']);
  expect(gitlab.promotion.script).toEqual([
    'bash scripts/check-promotion.sh "$CI_MERGE_REQUEST_DIFF_BASE_SHA"',
  ]);
});
