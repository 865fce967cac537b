import { renderApplications, treeOf } from '@worker-clusters/argocd-manifests';
import { renderPlatformRepository } from '@worker-clusters/sandbox';
import { ANSWERS } from './answers';
import { clusterApis, objects, schemaOf } from './repository';

/** What one commit to the generated repository may delete, and what it may not. */
describe.each(Object.entries(ANSWERS))(
  'with the answers of %s',
  (_, answers) => {
    const files = renderPlatformRepository(answers);
    const all = objects(files, ['argocd/']).map(o => o.object as any);
    const applications = all.filter(o => o.kind === 'Application');
    const application = (name: string) =>
      applications.find(a => a.metadata.name === name);
    const environments = answers.environments.map(e => e.name);

    it('every Application of the management Argo CD says that its folder is one of plain files', () => {
      expect(applications.length).toBe(environments.length + 2);
      for (const { metadata, spec } of applications) {
        const { include, recurse } = spec.source.directory ?? {};
        // Of `recurse: false` alone Argo CD makes nothing.
        expect({
          application: metadata.name,
          isPinned: include === '*.yaml' || recurse === true,
        }).toEqual({ application: metadata.name, isPinned: true });
      }
    });

    it('protects the same environments in the admission policy and in each XRD', () => {
      const wanted = answers.environments
        .filter(e => e.deletionProtection)
        .map(e => e.name);
      const crossplane = objects(files, ['crossplane/']).map(
        o => o.object as any,
      );
      const { expression } = crossplane.find(
        o => o.kind === 'ValidatingAdmissionPolicy',
      ).spec.validations[0];
      const [, list] = /environment in \[(.*)\]/.exec(expression)!;
      // Without any, the list is that of the empty name.
      expect(list).toBe(`'${wanted.join("', '")}'`);
      const apis = clusterApis(files);
      expect(apis.length).toBe(answers.crossplaneV1 ? 2 : 1);
      for (const { xrd } of apis) {
        const { deletionProtection } = schemaOf(xrd).properties.spec.properties;
        expect(deletionProtection['x-ui-protected-environments'] ?? []).toEqual(
          wanted,
        );
      }
    });

    it('no Application may be emptied, and none deletes what it applied when it is deleted', () => {
      for (const { metadata, spec } of applications) {
        expect(spec.syncPolicy.automated).toEqual({
          prune: true,
          selfHeal: true,
        });
        expect(metadata.finalizers).toBeUndefined();
        expect(spec.syncPolicy.syncOptions).toContain('Delete=confirm');
      }
    });

    it('nothing is pruned unasked that a deletion still needs, and a claim is pruned in the foreground', () => {
      const options = (name: string) =>
        application(name).spec.syncPolicy.syncOptions;
      expect(options('crossplane-xrds')).toContain('Prune=confirm');
      // It prunes Applications without finalizers: nothing is lost, and a confirmation would hold up the other changes.
      expect(options('root')).not.toContain('Prune=confirm');
      for (const name of environments) {
        expect(options(`worker-cluster-${name}`)).toContain(
          'PrunePropagationPolicy=foreground',
        );
      }
    });

    it.each(environments)(
      'the Application of %s is never empty: the namespace of its claims is always there, and never pruned',
      environment => {
        const { applications: rendered } = renderApplications(
          treeOf(files),
          ['argocd/root.yaml'],
          { repoURL: answers.gitUrl, targetRevision: 'main' },
        );
        const { manifests, refusal } = rendered.find(
          a => a.name === `worker-cluster-${environment}`,
        )!;
        expect(refusal).toBeUndefined();
        const others = manifests
          .map(m => m.manifest as any)
          .filter(m => m.kind !== 'WorkerCluster');
        expect(others).toEqual([
          {
            apiVersion: 'v1',
            kind: 'Namespace',
            metadata: {
              name: `clusters-${environment}`,
              labels: { [`${answers.apiGroup}/environment`]: environment },
              annotations: {
                'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
              },
            },
          },
        ]);
        // It is made by this object alone, so that it is there in an environment without claims.
        expect(
          application(`worker-cluster-${environment}`).spec.syncPolicy,
        ).not.toHaveProperty('managedNamespaceMetadata');
      },
    );

    it.each(environments)(
      'the project of %s takes claims of its own namespace, that namespace, and nothing else',
      environment => {
        const { project } = application(`worker-cluster-${environment}`).spec;
        const { spec } = all.find(
          o => o.kind === 'AppProject' && o.metadata.name === project,
        );
        const namespace = `clusters-${environment}`;
        expect(spec).toEqual({
          description: expect.any(String),
          sourceRepos: [answers.gitUrl],
          destinations: [
            { server: 'https://kubernetes.default.svc', namespace },
          ],
          clusterResourceWhitelist: [
            { group: '', kind: 'Namespace', name: namespace },
          ],
          namespaceResourceWhitelist: [
            { group: answers.apiGroup, kind: 'WorkerCluster' },
            { group: `legacy.${answers.apiGroup}`, kind: 'WorkerCluster' },
          ],
        });
      },
    );

    it('no other project takes claims, or reaches their namespaces', () => {
      for (const { metadata, spec } of all.filter(
        o => o.kind === 'AppProject' && !o.metadata.name.startsWith('claims-'),
      )) {
        const kinds = spec.namespaceResourceWhitelist.map((e: any) => e.kind);
        expect({ [metadata.name]: kinds }).not.toEqual({
          [metadata.name]: expect.arrayContaining(['WorkerCluster']),
        });
        for (const { namespace } of spec.destinations) {
          expect(namespace).not.toMatch(/^clusters-/);
        }
        const namespaces = spec.clusterResourceWhitelist.filter(
          (e: any) => e.kind === 'Namespace' && e.name !== 'crossplane-system',
        );
        expect({ [metadata.name]: namespaces }).toEqual({
          [metadata.name]: [],
        });
      }
    });
  },
);
