import Ajv from 'ajv';
import { parse, parseAllDocuments } from 'yaml';
import { renderFolder } from '../controllers/argocd/ManifestSource';
import { DEVIATIONS } from './deviations';
import { readGitopsFiles } from './gitopsFiles';
import { findClaims } from './seededClaims';

const files = readGitopsFiles({ repoUrl: 'http://git/a.git', claims: true });
const claims = findClaims(files);
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
    if (!path.endsWith('.yaml')) continue;
    for (const document of parseAllDocuments(text) as any[]) {
      expect({ path, errors: document.errors }).toEqual({ path, errors: [] });
    }
  }
});

it('carries the address of the repository wherever it belongs', () => {
  expect(JSON.stringify(files)).not.toContain('git.example.org');
  const spec = schemaOf(xrds['platform.example.org/v1alpha1']).properties.spec;
  expect(spec.properties.applications.properties.repoURL.default).toBe(
    'http://git/a.git',
  );
});

it.each(claims.map(c => [c.name, c] as const))(
  'the claim %s lies in its place and is valid',
  (_, claim) => {
    const { metadata, spec, apiVersion } = parse(claim.text);
    expect(claim.path).toBe(
      `crossplane/claims/${spec.environment}/${metadata.name}.yaml`,
    );
    expect(metadata.namespace).toBe(`clusters-${spec.environment}`);
    const ajv = new Ajv({ strict: false, validateFormats: false });
    const valid = ajv.validate(
      schemaOf(xrds[apiVersion]).properties.spec,
      structuredClone(spec),
    );
    expect({ valid, errors: ajv.errors }).toEqual({
      valid: true,
      errors: null,
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
  ];
  expect(meant.filter(name => !names.includes(name))).toEqual([]);
  expect(DEVIATIONS.requests.filter(r => names.includes(r.name))).toEqual([]);
  for (const { name, edit } of DEVIATIONS.changes) {
    const { text } = claims.find(c => c.name === name)!;
    expect(edit?.(text)).not.toBe(text);
  }
});

describe.each(['workercluster-aws', 'workercluster-aws-v1'])(
  'the Composition %s',
  name => {
    const composition = parse(files[`crossplane/compositions/${name}.yaml`]);
    const [patchAndTransform, , sequencer] = composition.spec.pipeline;
    const { resources, patchSets } = patchAndTransform.input;
    const schema = schemaOf(xrds[composition.spec.compositeTypeRef.apiVersion]);

    it('gives every resource a stage', () => {
      const stages = resources.map(
        (r: any) =>
          r.base.metadata.annotations['worker-clusters.backstage.io/stage'],
      );
      expect([...new Set(stages)].sort()).toEqual([
        'applications',
        'argocd',
        'control-plane',
        'identity',
        'network',
        'nodes',
      ]);
    });

    it('has the five parts that make a worker its own Argo CD', () => {
      const kinds = Object.fromEntries(
        resources.map((r: any) => [
          r.name,
          r.base.spec.forProvider?.manifest?.kind ?? r.base.kind,
        ]),
      );
      expect(kinds).toMatchObject({
        'pc-kubernetes': 'ProviderConfig',
        'pc-helm': 'ProviderConfig',
        'argocd-namespace': 'Namespace',
        'argocd-release': 'Release',
        'argocd-application': 'Application',
      });
    });

    it('has sequences of which every part is there', () => {
      const names: string[] = resources.map((r: any) => r.name);
      const lost = sequencer.input.rules
        .flatMap((r: any) => r.sequence)
        .filter(
          (p: string) => !names.some(n => new RegExp(`^(?:${p})$`).test(n)),
        );
      expect(lost).toEqual([]);
    });

    it('reads and writes fields of the XRD only', () => {
      const patches = [
        ...patchSets.flatMap((s: any) => s.patches),
        ...resources.flatMap((r: any) => r.patches),
      ];
      const paths = patches.flatMap((p: any) => {
        if (p.type === 'FromCompositeFieldPath') return [p.fromFieldPath];
        if (p.type === 'ToCompositeFieldPath') return [p.toFieldPath];
        if (p.type === 'CombineFromComposite') {
          return p.combine.variables.map((v: any) => v.fromFieldPath);
        }
        return [];
      });
      const lost = paths.filter(
        (path: string) =>
          !/^(metadata\.|spec\.claimRef\.)/.test(path) &&
          !path
            .split('.')
            .reduce<any>((s, field) => s?.properties?.[field], schema),
      );
      expect(lost).toEqual([]);
    });
  },
);

it.each([
  'overlays/dev',
  'overlays/staging',
  'overlays/prod',
  'preview/dev',
  'preview/staging',
])('the applications of %s can be rendered', folder => {
  const root = `applications/k8s-manifests/${folder}`;
  const apps = renderFolder(files, { repoURL: '', path: root }).objects;
  expect(apps.length).toBeGreaterThanOrEqual(5);
  for (const app of apps) {
    expect(app.kind).toBe('Application');
    expect(app.spec.destination.server).toBe('https://kubernetes.default.svc');
    const { path } = app.spec.source;
    expect(path.startsWith(`${root}/`)).toBe(true);
    expect(
      renderFolder(files, { repoURL: '', path }).objects.length,
    ).toBeGreaterThan(0);
  }
});
