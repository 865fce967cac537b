import { renderSource, treeOf } from '@worker-clusters/argocd-manifests';
import {
  admitObject,
  toCustomResourceDefinitions,
} from '@worker-clusters/kubernetes-schema';
import { parse, parseAllDocuments } from 'yaml';
import { sourcesOf } from '../controllers/argocd/sources';
import { DEVIATIONS } from './deviations';
import { readGitopsFiles } from './gitopsFiles';
import { findClaims } from './seededClaims';

const files = readGitopsFiles({ repoUrl: 'http://git/a.git', claims: true });
const claims = findClaims(files);
const tree = treeOf(files);
const render = (source: { repoURL: string; path?: string }): any[] =>
  renderSource(tree, source, { application: '' }).manifests.map(
    m => m.manifest,
  );
const xrds: Record<string, any> = {
  'platform.example.org/v1alpha1': parse(
    files['crossplane/xrds/workercluster.yaml'],
  ),
  'legacy.platform.example.org/v1alpha1': parse(
    files['crossplane/xrds/workercluster-v1.yaml'],
  ),
};
const schemaOf = (xrd: any) => xrd.spec.versions[0].schema.openAPIV3Schema;

it('is YAML in every file that says so', () => {
  for (const [path, text] of Object.entries(files)) {
    if (!path.endsWith('.yaml') || path.includes('/charts/')) continue;
    for (const document of parseAllDocuments(text) as any[]) {
      expect({ path, errors: document.errors }).toEqual({ path, errors: [] });
    }
  }
});

it('carries the address of the repository wherever it belongs', () => {
  const left = Object.keys(files).filter(path =>
    files[path].includes('https://git.example.org/platform/gitops.git'),
  );
  expect(left.filter(path => path.endsWith('.yaml'))).toEqual([]);
  const spec = schemaOf(xrds['platform.example.org/v1alpha1']).properties.spec;
  expect(spec.properties.applications.properties.repoURL.default).toBe(
    'http://git/a.git',
  );
});

it.each(claims.map(c => [c.name, c] as const))(
  'the claim %s lies in its place and is valid',
  (_, claim) => {
    const object = parse(claim.text);
    const { metadata, spec, apiVersion } = object;
    expect(claim.path).toBe(
      `crossplane/claims/${spec.environment}/${metadata.name}.yaml`,
    );
    expect(metadata.namespace).toBe(`clusters-${spec.environment}`);
    // Of a v1 XRD, the second definition is of the claim.
    const definition = toCustomResourceDefinitions(xrds[apiVersion]).at(-1)!;
    const schema = definition.spec.versions[0].schema.openAPIV3Schema;
    expect(admitObject(schema, object)).toMatchObject({
      unknown: [],
      causes: [],
    });
  },
);

it('has clusters of every environment, region and team, and one of the v1 API', () => {
  const specs = claims.map(c => parse(c.text).spec);
  const all = (field: string) => [...new Set(specs.map(s => s[field]))].sort();
  expect(all('environment')).toEqual(['dev', 'prod', 'staging']);
  expect(all('region')).toEqual(['eu-west-1', 'us-east-1']);
  expect(all('owner')).toHaveLength(5);
  expect(claims.filter(c => c.apiVersion.startsWith('legacy.'))).toHaveLength(
    1,
  );
});

it('names clusters that there are in its deviations', () => {
  const names = claims.map(c => c.name);
  const meant = [
    ...DEVIATIONS.incidents.map(i => i.cluster),
    ...DEVIATIONS.laterIncidents.map(i => i.cluster),
    ...DEVIATIONS.unfinished,
    ...DEVIATIONS.changes.map(c => c.name),
    ...Object.keys(DEVIATIONS.workerFaults),
    ...Object.keys(DEVIATIONS.workerObjects),
  ];
  expect(meant.filter(name => !names.includes(name))).toEqual([]);
  expect(DEVIATIONS.requests.filter(r => names.includes(r.name))).toEqual([]);
  for (const { name, edit } of DEVIATIONS.changes) {
    const { text } = claims.find(c => c.name === name)!;
    expect(edit?.(text)).not.toBe(text);
  }
});

it.each([
  'overlays/dev',
  'overlays/staging',
  'overlays/prod',
  'preview/dev',
  'preview/staging',
])('the applications of %s can be rendered', folder => {
  const root = `applications/k8s-manifests/${folder}`;
  const apps = render({ repoURL: '', path: root });
  expect(apps.length).toBeGreaterThanOrEqual(5);
  for (const app of apps) {
    expect(app.kind).toBe('Application');
    expect(app.spec.destination.server).toBe('https://kubernetes.default.svc');
    for (const { path } of sourcesOf(app)) {
      expect(path!.startsWith(`${root}/`)).toBe(true);
      if (app.metadata.name === 'ledger-archive') continue;
      expect(render({ repoURL: '', path }).length).toBeGreaterThan(0);
    }
  }
});

it('has an Application whose folder does not exist, to show what that looks like', () => {
  const root = 'applications/k8s-manifests/preview/staging';
  const app = render({ repoURL: '', path: root }).find(
    ({ metadata }) => metadata.name === 'ledger-archive',
  )!;
  expect(() => render(app.spec.source)).toThrow('app path does not exist');
});
