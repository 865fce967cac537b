import { renderPlatformRepository } from '@worker-clusters/sandbox';
import { parse } from 'yaml';
import { ANSWERS } from './answers';
import { clusterApis, resourcesOf } from './repository';
import { SPEC } from './spec';
import { compositeResource, renderStages } from './stages';

const answers = ANSWERS['many accounts, samples and the v1 API'];
const files = renderPlatformRepository(answers);
const management = parse(files['argocd/management/values.yaml']);
const apis = clusterApis(files).map(
  api => [api.composition.metadata.name, api] as const,
);
const releaseIn = (composition: any) =>
  resourcesOf(composition).find(r => r.name === 'argocd-release')!;

/** Kinds that the chart argo-cd 10.1.1 excludes (`configs.cm.resource.exclusions` of its values.yaml). */
const EXCLUDED_BY_THE_CHART = [
  ...['Endpoints', 'EndpointSlice', 'Lease', 'SelfSubjectReview'],
  ...['TokenReview', 'LocalSubjectAccessReview', 'SelfSubjectAccessReview'],
  ...['SelfSubjectRulesReview', 'SubjectAccessReview'],
  ...['CertificateSigningRequest', 'CertificateRequest'],
  ...['CiliumIdentity', 'CiliumEndpoint', 'CiliumEndpointSlice'],
  ...['PolicyReport', 'ClusterPolicyReport', 'EphemeralReport'],
  ...['ClusterEphemeralReport', 'AdmissionReport', 'ClusterAdmissionReport'],
  ...['BackgroundScanReport', 'ClusterBackgroundScanReport', 'UpdateRequest'],
];

it("keeps the chart's exclusions, which a value replaces as a whole", () => {
  const entries: Array<{ apiGroups: string[]; kinds: string[] }> = parse(
    management.configs.cm['resource.exclusions'],
  );
  expect(entries.flatMap(e => e.kinds)).toEqual([
    ...EXCLUDED_BY_THE_CHART,
    'ProviderConfigUsage',
  ]);
  expect(entries.every(e => !e.apiGroups.includes('*'))).toBe(true);
  for (const [, { composition }] of apis) {
    const { values } = releaseIn(composition).base.spec.forProvider;
    expect(values.configs.cm['resource.exclusions']).toBeUndefined();
  }
});

it.each<[string, any]>([
  ['management', management],
  ...apis.map(
    ([name, { composition }]) =>
      [name, releaseIn(composition).base.spec.forProvider.values] as const,
  ),
] as any)('requests what each part of Argo CD needs: %s', (_, values) => {
  for (const part of ['controller', 'repoServer', 'redis', 'server']) {
    expect({ part, ...values[part].resources }).toEqual({
      part,
      requests: {
        cpu: expect.stringMatching(/^\d+m$/),
        memory: expect.stringMatching(/^\d+[MG]i$/),
      },
    });
  }
});

it.each(apis)('takes the replicas of the claim: %s', (_, api) => {
  const release = (replicas: number) =>
    renderStages(
      api,
      compositeResource(api, { ...SPEC, argocd: { ...SPEC.argocd, replicas } }),
    )
      .at(-1)!
      .desired.get('argocd-release')!.spec.forProvider.values;
  expect(release(3)).toMatchObject({
    server: { replicas: 3 },
    repoServer: { replicas: 3 },
  });
  expect(release(1).server.replicas).toBe(1);
});

it('has two of what people and pull requests wait for in the management cluster', () => {
  expect(management.server.replicas).toBe(2);
  expect(management.repoServer.replicas).toBe(2);
});

it.each(apis)(
  'offers only charts that know names in a project: %s',
  (_, { xrd }) => {
    const { argocd } =
      xrd.spec.versions[0].schema.openAPIV3Schema.properties.spec.properties;
    const { enum: versions, default: offered } = argocd.properties.chartVersion;
    expect(versions).toContain(offered);
    // argo-cd 9.4.0 is the first with Argo CD 3.3, whose clusterResourceWhitelist has names.
    for (const version of versions) {
      const [major, minor] = version.split('.').map(Number);
      expect([version, major > 9 || (major === 9 && minor >= 4)]).toEqual([
        version,
        true,
      ]);
    }
  },
);
