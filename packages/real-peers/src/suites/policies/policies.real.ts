import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { renderPlatformRepository } from '@worker-clusters/sandbox';
/* eslint-disable @backstage/no-forbidden-package-imports -- private packages of this repository */
import { ANSWERS } from '@worker-clusters/platform-repository-tests/src/answers';
import type { Files } from '@worker-clusters/platform-repository-tests/src/repository';
/* eslint-enable @backstage/no-forbidden-package-imports */
import { peer } from '../../peers/Program';

jest.setTimeout(120_000);

const FULL = ANSWERS['many accounts, samples and the v1 API'];
const PROJECT = 'argocd/infrastructure/project.yaml';
const CLAIMS_PROJECT = 'argocd/infrastructure/project-claims-dev.yaml';
const CLAIMS = 'argocd/infrastructure/worker-cluster-dev.yaml';
const CLAIM = 'crossplane/claims/dev/sample-dev.yaml';
const COMPOSITION = 'crossplane/compositions/workercluster-aws.yaml';
const VALUES = 'argocd/management/values.yaml';
const APPLICATION =
  'applications/k8s-manifests/overlays/dev/applications/welcome.yaml';

/** Replaces the first occurrence in a file. @throws Error if there is none */
const replaced =
  (path: string, from: string | RegExp, to: string) =>
  (files: Files): Files => {
    const text = files[path].replace(from, to);
    if (text === files[path]) throw new Error(`${path}: nothing to replace`);
    return { ...files, [path]: text };
  };
const added =
  (path: string, text: string) =>
  (files: Files): Files => ({ ...files, [path]: text });

/** One change of a sound repository, and what is said of it. */
const REFUSED: Array<[string, (files: Files) => Files, RegExp]> = [
  [
    'a management project that reads any repository',
    replaced(PROJECT, /sourceRepos:\n {4}- .*/, "sourceRepos:\n    - '*'"),
    /the project infrastructure may read any repository/,
  ],
  [
    'a management project that makes any cluster-wide kind',
    replaced(
      PROJECT,
      'clusterResourceWhitelist:\n',
      "clusterResourceWhitelist:\n    - group: '*'\n      kind: '*'\n",
    ),
    /clusterResourceWhitelist of the project infrastructure has a wildcard/,
  ],
  [
    'a project of claims that takes another kind',
    replaced(CLAIMS_PROJECT, 'kind: WorkerCluster', 'kind: Secret'),
    /the project claims-dev must take WorkerClusters of the namespace clusters-dev/,
  ],
  [
    'an Application of claims that may be emptied',
    replaced(CLAIMS, 'prune: true', 'prune: true\n      allowEmpty: true'),
    /allowEmpty must stay off/,
  ],
  [
    'an Application that another cluster is the destination of',
    replaced(CLAIMS, /server: https:.*/, 'server: https://10.0.0.1'),
    /deploys to something else than its own cluster/,
  ],
  [
    'something else among the claims',
    added(
      'crossplane/claims/dev/admin.yaml',
      'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata:\n  name: admin\n',
    ),
    /only claims belong here, not a ClusterRoleBinding/,
  ],
  [
    'a claim in the namespace of another environment',
    replaced(CLAIM, 'namespace: clusters-dev', 'namespace: clusters-prod'),
    /belongs into the namespace clusters-dev/,
  ],
  [
    'a claim with a name that is taken',
    replaced(CLAIM, 'name: sample-dev', 'name: sample-prod'),
    /the name sample-prod is taken|belongs into the file/,
  ],
  [
    'an application of a team outside of the project workloads',
    replaced(APPLICATION, 'project: workloads', 'project: applications'),
    /must be in the project workloads/,
  ],
  [
    'a web terminal in the management Argo CD',
    replaced(VALUES, /exec\.enabled: .*/, "exec.enabled: 'true'"),
    /configs.cm must say exec.enabled: 'false'/,
  ],
  [
    "a worker's project that deploys into any namespace",
    replaced(COMPOSITION, 'namespace: app-*', "namespace: '*'"),
    /the project workloads may deploy into any namespace/,
  ],
  [
    'a chart without a version',
    replaced(COMPOSITION, 'version: 9.59.0', "version: '>=9'"),
    /the chart must be at an exact version, not '>=9'/,
  ],
  [
    'a package without a version',
    replaced(
      'crossplane/packages/functions.yaml',
      'function-sequencer:v0.6.0',
      'function-sequencer:latest',
    ),
    /the package of function-sequencer must name its registry and an exact version/,
  ],
];

describe('conftest with the policies of the platform repository', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'policies-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Runs `scripts/check-policies.sh` of a repository with the real Conftest. */
  function check(files: Files): { status: number | null; output: string } {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    mkdirSync(join(folder, 'bin'));
    symlinkSync(peer('conftest').path, join(folder, 'bin/conftest'));
    const { status, stdout, stderr } = spawnSync(
      'bash',
      ['scripts/check-policies.sh'],
      {
        cwd: folder,
        encoding: 'utf8',
        env: {
          PATH: [join(folder, 'bin'), process.env.PATH].join(delimiter),
          HOME: folder,
          NO_COLOR: '1',
        },
      },
    );
    return { status, output: `${stdout}${stderr}` };
  }

  it('is the version that the pipelines install', () => {
    const { version } = peer('conftest');
    const pinned = /^CONFTEST_VERSION=(.*)$/m.exec(
      renderPlatformRepository(FULL)['scripts/tool-versions.env'],
    )![1];
    expect([pinned, 'given']).toContain(version);
  });

  it.each(Object.entries(ANSWERS))(
    'passes the repository of %s, and the tests of the policies',
    (_, answers) => {
      const { status, output } = check(renderPlatformRepository(answers));
      expect(output).toMatch(/(\d+) tests, \1 passed, 0 warnings, 0 failures/);
      expect({ status, failed: /FAIL/.test(output) }).toEqual({
        status: 0,
        failed: false,
      });
    },
  );

  it.each(REFUSED)('refuses %s', (_, change, said) => {
    const { status, output } = check(change(renderPlatformRepository(FULL)));
    expect(output).toMatch(said);
    expect(status).toBe(1);
  });
});
