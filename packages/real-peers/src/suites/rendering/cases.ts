/** One folder of a repository, the source that reads it, and what Argo CD 3.2 makes of the two. */
export interface RenderingCase {
  /** Name of the folder and of the Application. */
  name: string;
  /** Files by their path in the folder. */
  files: Record<string, string>;
  /** Links by their path in the folder, with what they lead to. */
  links?: Record<string, string>;
  /** Fields of `spec.source` besides the folder, or of each of `spec.sources`. */
  source?: object;
  several?: boolean;
  /** What counts is a later comparison. */
  again?: boolean;
  /** Names of the ConfigMaps that Argo CD renders, or that it ends in a ComparisonError. */
  renders: string[] | 'error';
  /** `packages/argocd-manifests` refuses it: it does not render what it cannot be sure of. */
  refused?: boolean;
}

const configMap = (name: string, extra = '') =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n${extra}`;
const A = { 'a.yaml': configMap('a') };
const AB = { ...A, 'b.yaml': configMap('b') };

export const CASES: RenderingCase[] = [
  {
    name: 'extensions',
    files: {
      ...AB,
      'c.yml': configMap('c'),
      'd.json': JSON.stringify({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'd' },
      }),
      'e.YAML': configMap('e'),
      'f.txt': configMap('f'),
      'below/g.yaml': configMap('g'),
    },
    renders: ['a', 'b', 'c', 'd'],
  },
  {
    name: 'path-with-dots',
    files: A,
    source: { path: './path-with-dots/../path-with-dots/' },
    renders: ['a'],
  },
  {
    name: 'no-path',
    files: {},
    source: { path: 'none' },
    renders: 'error',
    refused: true,
  },
  {
    name: 'kustomization-none',
    files: { ...A, Kustomization: 'resources: []\n' },
    renders: [],
  },
  {
    name: 'kustomization-some',
    files: { ...AB, 'kustomization.yml': 'resources: [b.yaml]\n' },
    renders: ['b'],
  },
  {
    name: 'kustomization-empty',
    files: { ...A, 'kustomization.yaml': '# nothing\n' },
    renders: 'error',
    refused: true,
  },
  {
    name: 'kustomization-two',
    files: {
      ...A,
      'kustomization.yaml': 'resources: [a.yaml]\n',
      Kustomization: 'resources: []\n',
    },
    renders: 'error',
    refused: true,
  },
  {
    name: 'kustomization-names',
    files: {
      ...AB,
      'kustomization.yaml':
        'namePrefix: x-\nnameSuffix: -y\nresources: [a.yaml, b.yaml]\n',
    },
    renders: ['x-a-y', 'x-b-y'],
  },
  {
    name: 'kustomization-bases',
    files: {
      'kustomization.yaml': 'resources: [base, one.txt]\n',
      'base/kustomization.yaml': 'namePrefix: base-\nresources: [a.yaml]\n',
      'base/a.yaml': configMap('a'),
      'one.txt': configMap('one'),
    },
    renders: ['base-a', 'one'],
  },
  {
    name: 'kustomization-folder',
    files: {
      'kustomization.yaml': 'resources: [base]\n',
      'base/kustomization.yaml': 'namePrefix: base-\nresources: [a.yaml]\n',
      'base/a.yaml': configMap('a'),
    },
    renders: ['base-a'],
  },
  {
    name: 'kustomization-patch',
    files: {
      ...AB,
      'kustomization.yaml':
        'resources: [a.yaml, b.yaml]\npatches:\n- patch: |\n    $patch: delete\n    apiVersion: v1\n    kind: ConfigMap\n    metadata:\n      name: a\n',
    },
    renders: ['b'],
    refused: true,
  },
  {
    name: 'kustomization-local',
    files: {
      ...A,
      'b.yaml': configMap(
        'b',
        '  annotations: {config.kubernetes.io/local-config: "true"}\n',
      ),
      'kustomization.yaml': 'resources: [a.yaml, b.yaml]\n',
    },
    renders: ['a'],
    refused: true,
  },
  {
    name: 'chart',
    files: { ...A, 'Chart.yaml': 'name: x\n' },
    renders: 'error',
    refused: true,
  },
  {
    name: 'chart-by-its-ending',
    files: { ...A, 'myChart.yaml': 'a: 1\n' },
    renders: 'error',
    refused: true,
  },
  {
    name: 'chart-and-kustomization',
    files: {
      ...AB,
      'Chart.yaml': 'name: x\n',
      'kustomization.yaml': 'resources: [a.yaml]\n',
    },
    renders: ['a'],
  },
  {
    name: 'chart-after-kustomization',
    files: {
      ...AB,
      'zChart.yaml': 'name: x\n',
      'kustomization.yaml': 'resources: [a.yaml]\n',
    },
    renders: 'error',
    refused: true,
  },
  {
    // It holds for one comparison; then Argo CD takes it out of the Application.
    name: 'directory-without-effect',
    files: { ...A, Kustomization: 'resources: []\n' },
    source: { directory: { recurse: false } },
    again: true,
    renders: [],
    refused: true,
  },
  {
    name: 'directory-with-include',
    files: { ...A, Kustomization: 'resources: []\n' },
    source: { directory: { include: '*.yaml' } },
    renders: ['a'],
  },
  {
    name: 'directory-with-recurse',
    files: {
      ...A,
      Kustomization: 'resources: []\n',
      'x/b.yaml': configMap('b'),
    },
    source: { directory: { recurse: true } },
    renders: ['a', 'b'],
  },
  {
    // Of several sources each keeps its `directory`.
    name: 'directory-of-several',
    files: { ...A, Kustomization: 'resources: []\n' },
    source: { directory: { recurse: false } },
    several: true,
    renders: ['a'],
  },
  {
    name: 'exclude',
    files: { ...AB, 'x/c.yaml': configMap('c'), 'y/d.yaml': configMap('d') },
    source: { directory: { recurse: true, exclude: '{x/**,a*}' } },
    renders: ['b', 'd'],
  },
  {
    name: 'star-matches-slashes',
    files: { ...A, 'x/c.yaml': configMap('c') },
    source: { directory: { recurse: true, include: '*.yaml' } },
    renders: ['a', 'c'],
  },
  {
    name: 'pattern-that-is-none',
    files: A,
    source: { directory: { include: '[' } },
    renders: [],
    refused: true,
  },
  {
    name: 'override',
    files: { ...AB, '.argocd-source.yaml': 'directory: {exclude: "a*"}\n' },
    renders: ['b'],
  },
  {
    name: 'override-by-name',
    files: {
      ...AB,
      '.argocd-source-override-by-name.yaml': 'directory: {include: "b*"}\n',
    },
    renders: ['b'],
  },
  {
    name: 'override-of-the-path',
    files: { ...A, '.argocd-source.yaml': 'path: exclude\n' },
    renders: ['a'],
  },
  {
    name: 'skip',
    files: {
      ...A,
      'b.yaml': `# +argocd:skip-file-rendering\n${configMap('b')}`,
    },
    renders: ['a'],
  },
  {
    name: 'empty-list',
    files: {
      ...A,
      'b.yaml': configMap('b', 'items: []\n').replace('  name', '  name'),
    },
    renders: ['a'],
  },
  {
    name: 'null-list',
    files: { ...A, 'b.yaml': configMap('b', 'items:\n') },
    renders: ['a'],
  },
  {
    name: 'list',
    files: {
      ...A,
      'b.yaml': `apiVersion: v1\nkind: List\nitems:\n- ${configMap('b')
        .trim()
        .replace(/\n/g, '\n  ')}\n`,
    },
    renders: ['a', 'b'],
  },
  {
    name: 'crlf',
    files: { 'a.yaml': configMap('a').replace(/\n/g, '\r\n') },
    renders: ['a'],
  },
  {
    name: 'bom',
    files: { 'a.yaml': `\ufeff${configMap('a')}` },
    renders: ['a'],
  },
  {
    name: 'documents',
    files: {
      'a.yaml': `# x\n---\n${configMap('a')}--- # y\n${configMap(
        'b',
      )}---\n---\n`,
    },
    renders: ['a', 'b'],
  },
  {
    name: 'no-manifest',
    files: { ...A, 'values.yaml': 'replicas: 1\n' },
    renders: ['a'],
  },
  {
    name: 'half-a-manifest',
    files: { 'a.yaml': `${configMap('a')}---\nreplicas: 1\n` },
    renders: 'error',
    refused: true,
  },
  {
    name: 'key-twice',
    files: { 'a.yaml': configMap('a', '  name: b\n') },
    renders: ['b'],
    refused: true,
  },
  {
    // What comes after the end of the document is not read.
    name: 'end-of-document',
    files: { 'a.yaml': `${configMap('a')}...\n${configMap('b')}` },
    renders: ['a'],
    refused: true,
  },
  {
    name: 'line-separator',
    files: { 'a.yaml': `# x\u2028items: []\n${configMap('a')}` },
    renders: [],
    refused: true,
  },
  {
    name: 'carriage-return',
    files: { 'a.yaml': `# x\ritems: []\n${configMap('a')}` },
    renders: [],
    refused: true,
  },
  {
    name: 'flow',
    files: {
      'a.yaml': '{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}\n',
    },
    renders: ['a'],
    refused: true,
  },
  {
    name: 'link',
    files: A,
    links: { 'b.yaml': '../override/b.yaml' },
    renders: ['a', 'b'],
    refused: true,
  },
  {
    // Git writes UTF-16 without a byte order mark: Argo CD takes the file for no manifest, and passes over it.
    name: 'encoding',
    files: {
      ...A,
      '.gitattributes': 'a.yaml working-tree-encoding=UTF-16BE\n',
    },
    renders: [],
    refused: true,
  },
];
