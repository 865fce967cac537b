import { renderPlatformRepository } from '@worker-clusters/sandbox';
import { ANSWERS } from './answers';
import {
  clusterApis,
  documents,
  inputOf,
  objects,
  resourcesOf,
  schemaOf,
  yamlFiles,
} from './repository';

const STAGES = [
  'applications',
  'argocd',
  'control-plane',
  'identity',
  'network',
  'nodes',
];

describe.each(Object.entries(ANSWERS))(
  'with the answers of %s',
  (_, answers) => {
    const files = renderPlatformRepository(answers);
    const apis = clusterApis(files);

    it('is YAML in every file that says so, and has no expression left', () => {
      expect(yamlFiles(files).length).toBeGreaterThan(20);
      for (const path of yamlFiles(files)) {
        expect(() => documents(files, path)).not.toThrow();
        expect({ path, text: files[path] }).not.toMatchObject({
          text: expect.stringMatching(/\$\{\{ ?values|\{%-? (for|if|end)/),
        });
      }
    });

    it('has the API of Crossplane v2, and that of v1 only if requested', () => {
      expect(apis.map(a => a.xrd.apiVersion)).toEqual(
        answers.crossplaneV1
          ? ['apiextensions.crossplane.io/v2', 'apiextensions.crossplane.io/v1']
          : ['apiextensions.crossplane.io/v2'],
      );
      expect(apis[0].xrd.spec.group).toBe(answers.apiGroup);
      expect(apis.every(a => a.composition)).toBe(true);
    });

    it('offers the environments and regions of the answers', () => {
      for (const { xrd } of apis) {
        const { properties } = schemaOf(xrd).properties.spec;
        expect(properties.environment.enum).toEqual(
          answers.environments.map(e => e.name),
        );
        expect(properties.region.enum).toEqual(answers.regions);
        expect(properties.applications.properties.repoURL.default).toBe(
          answers.gitUrl,
        );
      }
    });

    it('owns every file of crossplane/ by one Application', () => {
      const apps = objects(files, ['argocd/infrastructure/'])
        .map(o => o.object as any)
        .filter(o => o.kind === 'Application');
      expect(apps.map(a => a.metadata.name).sort()).toEqual(
        [
          'crossplane-xrds',
          ...answers.environments.map(e => `worker-cluster-${e.name}`),
        ].sort(),
      );
      for (const path of yamlFiles(files).filter(p =>
        p.startsWith('crossplane/'),
      )) {
        const owners = apps.filter(app => {
          const { path: folder, directory = {} } = app.spec.source;
          const inside = path.startsWith(`${folder}/`);
          const rest = path.slice(folder.length + 1);
          const excluded =
            directory.exclude === 'claims/**' && rest.startsWith('claims/');
          expect(directory.include ?? '*.yaml').toBe('*.yaml');
          return (
            inside && !excluded && (directory.recurse || !rest.includes('/'))
          );
        });
        expect({ path, owners: owners.length }).toEqual({ path, owners: 1 });
      }
    });

    it('puts sample claims where they belong, each with addresses of its own', () => {
      const claims = objects(files, ['crossplane/claims/']).filter(
        ({ object }) => object.kind === 'WorkerCluster',
      );
      expect(claims).toHaveLength(
        answers.sampleClaims ? answers.environments.length : 0,
      );
      const cidrs = claims.map(({ path, object }) => {
        const { environment, network } = object.spec;
        expect(path).toBe(
          `crossplane/claims/${environment}/${object.metadata.name}.yaml`,
        );
        expect(object.metadata.namespace).toBe(`clusters-${environment}`);
        return network.vpcCidr;
      });
      expect(new Set(cidrs).size).toBe(claims.length);
    });

    it('keeps IAM names within 64 characters for the longest cluster name', () => {
      for (const { composition } of apis) {
        const formats = JSON.stringify(
          resourcesOf(composition).filter(r => r.base.kind === 'Role'),
        ).match(/worker-%s[a-z-]*/g)!;
        expect(formats).toHaveLength(answers.ingress ? 6 : 5);
        for (const format of formats) {
          expect(
            format.replace('%s', 'x'.repeat(40)).length,
          ).toBeLessThanOrEqual(64);
        }
      }
    });

    describe.each(apis.map(a => [a.xrd.metadata.name, a] as const))(
      'the Composition for %s',
      (__, { xrd, composition }) => {
        const resources = resourcesOf(composition);
        const names: string[] = resources.map(r => r.name);

        it('gives every resource a name of its own and a stage', () => {
          expect(new Set(names).size).toBe(names.length);
          const stages = resources.map(
            r =>
              r.base.metadata.annotations['worker-clusters.backstage.io/stage'],
          );
          expect([...new Set(stages)].sort()).toEqual(STAGES);
        });

        it('has the five parts that make a worker its own Argo CD', () => {
          const kinds = Object.fromEntries(
            resources.map(r => [
              r.name,
              r.base.spec?.forProvider?.manifest?.kind ?? r.base.kind,
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

        it('reads and writes fields of the XRD only', () => {
          const { patchSets } = inputOf(
            composition,
            'function-patch-and-transform',
          );
          const patches = [
            ...patchSets.flatMap((s: any) => s.patches),
            ...resources.flatMap(r => r.patches),
          ];
          const paths = patches.flatMap((p: any) => {
            if (p.type === 'FromCompositeFieldPath') return [p.fromFieldPath];
            if (p.type === 'ToCompositeFieldPath') return [p.toFieldPath];
            if (p.type === 'CombineFromComposite') {
              return p.combine.variables.map((v: any) => v.fromFieldPath);
            }
            return [];
          });
          expect(paths.length).toBeGreaterThan(60);
          const lost = paths.filter(
            (path: string) =>
              !/^(metadata\.(name|namespace)|spec\.claimRef\.(name|namespace))$/.test(
                path,
              ) && !path.split('.').reduce<any>(propertyOf, schemaOf(xrd)),
          );
          expect(lost).toEqual([]);
          const used = new Set(
            patches.flatMap((p: any) =>
              p.type === 'PatchSet' ? [p.patchSetName] : [],
            ),
          );
          expect([...used].sort()).toEqual(
            patchSets.map((s: any) => s.name).sort(),
          );
        });

        it('orders deletion by Usages that are replayed', () => {
          expect(inputOf(composition, 'function-sequencer')).toMatchObject({
            enableDeletionSequencing: true,
            replayDeletion: true,
            resetCompositeReadiness: true,
            usageVersion: xrd.apiVersion.endsWith('v2') ? 'v2' : 'v1',
          });
        });
      },
    );
  },
);

/** Schema of a field, or of an entry of a list: `zones[0]`. */
function propertyOf(schema: any, step: string): any {
  const [, field, index] = /^(\w+)(\[\d+\])?$/.exec(step) ?? [];
  const property = schema?.properties?.[field];
  return index ? property?.items : property;
}
