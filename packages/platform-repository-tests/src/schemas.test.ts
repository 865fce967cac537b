import { renderSource, treeOf } from '@worker-clusters/argocd-manifests';
import { renderPlatformRepository } from '@worker-clusters/sandbox';
import { ANSWERS } from './answers';
import { clusterApis, Files, objects } from './repository';
import { checkSchemas, Sourced, typeOf } from './schemas';
import { SPEC } from './spec';
import { compositeResource, renderStages } from './stages';

jest.setTimeout(120_000);

/** Kinds for which no registry of packages has a schema; providers.test.ts and clusterProfiles.test.ts check them. */
const WITHOUT =
  /^((kubernetes|helm)(\.m)?\.crossplane\.io|multicluster\.x-k8s\.io)\//;

const environmentOf = (api: any): string =>
  api.xrd.spec.versions[0].schema.openAPIV3Schema.properties.spec.properties
    .environment.enum[0];

/** Everything that the repository has or makes, as it reaches an API server. */
function everything(files: Files): Sourced[] {
  const claims = clusterApis(files).map(
    a => `${a.xrd.spec.group}/${a.xrd.spec.versions[0].name}`,
  );
  const written = objects(files, ['argocd/', 'crossplane/'])
    .filter(({ object }) => !claims.includes(object.apiVersion))
    .map(({ path, object }) => ({ where: path, object }));
  const deployed = Object.keys(files)
    .filter(p =>
      /^applications\/.*\/overlays\/[^/]+(\/[^/]+)?\/kustomization.yaml$/.test(
        p,
      ),
    )
    .flatMap(path => {
      const folder = path.replace(/\/kustomization.yaml$/, '');
      return renderSource(
        treeOf(files),
        { repoURL: '', path: folder },
        { application: '' },
      ).manifests.map(({ manifest }) => ({ where: folder, object: manifest }));
    });
  const composed = clusterApis(files).flatMap(api =>
    [
      ...renderStages(
        api,
        compositeResource(api, { ...SPEC, environment: environmentOf(api) }),
      ).at(-1)!.desired,
    ].flatMap(([name, object]) => {
      const where = `${api.composition.metadata.name}: ${name}`;
      const { manifest } = object.spec?.forProvider ?? {};
      return [
        { where, object },
        ...(manifest ? [{ where, object: manifest }] : []),
      ];
    }),
  );
  return [...written, ...deployed, ...composed];
}

it.each(Object.entries(ANSWERS))(
  'everything is what the schemas of its kind say: with the answers of %s',
  (_, answers) => {
    const all = everything(renderPlatformRepository(answers));
    const checked = all.filter(o => !WITHOUT.test(o.object.apiVersion));
    expect(checked.filter(o => !typeOf(o.object))).toEqual([]);
    expect(checked.length).toBeGreaterThan(70);
    expect(checkSchemas(checked)).toEqual([]);
  },
);

it('notices a field that the kind does not have, one that is missing, and one of the wrong type', () => {
  const vpc = (forProvider: object) => ({
    where: 'vpc',
    object: {
      apiVersion: 'ec2.aws.m.upbound.io/v1beta1',
      kind: 'VPC',
      metadata: { name: 'x' },
      spec: { forProvider },
    },
  });
  expect(checkSchemas([vpc({ region: 'eu-west-1' })])).toEqual([]);
  expect(
    checkSchemas([vpc({ region: 'eu-west-1', cidr: '10.0.0.0/16' })]),
  ).toEqual([expect.stringContaining(`'"cidr"' does not exist`)]);
  expect(checkSchemas([vpc({})])).toEqual([
    expect.stringContaining(`'"region"' is missing`),
  ]);
  expect(
    checkSchemas([vpc({ region: 'eu-west-1', enableDnsSupport: 'yes' })]),
  ).toHaveLength(1);
});
