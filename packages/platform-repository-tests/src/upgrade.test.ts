import {
  compose,
  KubernetesObject,
  readPipeline,
  renderPlatformRepository,
} from '@worker-clusters/sandbox';
import { ANSWERS } from './answers';
import { ClusterApi, clusterApis, resourcesOf, schemaOf } from './repository';
import { SPEC } from './spec';
import { compositeResource, renderStages } from './stages';

const apis = clusterApis(
  renderPlatformRepository(ANSWERS['many accounts, samples and the v1 API']),
).map(api => [api.xrd.spec.names.kind, api] as const);

/** Versions of the control plane, the nodes, their image and the add-ons that one pass of the Composition desires. */
function versionsOf(desired: Array<{ object: KubernetesObject }>) {
  const one = (kind: string) =>
    desired.find(({ object }) => object.kind === kind)!.object.spec.forProvider;
  return {
    controlPlane: one('Cluster').version,
    nodes: one('NodeGroup').version,
    image: one('NodeGroup').releaseVersion,
    addOns: Object.fromEntries(
      desired
        .filter(({ object }) => object.kind === 'Addon')
        .map(({ object: { spec } }) => [
          spec.forProvider.addonName,
          spec.forProvider.addonVersion,
        ]),
    ),
  };
}

/** A cluster that is there, of which the claim changes to another version. */
function upgrade(api: ClusterApi, kubernetesVersion: string) {
  const composite = compositeResource(api, SPEC);
  const { observed, status } = renderStages(api, composite).at(-1)!;
  const run = (current: object) =>
    compose(
      readPipeline(api.composition),
      {
        ...composite,
        spec: { ...composite.spec, kubernetesVersion },
        status: current,
      },
      observed,
    );
  return { observed, run, status };
}

describe.each(apis)('an upgrade of %s', (_, api) => {
  it('goes to the control plane first, and to nodes and add-ons once it has the version', () => {
    const { observed, run, status } = upgrade(api, '1.35');
    const during = run(status);
    expect(versionsOf(during.desired)).toMatchObject({
      controlPlane: '1.35',
      nodes: '1.34',
      image: expect.stringMatching(/^1\.34\./),
      addOns: { 'kube-proxy': expect.stringMatching(/^v1\.34\./) },
    });

    const cluster = [...observed.values()].find(o => o.kind === 'Cluster')!;
    cluster.status.atProvider.version = '1.35';
    // The pass that sees it writes the status, the next one reads it.
    const after = run(run(during.status).status);
    expect(versionsOf(after.desired)).toMatchObject({
      controlPlane: '1.35',
      nodes: '1.35',
      image: expect.stringMatching(/^1\.35\./),
      addOns: { 'kube-proxy': expect.stringMatching(/^v1\.35\./) },
    });
  });

  it('names a version of every add-on: none is left to late initialisation', () => {
    const { run, status } = upgrade(api, SPEC.kubernetesVersion);
    const { addOns } = versionsOf(run(status).desired);
    expect(Object.keys(addOns)).toHaveLength(6);
    expect(Object.values(addOns)).toEqual(
      Object.keys(addOns).map(() =>
        expect.stringMatching(/^v\d+\.\d+\.\d+-eksbuild\.\d+$/),
      ),
    );
  });
});

describe.each(apis)('the tables of versions of %s', (_, api) => {
  const versions: string[] = schemaOf(api.xrd).properties.spec.properties
    .kubernetesVersion.enum;
  const tables = resourcesOf(api.composition).flatMap(({ name, patches }) =>
    patches
      .filter((p: any) => p.fromFieldPath === 'status.cluster.version')
      .flatMap((p: any) =>
        (p.transforms ?? []).map(
          (t: any) => [name, p.toFieldPath, t.map] as const,
        ),
      ),
  );

  it('are there for the image of the nodes and for each add-on', () => {
    expect(tables.map(([name]) => name).sort()).toEqual(
      resourcesOf(api.composition)
        .filter(r => ['Addon', 'NodeGroup'].includes(r.base.kind))
        .map(r => r.name)
        .sort(),
    );
  });

  it.each(tables)(
    '%s: %s has a row for each version that a claim may have',
    (name, __, rows) => {
      expect(Object.keys(rows)).toEqual(versions);
      // These two carry the Kubernetes version in their own.
      const own = ['addon-kube-proxy', 'nodegroup'].includes(name)
        ? Object.entries<string>(rows)
        : [];
      expect(own.map(([, row]) => /^v?(\d+\.\d+)\./.exec(row)?.[1])).toEqual(
        own.map(([version]) => version),
      );
    },
  );
});
