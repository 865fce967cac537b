import {
  Entity,
  EntityPolicies,
  FieldFormatEntityPolicy,
  makeValidator,
  NoForeignRootFieldsEntityPolicy,
  resourceEntityV1alpha1Validator,
  SchemaValidEntityPolicy,
} from '@backstage/catalog-model';
import fc from 'fast-check';
import { aCluster } from './__testUtils__/FakeFleet';
import type { EntityConfig } from './readEntityConfig';
import { toEntity } from './toEntity';

const policy = EntityPolicies.allOf([
  new SchemaValidEntityPolicy(),
  new NoForeignRootFieldsEntityPolicy(),
  new FieldFormatEntityPolicy(makeValidator()),
]);

/** Rejects what the catalog would refuse. */
async function check(entity: Entity) {
  await policy.enforce(structuredClone(entity));
  expect(await resourceEntityV1alpha1Validator.check(entity)).toBe(true);
}

const NOTHING: EntityConfig = {
  lifecycles: new Map(),
  managementClusters: new Map(),
};
const CONFIGURED: EntityConfig = {
  system: 'system:default/platform',
  lifecycles: new Map([['prod', 'production']]),
  managementClusters: new Map([
    ['main', 'resource:default/management'],
    ['edge', 'resource:default/alpha'],
  ]),
};

describe('toEntity', () => {
  it.each([
    [
      { environment: 'prod' },
      {
        system: 'system:default/platform',
        lifecycle: 'production',
        dependsOn: ['resource:default/management'],
      },
    ],
    [
      { environment: 'dev', managementCluster: 'other' },
      { system: 'system:default/platform' },
    ],
    // The management cluster's entity is the cluster's own.
    [
      { environment: undefined, managementCluster: 'edge' },
      { system: 'system:default/platform' },
    ],
  ])('puts %j into the system as %j', async (change, expected) => {
    const entity = toEntity(aCluster('alpha', change), CONFIGURED)!;
    await check(entity);
    expect(entity.spec).toEqual({
      type: 'kubernetes-cluster',
      owner: 'group:default/payments',
      ...expected,
    });
  });

  it.each([
    [{ environment: 'dev', region: 'dev' }, ['dev']],
    [{ environment: 'Dev Stage', region: 'eu-west-1' }, ['eu-west-1']],
    [{ environment: 'x'.repeat(64), region: '' }, undefined],
  ])('%j has the tags %j', async (change, tags) => {
    const entity = toEntity(aCluster('alpha', change), NOTHING)!;
    await check(entity);
    expect(entity.metadata.tags).toEqual(tags);
  });

  it('says what stands in the claim and where to find it', async () => {
    const claim =
      'https://git.example.org/platform/gitops/src/branch/main/crossplane/claims/dev/alpha.yaml';
    const entity = toEntity(aCluster('alpha'), NOTHING)!;
    await check(entity);
    expect(entity).toEqual({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Resource',
      metadata: {
        name: 'alpha',
        title: 'alpha',
        description:
          'Worker cluster in environment dev, region eu-west-1, managed by main',
        annotations: {
          'backstage.io/managed-by-location': `url:${claim}`,
          'backstage.io/managed-by-origin-location': `url:${claim}`,
          'backstage.io/view-url': claim,
          'kubernetes.io/api-server': 'https://api.example.org',
          'backstage.io/kubernetes-cluster': 'alpha',
          'worker-clusters.backstage.io/cluster': 'main/clusters-dev/alpha',
        },
        labels: {
          'worker-clusters.backstage.io/environment': 'dev',
          'worker-clusters.backstage.io/region': 'eu-west-1',
        },
        tags: ['dev', 'eu-west-1'],
        links: [
          { url: 'https://argocd.example.org', title: 'Argo CD' },
          { url: claim, title: 'Claim' },
        ],
      },
      spec: { type: 'kubernetes-cluster', owner: 'group:default/payments' },
    });
  });

  it('does without what is not known', async () => {
    const entity = toEntity(
      aCluster('alpha', {
        environment: undefined,
        region: undefined,
        owner: undefined,
        argocdUrl: undefined,
        apiServer: undefined,
        claimUrl: undefined,
      }),
      NOTHING,
    )!;
    await check(entity);
    expect(entity.metadata).toEqual({
      name: 'alpha',
      title: 'alpha',
      description: 'Worker cluster, managed by main',
      annotations: {
        'backstage.io/managed-by-location':
          'worker-clusters:main/clusters-dev/alpha',
        'backstage.io/managed-by-origin-location':
          'worker-clusters:main/clusters-dev/alpha',
        'backstage.io/kubernetes-cluster': 'alpha',
        'worker-clusters.backstage.io/cluster': 'main/clusters-dev/alpha',
      },
    });
    expect(entity.spec?.owner).toBe('unknown');
  });

  it.each([
    ['payments', 'group:default/payments'],
    ['user:default/ada', 'user:default/ada'],
    ['Group:default/Payments', 'group:default/payments'],
    ['not a ref', 'unknown'],
    ['group:default/', 'unknown'],
    ['', 'unknown'],
    [`group:default/${'a'.repeat(64)}`, 'unknown'],
    ['group:default/a/b', 'unknown'],
  ])('owner %j → %s', (owner, expected) => {
    expect(toEntity(aCluster('alpha', { owner }), NOTHING)?.spec?.owner).toBe(
      expected,
    );
  });

  it.each([['a'.repeat(64)], ['-a'], ['']])(
    'makes no entity of the name %j',
    name => {
      expect(toEntity(aCluster(name), NOTHING)).toBeUndefined();
    },
  );

  it('offers no link that is not http', async () => {
    const entity = toEntity(
      aCluster('alpha', {
        // eslint-disable-next-line no-script-url
        argocdUrl: 'javascript:alert(1)',
        claimUrl: 'file:///etc/passwd',
        apiServer: 'http://api.example.org',
      }),
      NOTHING,
    )!;
    await check(entity);
    expect(JSON.stringify(entity)).not.toMatch(/javascript|passwd|api-server/);
  });

  it('passes the catalog whatever stands in the claim', async () => {
    const text = fc.option(
      fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl()),
      { nil: undefined },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          environment: text,
          region: text,
          owner: text,
          apiServer: text,
          claimUrl: text,
          argocdUrl: text,
        }),
        async change => {
          const entity = toEntity(aCluster('alpha', change), CONFIGURED);
          await check(entity!);
          expect(entity?.metadata.name).toBe('alpha');
        },
      ),
    );
  });
});
