import {
  validateCustomResourceDefinition,
  validateObject,
} from '@worker-clusters/kubernetes-schema';
import { renderPlatformRepository } from '@worker-clusters/sandbox';
import { ANSWERS } from './answers';
import {
  clusterApis,
  Files,
  inputOf,
  objects,
  resourcesOf,
} from './repository';
import { SPEC } from './spec';
import { compositeResource, renderStages } from './stages';

const FULL = ANSWERS['many accounts, samples and the v1 API'];
const GROUP = 'multicluster.x-k8s.io';
const files = renderPlatformRepository(FULL);

const named = (from: Files, kind: string, name: RegExp): any[] =>
  objects(from, ['argocd/', 'crossplane/'])
    .map(o => o.object as any)
    .filter(o => o.kind === kind && name.test(o.metadata.name));

describe('ClusterProfiles', () => {
  const [modern, legacy] = clusterApis(files);
  const stages = renderStages(modern, compositeResource(modern, SPEC));
  const last = stages.at(-1)!;
  const [definition] = named(files, 'CustomResourceDefinition', /profiles/);
  const schema = definition.spec.versions[0].schema.openAPIV3Schema;
  const problems = (object: unknown) =>
    validateObject(
      {
        ...schema,
        properties: {
          ...schema.properties,
          metadata: {
            type: 'object',
            'x-kubernetes-preserve-unknown-fields': true,
          },
        },
      },
      object as any,
    );

  it('have a sound definition, with a status that only its controller writes', () => {
    expect(validateCustomResourceDefinition(definition)).toEqual([]);
    expect(definition.spec).toMatchObject({
      group: GROUP,
      scope: 'Namespaced',
      versions: [{ name: 'v1alpha1', subresources: { status: {} } }],
    });
  });

  it('name the cluster, its manager, and what fleet tools select by', () => {
    const profile = last.desired.get('cluster-profile')!;
    expect(problems(profile)).toEqual([]);
    expect(profile).toEqual({
      apiVersion: `${GROUP}/v1alpha1`,
      kind: 'ClusterProfile',
      metadata: {
        name: 'payments-dev',
        namespace: 'clusters-dev',
        labels: {
          'x-k8s.io/cluster-manager': FULL.apiGroup,
          [`${FULL.apiGroup}/environment`]: 'dev',
          [`${FULL.apiGroup}/region`]: 'eu-west-1',
          [`${FULL.apiGroup}/kubernetes-version`]: '1.34',
        },
        annotations: expect.objectContaining({
          [`${FULL.apiGroup}/owner`]: 'group:default/payments',
        }),
      },
      spec: {
        clusterManager: { name: FULL.apiGroup },
        displayName: 'payments-dev',
      },
    });
  });

  it('have a schema that refuses what it does not know', () => {
    const profile = last.desired.get('cluster-profile')!;
    expect(problems({ ...profile, spec: {} })).toHaveLength(1);
    expect(
      problems({ ...profile, status: { version: { kubernetes: 1.34 } } }),
    ).toHaveLength(1);
  });

  it('are made when the nodes are ready, and deleted before they are', () => {
    const first = stages.find(s => s.desired.has('cluster-profile'))!;
    expect(first.observed.has('nodegroup')).toBe(true);
    expect(
      [...last.usages.values()].filter(
        u => u.spec.by?.kind === 'ClusterProfile',
      ),
    ).toMatchObject([{ spec: { of: { kind: 'NodeGroup' } } }]);
  });

  it('do not hold up readiness, which nobody reports of them', () => {
    const resource = resourcesOf(modern.composition).find(
      r => r.name === 'cluster-profile',
    );
    expect(resource.readinessChecks).toEqual([{ type: 'None' }]);
  });

  it('are made by Crossplane and read by the portal', () => {
    const rulesOf = (name: RegExp) =>
      named(files, 'ClusterRole', name)
        .flatMap(r => r.rules)
        .filter(r => r.apiGroups.includes(GROUP));
    expect(rulesOf(/^worker-clusters-portal$/)).toEqual([
      {
        apiGroups: [GROUP],
        resources: ['clusterprofiles'],
        verbs: ['get', 'list', 'watch'],
      },
    ]);
    expect(rulesOf(/^crossplane-compose-/)).toMatchObject([
      { verbs: expect.arrayContaining(['create', 'patch', 'delete']) },
    ]);
    expect(
      named(files, 'AppProject', /^infrastructure$/)[0].spec
        .clusterResourceWhitelist,
    ).toContainEqual({
      group: 'apiextensions.k8s.io',
      kind: 'CustomResourceDefinition',
      name: definition.metadata.name,
    });
  });

  it('are no part of the Crossplane v1 API', () => {
    expect(JSON.stringify(legacy.composition)).not.toContain('ClusterProfile');
    expect(
      JSON.stringify(inputOf(legacy.composition, 'function-sequencer')),
    ).not.toContain('cluster-profile');
  });

  it('are left out unless the platform team wants them', () => {
    const without = renderPlatformRepository({
      ...FULL,
      clusterProfiles: false,
    });
    const mentions = Object.entries(without)
      // There is a page that tells of them, and mkdocs.yml names each page.
      .filter(([path]) => !path.startsWith('docs/') && path !== 'mkdocs.yml')
      .filter(([, text]) =>
        /clusterprofile|cluster-profile|its profile/i.test(text),
      );
    expect(mentions.map(([path]) => path)).toEqual([]);
  });
});
