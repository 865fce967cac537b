import {
  KubernetesObject,
  renderPlatformRepository,
} from '@worker-clusters/sandbox';
import { ANSWERS } from './answers';
import { ClusterApi, clusterApis, schemaOf } from './repository';
import { SPEC } from './spec';
import { compositeResource, renderStages } from './stages';

const answers = ANSWERS['many accounts, samples and the v1 API'];
const apis = clusterApis(renderPlatformRepository(answers)).map(
  api => [api.xrd.spec.names.kind, api] as const,
);

/** `spec.forProvider` of a desired resource, for a claim with this network. */
function desiredOf(api: ClusterApi, name: string, network: object = {}) {
  const { desired } = renderStages(
    api,
    compositeResource(api, {
      ...SPEC,
      network: { ...SPEC.network, ...network },
    }),
  ).at(-1)!;
  return (desired.get(name) as KubernetesObject).spec.forProvider;
}

const tags = {
  [`${answers.apiGroup}/cluster`]: 'payments-dev',
  [`${answers.apiGroup}/environment`]: SPEC.environment,
  [`${answers.apiGroup}/owner`]: SPEC.owner,
};

describe.each(apis)('what %s costs', (_, api) => {
  it('is told by tags on instances, their disks and network interfaces', () => {
    expect(desiredOf(api, 'launch-template').tagSpecifications).toEqual(
      ['instance', 'volume', 'network-interface'].map(resourceType => ({
        resourceType,
        tags,
      })),
    );
  });

  it('is told by the same tags on the volumes of applications', () => {
    const { configurationValues } = desiredOf(api, 'addon-aws-ebs-csi-driver');
    expect(JSON.parse(configurationValues)).toEqual({
      controller: { extraVolumeTags: tags },
    });
  });
});

describe.each(apis)('the options of %s', (_, api) => {
  it('makes encrypted volumes unless an application names another class', () => {
    expect(desiredOf(api, 'storage-class').manifest).toMatchObject({
      kind: 'StorageClass',
      metadata: {
        annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' },
      },
      provisioner: 'ebs.csi.aws.com',
      parameters: { type: 'gp3', encrypted: 'true' },
    });
  });

  it('keeps the logs of the control plane for 90 days, longer than the cluster', () => {
    const { desired } = renderStages(api, compositeResource(api, SPEC)).at(-1)!;
    expect(desired.get('log-group')).toMatchObject({
      metadata: {
        annotations: {
          'crossplane.io/external-name': '/aws/eks/payments-dev/cluster',
        },
      },
      spec: { forProvider: { retentionInDays: 90, skipDestroy: true, tags } },
    });
  });

  it('has one NAT gateway, in the first zone', () => {
    expect(desiredOf(api, 'nat')).toMatchObject({
      region: SPEC.region,
      subnetIdSelector: { matchLabels: { tier: 'public', az: 'a' } },
      allocationIdSelector: { matchControllerRef: true },
      tags,
    });
  });

  it('has a NAT gateway in each zone if the claim says so', () => {
    expect(desiredOf(api, 'nat', { nat: 'perZone' })).toEqual({
      region: SPEC.region,
      availabilityMode: 'regional',
      vpcIdSelector: { matchControllerRef: true },
      tags,
    });
  });

  it.each([
    ['public', true],
    ['private', false],
  ])('has a %s endpoint', (endpoint, endpointPublicAccess) => {
    expect(desiredOf(api, 'cluster', { endpoint }).vpcConfig).toMatchObject({
      endpointPrivateAccess: true,
      endpointPublicAccess,
    });
  });

  it('keeps claims as they are that name none of them', () => {
    const { network } = schemaOf(api.xrd).properties.spec.properties;
    expect(network.default).toEqual({});
    expect(network.required).toBeUndefined();
    expect(network.properties.nat.default).toBe('single');
    expect(network.properties.endpoint.default).toBe('public');
  });
});
