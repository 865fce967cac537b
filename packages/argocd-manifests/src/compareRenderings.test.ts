import { compareRenderings, RenderingComparison } from './compareRenderings';
import { originOf, renderApplications } from './renderApplications';
import { RepositoryTree, TreeEntry, treeOf } from './tree';

const URL = 'https://git.example/platform/gitops.git';
const ROOTS = ['argocd/root.yaml'];
const APPLICATION = 'argocd/infrastructure/worker-cluster-dev.yaml';
const CLAIM = 'crossplane/claims/dev/payments-dev.yaml';

const application = (
  name: string,
  path: string,
  extra = '',
  project = 'infrastructure',
) =>
  `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: ${name}
  namespace: argocd
spec:
  project: ${project}
  source:
    repoURL: ${URL}
    targetRevision: main
    path: ${path}
${extra}  destination:
    server: https://kubernetes.default.svc
    namespace: clusters-dev
`;
const claim = (name: string, extra = '', annotations = '') =>
  `apiVersion: platform.example.org/v1alpha1
kind: WorkerCluster
metadata:
  name: ${name}
  namespace: clusters-dev
${annotations}spec:
  environment: dev
${extra}`;
const annotated = (key: string, value: string) =>
  claim('payments-dev', '', `  annotations:\n    ${key}: ${value}\n`);

/** What the template makes, as far as it matters: one environment, two clusters, the XRD. */
const REPOSITORY: Record<string, string> = {
  'README.md': '# GitOps',
  'argocd/root.yaml': application(
    'root',
    'argocd/infrastructure',
    '',
    'default',
  ),
  'argocd/infrastructure/project.yaml': `apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: { name: infrastructure, namespace: argocd }
spec:
  namespaceResourceWhitelist:
    - { group: platform.example.org, kind: WorkerCluster }
`,
  'argocd/infrastructure/tools.yaml': `apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: { name: tools, namespace: argocd }
spec:
  namespaceResourceWhitelist:
    - { group: apps, kind: Deployment }
`,
  [APPLICATION]: application('worker-cluster-dev', 'crossplane/claims/dev'),
  'argocd/infrastructure/crossplane-xrds.yaml': application(
    'crossplane-xrds',
    'crossplane',
    `    directory:
      recurse: true
      exclude: claims/**
`,
  ),
  'crossplane/xrds/workercluster.yaml': `apiVersion: apiextensions.crossplane.io/v2
kind: CompositeResourceDefinition
metadata:
  name: workerclusters.platform.example.org
spec:
  group: platform.example.org
  names: { kind: WorkerCluster, plural: workerclusters }
`,
  'crossplane/claims/dev/README.md': 'Claims',
  [CLAIM]: claim('payments-dev'),
  'crossplane/claims/dev/data-dev.yaml': claim('data-dev'),
};

type Change = Record<string, string | TreeEntry | undefined>;

function changed(change: Change, base: RepositoryTree = treeOf(REPOSITORY)) {
  const tree = new Map(base);
  for (const [path, entry] of Object.entries(change)) {
    if (entry === undefined) tree.delete(path);
    else
      tree.set(
        path,
        typeof entry === 'string' ? { type: 'file', text: entry } : entry,
      );
  }
  return tree;
}

function compare(change: Change, before: Change = {}): RenderingComparison {
  const was = changed(before);
  const origin = originOf(was, ROOTS);
  return compareRenderings(
    renderApplications(was, ROOTS, origin),
    renderApplications(changed(change, was), ROOTS, origin),
  );
}

/** A change in one line per cluster and problem. */
const said = ({
  added,
  changed: modified,
  removed,
  problems,
}: RenderingComparison) => [
  ...added.map(o => `+ ${o.application}: ${o.name}`),
  ...modified.map(o => `~ ${o.application}: ${o.name}`),
  ...removed.map(o => `- ${o.application}: ${o.kind} ${o.name}: ${o.cause}`),
  ...problems.map(p => `${p.type}: ${p.message}`),
];
const GONE = 'the Application worker-cluster-dev does not render it any more';
const ALL_GONE = ['data-dev', 'payments-dev'].map(
  name => `- worker-cluster-dev: WorkerCluster ${name}: ${GONE}`,
);
const ONE_GONE = [`- worker-cluster-dev: WorkerCluster payments-dev: ${GONE}`];

describe('a change that deletes nothing', () => {
  it.each<[string, Change, string[]]>([
    ['leaves all as it is', {}, []],
    [
      'adds a claim',
      { 'crossplane/claims/dev/x.yaml': claim('x') },
      ['+ worker-cluster-dev: x'],
    ],
    [
      'adds a JSON claim',
      {
        'crossplane/claims/dev/x.json': JSON.stringify({
          apiVersion: 'platform.example.org/v1',
          kind: 'WorkerCluster',
          metadata: { name: 'x' },
        }),
      },
      ['+ worker-cluster-dev: x'],
    ],
    [
      'changes a claim',
      { [CLAIM]: claim('payments-dev', '  region: eu\n') },
      ['~ worker-cluster-dev: payments-dev'],
    ],
    [
      'renames the file of a claim',
      {
        [CLAIM]: undefined,
        'crossplane/claims/dev/p.yml': claim('payments-dev'),
      },
      [],
    ],
    [
      'puts two claims into one file',
      {
        [CLAIM]: undefined,
        'crossplane/claims/dev/data-dev.yaml': `${claim(
          'data-dev',
        )}---\n${claim('payments-dev')}`,
      },
      [],
    ],
    [
      'writes a claim with CRLF',
      { [CLAIM]: claim('payments-dev').replace(/\n/g, '\r\n') },
      [],
    ],
    [
      'writes a claim with a byte order mark',
      { [CLAIM]: `\ufeff${claim('payments-dev')}` },
      [],
    ],
    [
      'writes comments and empty documents around a claim',
      { [CLAIM]: `# a\n---\n# b\n--- # c\n${claim('payments-dev')}---\n` },
      [],
    ],
    [
      'moves the claims below a kustomization that has them all',
      {
        'crossplane/claims/dev/kustomization.yaml':
          'resources: [payments-dev.yaml, data-dev.yaml]',
      },
      [],
    ],
    [
      'adds a file that is no manifest',
      { 'crossplane/claims/dev/values.yaml': 'a: 1' },
      [],
    ],
    [
      'deletes an Application without claims',
      { 'argocd/infrastructure/x.yaml': undefined },
      [],
    ],
    [
      'tracks images by Git LFS',
      {
        '.gitattributes':
          '*.png filter=lfs diff=lfs merge=lfs -text\n* text=auto eol=lf\n',
      },
      [],
    ],
    [
      'changes a Helm chart of a project that may have no claims',
      {
        'argocd/infrastructure/h.yaml': application(
          'h',
          'charts/h',
          '',
          'tools',
        ),
        'charts/h/Chart.yaml': 'name: h',
      },
      [],
    ],
  ])('%s', (_, change, expected) => {
    expect(
      said(
        compare(change, {
          'argocd/infrastructure/x.yaml': application('x', 'applications'),
          'applications/a.yaml':
            'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}',
        }),
      ),
    ).toEqual(expected);
  });
});

describe('a change that deletes clusters', () => {
  it.each<[string, Change, string[]]>([
    ['deletes the file of a claim', { [CLAIM]: undefined }, ONE_GONE],
    [
      'adds Kustomization without resources',
      { 'crossplane/claims/dev/Kustomization': 'resources: []' },
      ALL_GONE,
    ],
    [
      'adds kustomization.yaml without resources',
      { 'crossplane/claims/dev/kustomization.yaml': 'resources: []\n' },
      ALL_GONE,
    ],
    [
      'adds kustomization.yml with some of the claims',
      {
        'crossplane/claims/dev/kustomization.yml':
          'resources:\n- data-dev.yaml\n',
      },
      ONE_GONE,
    ],
    [
      'repoints path',
      { [APPLICATION]: application('worker-cluster-dev', 'crossplane/xrds') },
      [...ALL_GONE],
    ],
    [
      'excludes by the Application',
      {
        [APPLICATION]: application(
          'worker-cluster-dev',
          'crossplane/claims/dev',
          "    directory: { exclude: 'p*' }\n",
        ),
      },
      ONE_GONE,
    ],
    [
      'includes less by the Application',
      {
        [APPLICATION]: application(
          'worker-cluster-dev',
          'crossplane/claims/dev',
          "    directory: { include: '{data,x}-*.yaml' }\n",
        ),
      },
      ONE_GONE,
    ],
    [
      'excludes by .argocd-source.yaml',
      {
        'crossplane/claims/dev/.argocd-source.yaml':
          "directory: {exclude: 'payments*'}",
      },
      ONE_GONE,
    ],
    [
      'excludes by .argocd-source-<app>.yaml',
      {
        'crossplane/claims/dev/.argocd-source-worker-cluster-dev.yaml':
          "directory: {include: 'data-dev.yaml'}",
      },
      ONE_GONE,
    ],
    [
      'skips a file by a comment',
      { [CLAIM]: `# +argocd:skip-file-rendering\n${claim('payments-dev')}` },
      ONE_GONE,
    ],
    [
      'makes a claim an empty list',
      { [CLAIM]: `${claim('payments-dev')}items: []\n` },
      ONE_GONE,
    ],
    [
      'makes a claim a null list',
      {
        [CLAIM]: claim('payments-dev')
          .replace('spec:', 'items:')
          .replace(/ {2}environment.*\n/, ''),
      },
      ONE_GONE,
    ],
    [
      'drops the kind of a claim',
      { [CLAIM]: claim('payments-dev').replace('kind: W', 'kinds: W') },
      ONE_GONE,
    ],
    [
      'renames a claim',
      { [CLAIM]: claim('payments') },
      ['+ worker-cluster-dev: payments', ...ONE_GONE],
    ],
    [
      'moves a claim into another namespace',
      { [CLAIM]: claim('payments-dev').replace('clusters-dev', 'clusters-x') },
      [
        '+ worker-cluster-dev: payments-dev',
        '- worker-cluster-dev: WorkerCluster payments-dev: it is another object now: clusters-x/payments-dev in crossplane/claims/dev/payments-dev.yaml',
      ],
    ],
    [
      'changes the extension to .YAML',
      {
        [CLAIM]: undefined,
        'crossplane/claims/dev/payments-dev.YAML': claim('payments-dev'),
      },
      ONE_GONE,
    ],
    [
      'moves a claim into a folder below',
      {
        [CLAIM]: undefined,
        'crossplane/claims/dev/x/payments-dev.yaml': claim('payments-dev'),
      },
      ONE_GONE,
    ],
    [
      'comments a claim out',
      { [CLAIM]: claim('payments-dev').replace(/^/gm, '# ') },
      ONE_GONE,
    ],
    [
      'prefixes all names by a kustomization',
      {
        'crossplane/claims/dev/kustomization.yaml':
          'namePrefix: x-\nresources: [payments-dev.yaml, data-dev.yaml]',
      },
      [
        '+ worker-cluster-dev: x-payments-dev',
        '+ worker-cluster-dev: x-data-dev',
        ...ALL_GONE,
      ],
    ],
    [
      'deletes the Application',
      { [APPLICATION]: undefined },
      ALL_GONE.map(l =>
        l.replace(GONE, 'the Application worker-cluster-dev is gone'),
      ),
    ],
    [
      'moves the Application out of the folder of the root',
      {
        [APPLICATION]: undefined,
        'argocd/worker-cluster-dev.yaml': REPOSITORY[APPLICATION],
      },
      ALL_GONE.map(l =>
        l.replace(GONE, 'the Application worker-cluster-dev is gone'),
      ),
    ],
    [
      'hides the Application by a kustomization',
      {
        'argocd/infrastructure/kustomization.yaml':
          'resources: [project.yaml, crossplane-xrds.yaml]',
      },
      ALL_GONE.map(l =>
        l.replace(GONE, 'the Application worker-cluster-dev is gone'),
      ),
    ],
    [
      'makes the Application a hook',
      {
        [APPLICATION]: REPOSITORY[APPLICATION].replace(
          '  namespace: argocd',
          "  namespace: argocd\n  annotations: { 'argocd.argoproj.io/hook': PostSync }",
        ),
      },
      ALL_GONE.map(l =>
        l.replace(GONE, 'the Application worker-cluster-dev is gone'),
      ),
    ],
    [
      'hides the Application behind one of another namespace that may have no claims',
      {
        [APPLICATION]: application(
          'worker-cluster-dev',
          'charts/x',
          '',
          'tools',
        ).replace('namespace: argocd', 'namespace: other'),
        'charts/x/Chart.yaml': 'name: x',
      },
      ALL_GONE.map(l =>
        l.replace(GONE, 'the Application worker-cluster-dev is gone'),
      ),
    ],
    [
      'renames the Application',
      { [APPLICATION]: application('other', 'crossplane/claims/dev') },
      [
        '+ other: data-dev',
        '+ other: payments-dev',
        ...['data-dev', 'payments-dev'].map(
          n =>
            `- worker-cluster-dev: WorkerCluster ${n}: the Application worker-cluster-dev is gone`,
        ),
      ],
    ],
    [
      'deploys to another cluster',
      {
        [APPLICATION]: REPOSITORY[APPLICATION].replace(
          'https://kubernetes.default.svc',
          'https://other',
        ),
      },
      [
        '+ worker-cluster-dev: data-dev',
        '+ worker-cluster-dev: payments-dev',
        ...['data-dev', 'payments-dev'].map(
          n =>
            `- worker-cluster-dev: WorkerCluster ${n}: it is another object now: clusters-dev/${n} in crossplane/claims/dev/${n}.yaml`,
        ),
      ],
    ],
    [
      'deletes the XRD',
      { 'crossplane/xrds/workercluster.yaml': undefined },
      [
        '- crossplane-xrds: CompositeResourceDefinition workerclusters.platform.example.org: the Application crossplane-xrds does not render it any more',
      ],
    ],
    [
      'excludes the XRD',
      {
        'argocd/infrastructure/crossplane-xrds.yaml': REPOSITORY[
          'argocd/infrastructure/crossplane-xrds.yaml'
        ].replace('claims/**', "'{claims,xrds}/**'"),
      },
      [
        '- crossplane-xrds: CompositeResourceDefinition workerclusters.platform.example.org: the Application crossplane-xrds does not render it any more',
      ],
    ],
  ])('%s', (_, change, expected) => {
    expect(said(compare(change)).sort()).toEqual([...expected].sort());
  });

  it('deletes the namespace of claims', () => {
    const path = 'crossplane/config/namespace.yaml';
    const comparison = compare(
      { [path]: undefined },
      {
        [path]:
          'apiVersion: v1\nkind: Namespace\nmetadata: {name: clusters-dev}',
      },
    );
    expect(said(comparison)).toEqual([
      '- crossplane-xrds: Namespace clusters-dev: the Application crossplane-xrds does not render it any more',
    ]);
  });

  it('moves a claim to another Application', () => {
    const other = 'argocd/infrastructure/worker-cluster-prod.yaml';
    expect(
      said(
        compare(
          {
            [CLAIM]: undefined,
            'crossplane/claims/prod/payments-dev.yaml': claim('payments-dev'),
          },
          {
            [other]: application(
              'worker-cluster-prod',
              'crossplane/claims/prod',
            ),
            'crossplane/claims/prod/README.md': '',
          },
        ),
      ),
    ).toEqual([
      '+ worker-cluster-prod: payments-dev',
      '- worker-cluster-dev: WorkerCluster payments-dev: the Application worker-cluster-prod applies it now, from crossplane/claims/prod/payments-dev.yaml; worker-cluster-dev deletes it',
    ]);
  });
});

describe('a change that cannot be rendered', () => {
  const kustomization = (fields: string): Change => ({
    'crossplane/claims/dev/kustomization.yaml': `resources: [payments-dev.yaml, data-dev.yaml]\n${fields}`,
  });
  const source = (fields: string): Change => ({
    [APPLICATION]: application(
      'worker-cluster-dev',
      'crossplane/claims/dev',
      fields,
    ),
  });
  it.each<[string, Change, RegExp]>([
    [
      'a Helm chart',
      { 'crossplane/claims/dev/Chart.yaml': 'name: x' },
      /a Helm chart is not rendered/,
    ],
    [
      'a file whose name ends like that of a chart',
      { 'crossplane/claims/dev/myChart.yaml': 'a: 1' },
      /a Helm chart is not rendered/,
    ],
    [
      'a Helm chart that wins over a kustomization',
      { ...kustomization(''), 'crossplane/claims/dev/zChart.yaml': 'a: 1' },
      /a Helm chart is not rendered/,
    ],
    [
      'a directory option that Argo CD does not keep',
      {
        'crossplane/claims/dev/Kustomization': 'resources: []',
        ...source('    directory: { recurse: false }\n'),
      },
      /holds for one comparison only/,
    ],
    [
      'helm options',
      source('    helm: { releaseName: x }\n'),
      /a Helm chart is not rendered/,
    ],
    [
      'a plugin',
      source('    plugin: { name: x }\n'),
      /config management plugin/,
    ],
    [
      'a plugin by .argocd-source.yaml',
      { 'crossplane/claims/dev/.argocd-source.yaml': 'plugin: {name: x}' },
      /config management plugin/,
    ],
    [
      'two types of source',
      source('    plugin: { name: x }\n    directory: { recurse: true }\n'),
      /multiple application sources defined: Directory,Plugin/,
    ],
    [
      'a patch that deletes',
      kustomization(
        "patches: [{patch: '{$patch: delete}', target: {kind: WorkerCluster}}]",
      ),
      /the field 'patches' is not rendered/,
    ],
    [
      'a strategic merge patch',
      kustomization('patchesStrategicMerge: [p.yaml]'),
      /'patchesStrategicMerge'/,
    ],
    ['a generator', kustomization('generators: [g.yaml]'), /'generators'/],
    [
      'a transformer',
      kustomization('transformers: [t.yaml]'),
      /'transformers'/,
    ],
    ['a component', kustomization('components: [../c]'), /'components'/],
    ['replacements', kustomization('replacements: []'), /'replacements'/],
    [
      'a Helm chart in a kustomization',
      kustomization('helmCharts: []'),
      /'helmCharts'/,
    ],
    [
      'a remote base',
      {
        'crossplane/claims/dev/kustomization.yaml':
          'resources: ["https://github.com/x/y?ref=main"]',
      },
      /not a path in this repository/,
    ],
    [
      'a remote base in the short form',
      {
        'crossplane/claims/dev/kustomization.yaml':
          'resources: [github.com/x/y]',
      },
      /doesn't exist in this repository/,
    ],
    [
      'a base that is not there',
      { 'crossplane/claims/dev/kustomization.yaml': 'resources: [../none]' },
      /doesn't exist in this repository/,
    ],
    [
      'a base outside of the repository',
      {
        'crossplane/claims/dev/kustomization.yaml':
          'resources: [../../../../x]',
      },
      /outside of the repository/,
    ],
    [
      'a file outside of the kustomization',
      {
        'crossplane/claims/dev/kustomization.yaml':
          'resources: [../../xrds/workercluster.yaml]',
      },
      /not in or below the folder/,
    ],
    [
      'a kustomization that contains itself',
      { 'crossplane/claims/dev/kustomization.yaml': 'resources: [../dev]' },
      /more than 10 deep/,
    ],
    [
      'a kustomization below that cannot be rendered',
      {
        'crossplane/claims/dev/kustomization.yaml': 'resources: [x]',
        'crossplane/claims/dev/x/Kustomization': 'patches: []',
      },
      /x\/Kustomization: the field 'patches'/,
    ],
    [
      'two kustomizations',
      {
        ...kustomization(''),
        'crossplane/claims/dev/Kustomization': 'resources: []',
      },
      /multiple kustomization files/,
    ],
    [
      'an empty kustomization',
      { 'crossplane/claims/dev/kustomization.yaml': '# nothing' },
      /expected one kustomization/,
    ],
    [
      'the same claim twice in a kustomization',
      {
        'crossplane/claims/dev/kustomization.yaml':
          'resources: [payments-dev.yaml, x/]',
        'crossplane/claims/dev/x/Kustomization': 'resources: [p.yaml]',
        'crossplane/claims/dev/x/p.yaml': claim('payments-dev'),
      },
      /already registered/,
    ],
    [
      'local configuration of kustomize',
      {
        ...kustomization(''),
        [CLAIM]: annotated('config.kubernetes.io/local-config', "'true'"),
      },
      /kustomize's own/,
    ],
    [
      'options of kustomize in the Application',
      {
        ...kustomization(''),
        ...source('    kustomize: { namePrefix: x- }\n'),
      },
      /kustomize\.namePrefix/,
    ],
    [
      'another repository',
      {
        [APPLICATION]: REPOSITORY[APPLICATION].replace(
          'gitops.git',
          'other.git',
        ),
      },
      /reads another repository/,
    ],
    [
      'another revision',
      {
        [APPLICATION]: REPOSITORY[APPLICATION].replace(
          'targetRevision: main',
          'targetRevision: empty',
        ),
      },
      /reads the revision 'empty'/,
    ],
    [
      'another repository, in the root Application as well',
      Object.fromEntries(
        ['argocd/root.yaml', APPLICATION].map(p => [
          p,
          REPOSITORY[p].replace('gitops.git', 'other.git'),
        ]),
      ),
      /reads another repository/,
    ],
    [
      'a folder that is not there',
      {
        [APPLICATION]: application(
          'worker-cluster-dev',
          'crossplane/claims/none',
        ),
      },
      /app path does not exist/,
    ],
    [
      'a path out of the repository',
      { [APPLICATION]: application('worker-cluster-dev', '../x') },
      /outside root/,
    ],
    [
      'no source',
      { [APPLICATION]: REPOSITORY[APPLICATION].replace(' source:', ' sauce:') },
      /has no source/,
    ],
    [
      'a hydrator',
      source('  sourceHydrator: {}\n'.replace('{}', '{a: 1}')),
      /sourceHydrator/,
    ],
    [
      'an operation of the Application, which syncs another folder',
      {
        [APPLICATION]: `${application(
          'worker-cluster-dev',
          'crossplane/claims/dev',
        )}operation: { sync: { prune: true, source: { repoURL: ${URL}, path: docs } } }\n`,
      },
      /worker-cluster-dev has the field operation/,
    ],
    [
      'an operation of the root Application',
      {
        'argocd/root.yaml': `${REPOSITORY['argocd/root.yaml']}operation: { sync: { prune: true, revision: old } }\n`,
      },
      /root has the field operation/,
    ],
    [
      'a renamed folder',
      {
        [CLAIM]: undefined,
        'crossplane/claims/dev/data-dev.yaml': undefined,
        'crossplane/claims/dev/README.md': undefined,
        'crossplane/claims/development/payments-dev.yaml':
          claim('payments-dev'),
      },
      /app path does not exist/,
    ],
    [
      'an ApplicationSet',
      {
        'argocd/infrastructure/set.yaml':
          'apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: s}\nspec: {}',
      },
      /the ApplicationSet s is not rendered/,
    ],
    [
      'a missing root',
      { 'argocd/root.yaml': undefined },
      /the file of the root Application is not there/,
    ],
    [
      'a link to a claim',
      { [CLAIM]: { type: 'symlink' } },
      /a symlink is not rendered/,
    ],
    [
      'a link to a kustomization',
      { 'crossplane/claims/dev/Kustomization': { type: 'symlink' } },
      /Kustomization: a symlink/,
    ],
    [
      'a link to a folder of claims',
      {
        'crossplane/claims/dev': { type: 'symlink' },
        [CLAIM]: undefined,
        'crossplane/claims/dev/data-dev.yaml': undefined,
        'crossplane/claims/dev/README.md': undefined,
      },
      /crossplane\/claims\/dev: a symlink/,
    ],
    [
      'a link around the folder',
      { 'crossplane/claims': { type: 'symlink' } },
      /crossplane\/claims: a symlink/,
    ],
    [
      'a submodule in the place of the folder',
      {
        'crossplane/claims/dev': { type: 'submodule' },
        [CLAIM]: undefined,
        'crossplane/claims/dev/data-dev.yaml': undefined,
        'crossplane/claims/dev/README.md': undefined,
      },
      /crossplane\/claims\/dev: a submodule/,
    ],
    [
      'a file that is too large',
      { [CLAIM]: { type: 'file' } },
      /payments-dev\.yaml: too large/,
    ],
    [
      'jsonnet',
      { 'crossplane/claims/dev/x.jsonnet': '[]' },
      /jsonnet is not rendered/,
    ],
    [
      'an encoding that Git writes to the disk',
      {
        'crossplane/claims/dev/.gitattributes':
          '*.yaml working-tree-encoding=UTF-16BE',
      },
      /may change manifests/,
    ],
    [
      'an encoding at the root',
      { '.gitattributes': '* working-tree-encoding=UTF-16BE' },
      /may change manifests/,
    ],
    [
      'Git LFS for manifests',
      { '.gitattributes': '*.yaml filter=lfs' },
      /may change manifests/,
    ],
    [
      'a macro of attributes',
      { '.gitattributes': '[attr]x text\n*.yaml x' },
      /may change manifests/,
    ],
    [
      'a key that is there twice',
      { [CLAIM]: `${claim('payments-dev')}metadata: {name: other}\n` },
      /the key 'metadata' is there twice/,
    ],
    [
      'a name that is there twice',
      {
        [CLAIM]: claim('payments-dev').replace('  name:', '  name: x\n  name:'),
      },
      /the key 'name' is there twice/,
    ],
    [
      'a merge key',
      { [CLAIM]: claim('payments-dev', '  <<: {a: b}\n') },
      /the key '<<'/,
    ],
    [
      'a tag',
      { [CLAIM]: claim('payments-dev', '  a: !!binary aGk=\n') },
      /the tag/,
    ],
    [
      'the end of a document in the middle',
      { [CLAIM]: `# c\n...\n${claim('payments-dev')}` },
      /begins with '\.\.\.'/,
    ],
    [
      'a directive',
      { [CLAIM]: `%YAML 1.1\n---\n${claim('payments-dev')}` },
      /begins with '%YA'/,
    ],
    [
      'a separator with content',
      { [CLAIM]: `--- {a: b}\n${claim('payments-dev')}` },
      /may be followed by a comment only/,
    ],
    [
      'JSON in which something follows',
      {
        [CLAIM]: `${JSON.stringify({ kind: 'WorkerCluster' })}\n---\n${claim(
          'payments-dev',
        )}`,
      },
      /is not one JSON value/,
    ],
    [
      'a line separator in a comment',
      { [CLAIM]: `# x\u2028items: []\n${claim('payments-dev')}` },
      /U\+2028/,
    ],
    [
      'a lone carriage return',
      { [CLAIM]: `# x\ritems: []\n${claim('payments-dev')}` },
      /U\+000D/,
    ],
    [
      'a next-line character',
      { [CLAIM]: `# x\u0085items: []\n${claim('payments-dev')}` },
      /U\+0085/,
    ],
    [
      'bytes that are not UTF-8',
      { [CLAIM]: `# \ufffd\n${claim('payments-dev')}` },
      /U\+FFFD/,
    ],
    [
      'UTF-16',
      { [CLAIM]: claim('payments-dev').split('').join('\u0000') },
      /U\+0000/,
    ],
    [
      'a name that is a truth value for YAML 1.1',
      { [CLAIM]: claim('on') },
      /not read as text by every YAML parser/,
    ],
    [
      'no name',
      {
        [CLAIM]: claim('payments-dev').replace(
          '  name: payments-dev',
          '  generateName: x-',
        ),
      },
      /metadata\.name of WorkerCluster is missing/,
    ],
    ['no YAML', { [CLAIM]: 'a: [' }, /payments-dev\.yaml:\d+:/],
    [
      'a manifest without a kind in the same file',
      { [CLAIM]: `${claim('payments-dev')}---\na: 1\n` },
      /not every document has a kind/,
    ],
    [
      'an alias bomb',
      {
        [CLAIM]: claim(
          'payments-dev',
          `${[...'abcdefghi']
            .map(
              (l, i) =>
                `  ${l}: &${l} [${Array(9).fill(
                  i ? `*${'abcdefghi'[i - 1]}` : 'x',
                )}]`,
            )
            .join('\n')}\n`,
        ),
      },
      /alias/i,
    ],
    [
      'an anchor that contains itself',
      { [CLAIM]: claim('payments-dev', '  a: &a [*a]\n') },
      /payments-dev\.yaml/,
    ],
    [
      'deep nesting',
      {
        [CLAIM]: claim(
          'payments-dev',
          `  a: ${'['.repeat(20_000)}${']'.repeat(20_000)}\n`,
        ),
      },
      /payments-dev\.yaml/,
    ],
    [
      'a character class in exclude',
      source("    directory: { exclude: '[p]*' }\n"),
      /is not evaluated here/,
    ],
    [
      'an exclude that is no text',
      source('    directory: { exclude: [a] }\n'),
      /directory\.exclude is not text/,
    ],
    [
      'recurse in the words of YAML 1.1',
      source('    directory: { recurse: yes }\n'),
      /recurse is neither true nor false/,
    ],
    [
      'a claim of two Applications',
      {
        'argocd/infrastructure/second.yaml': application(
          'second',
          'crossplane/claims/dev',
        ),
      },
      /is applied by second and by/,
    ],
    [
      'a claim that is a hook',
      { [CLAIM]: annotated('argocd.argoproj.io/hook', 'Skip') },
      /is a sync hook/,
    ],
    [
      'a claim whose deletion nobody would have to confirm',
      { [CLAIM]: annotated('argocd.argoproj.io/sync-options', 'Prune=true') },
      /takes away the confirmation/,
    ],
    [
      'a second Application of the same name, which counts if it comes last',
      {
        'argocd/infrastructure/zz.yaml': application(
          'worker-cluster-dev',
          'crossplane/xrds',
        ),
      },
      /the Application argocd\/worker-cluster-dev is there twice/,
    ],
    [
      'a claim that the garbage collector deletes',
      {
        [CLAIM]: claim(
          'payments-dev',
          '',
          '  ownerReferences: [{apiVersion: v1, kind: ConfigMap, name: x, uid: "0"}]\n',
        ),
      },
      /ownerReferences: Kubernetes deletes it/,
    ],
    [
      'an XRD that the garbage collector deletes',
      {
        'crossplane/xrds/workercluster.yaml': REPOSITORY[
          'crossplane/xrds/workercluster.yaml'
        ].replace('metadata:', 'metadata:\n  ownerReferences: []'),
      },
      /ownerReferences: Kubernetes deletes it/,
    ],
    [
      'a claim that a sync replaces',
      {
        [CLAIM]: annotated(
          'argocd.argoproj.io/sync-options',
          'Prune=false,Force=true',
        ),
      },
      /sync option Force=true/,
    ],
  ])('is refused: %s', (_, change, message) => {
    const { problems } = compare(change);
    expect(problems).toContainEqual({
      type: 'refused',
      path: expect.any(String),
      message: expect.stringMatching(message),
    });
  });

  it('tells that a claim becomes a hook, which Argo CD deletes', () => {
    expect(
      said(compare({ [CLAIM]: annotated('helm.sh/hook', 'pre-install') })),
    ).toEqual([
      '- worker-cluster-dev: WorkerCluster payments-dev: it becomes a sync hook in crossplane/claims/dev/payments-dev.yaml',
      'refused: crossplane/claims/dev/payments-dev.yaml: payments-dev is a sync hook: Argo CD deletes hooks',
    ]);
  });

  it('is unknown if what was there before cannot be rendered', () => {
    expect(
      said(
        compare(
          { 'crossplane/claims/dev/Chart.yaml': undefined },
          { 'crossplane/claims/dev/Chart.yaml': 'name: x' },
        ),
      ),
    ).toEqual([
      '+ worker-cluster-dev: data-dev',
      '+ worker-cluster-dev: payments-dev',
      'unknown: crossplane/claims/dev: a Helm chart is not rendered here (before this change)',
    ]);
  });

  it('leaves alone an ApplicationSet with a list that stays as it is, of a project that may have no claims', () => {
    const set = (
      project: string,
      generator = 'list: {elements: [{n: a}]}',
    ) => ({
      'argocd/infrastructure/s.yaml': `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: { name: s }
spec:
  generators: [{ ${generator} }]
  template: { metadata: { name: '{{n}}' }, spec: { project: ${project} } }
`,
    });
    const refused = (was: Change, is: Change) =>
      compare(is, was).problems.map(p => p.type);
    expect(refused(set('tools'), {})).toEqual([]);
    expect(refused({}, set('tools'))).toEqual(['refused']);
    expect(refused(set('infrastructure'), {})).toEqual(['refused']);
    expect(refused(set('tools', 'git: {}'), {})).toEqual(['refused']);
    expect(
      refused(
        set('tools'),
        set('tools', 'list: {elements: [{n: worker-cluster-dev}]}'),
      ),
    ).toEqual(['refused']);
  });

  it.each([
    ['{ group: argoproj.io, kind: Application }', ''],
    ["{ group: '*', kind: '*' }", ''],
    ['{ group: apps, kind: Deployment }', "{ group: '', kind: Namespace }"],
    [
      '{ group: apps, kind: Deployment }',
      '{ group: apiextensions.k8s.io, kind: CustomResourceDefinition }',
    ],
    [
      '{ group: apps, kind: Deployment }',
      '{ group: apiextensions.crossplane.io, kind: CompositeResourceDefinition }',
    ],
  ])(
    'refuses a chart of this repository in a project with %s and %s',
    (namespaced, cluster) => {
      const { problems } = compare({
        'argocd/infrastructure/p.yaml': `apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: { name: p, namespace: argocd }
spec:
  namespaceResourceWhitelist: [${namespaced}]
  clusterResourceWhitelist: [${cluster}]
`,
        'argocd/infrastructure/h.yaml': application('h', 'charts/h', '', 'p'),
        'charts/h/Chart.yaml': 'name: h',
      });
      expect(problems.map(p => p.message)).toEqual([
        'charts/h: a Helm chart is not rendered here (the project p admits claims, or what they depend on)',
      ]);
    },
  );

  it('leaves alone a chart from elsewhere that stays as it is, and refuses one that changes', () => {
    const chart = (version: string) =>
      application('monitoring', 'x')
        .replace(`path: x`, 'chart: prometheus')
        .replace('targetRevision: main', `targetRevision: '${version}'`)
        .replace(URL, 'https://charts.example');
    const path = 'argocd/infrastructure/monitoring.yaml';
    expect(
      said(compare({ [CLAIM]: undefined }, { [path]: chart('1.0.0') })),
    ).toEqual(ONE_GONE);
    expect(
      said(compare({ [path]: chart('1.0.1') }, { [path]: chart('1.0.0') })),
    ).toEqual([
      'refused: argocd/infrastructure/monitoring.yaml: the Application monitoring installs the Helm chart prometheus (the project infrastructure admits claims, or what they depend on)',
    ]);
    const tools = (version: string) =>
      chart(version).replace('project: infrastructure', 'project: tools');
    expect(
      said(compare({ [path]: tools('1.0.1') }, { [path]: tools('1.0.0') })),
    ).toEqual([]);
  });
});
