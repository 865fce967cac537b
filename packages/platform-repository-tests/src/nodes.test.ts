import {
  KubernetesObject,
  renderPlatformRepository,
} from '@worker-clusters/sandbox';
import { ANSWERS } from './answers';
import { ClusterApi, clusterApis, schemaOf } from './repository';
import { SPEC } from './spec';
import { compositeResource, renderStages } from './stages';

const apis = clusterApis(
  renderPlatformRepository(ANSWERS['many accounts, samples and the v1 API']),
).map(api => [api.xrd.spec.names.kind, api] as const);

/** The desired node group and the values of the autoscaler's release. */
function desiredOf(api: ClusterApi, nodes: object) {
  const { desired } = renderStages(
    api,
    compositeResource(api, { ...SPEC, nodes: { ...SPEC.nodes, ...nodes } }),
  ).at(-1)!;
  const spec = (name: string) => (desired.get(name) as KubernetesObject).spec;
  return {
    group: spec('nodegroup'),
    autoscaler: spec('autoscaler-release').forProvider.values,
  };
}

describe.each(apis)('the nodes of %s', (_, api) => {
  it('gives the bounds of the claim to the autoscaler, which adds nodes up to the lower one', () => {
    const { group, autoscaler } = desiredOf(api, { min: 5, max: 9 });
    expect(autoscaler).toMatchObject({
      autoscalingGroups: [
        { name: expect.stringMatching(/^eks-/), minSize: 5, maxSize: 9 },
      ],
      extraArgs: { 'enforce-node-group-min-size': true },
    });
    expect(group.initProvider.scalingConfig).toEqual({ desiredSize: 5 });
  });

  it('gives the node group the bounds of the XRD, so that EKS refuses no change of a claim', () => {
    const { min, max } = schemaOf(api.xrd).properties.spec.properties.nodes
      .properties;
    const bounds = { minSize: min.minimum, maxSize: max.maximum };
    for (const nodes of [{ min: 2, max: 4 }, { min: 5 }, { max: 2 }]) {
      expect(desiredOf(api, nodes).group.forProvider.scalingConfig).toEqual(
        bounds,
      );
    }
  });
});
