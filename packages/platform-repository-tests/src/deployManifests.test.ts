import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderPlatformRepository } from '@worker-clusters/sandbox';
import { parseAllDocuments } from 'yaml';
import { ANSWERS } from './answers';
import { clusterApis, objects } from './repository';
import { checkSchemas } from './schemas';
import { SPEC } from './spec';
import { compositeResource, renderStages } from './stages';

const DEPLOY = join(__dirname, '../../../deploy/kubernetes');
/** What is for kustomize and for the catalog. */
const NO_OBJECTS = /^(kustomize\.config\.k8s|backstage)\.io\//;
const files = renderPlatformRepository({
  ...ANSWERS['the sandbox'],
  apiGroup: 'platform.example.org',
  clusterProfiles: false,
});

const documentsOf = (file: string): any[] =>
  parseAllDocuments(readFileSync(join(DEPLOY, file), 'utf8')).map(document =>
    document.toJS(),
  );
const byName = (all: any[]) =>
  Object.fromEntries(all.map(o => [`${o.kind} ${o.metadata.name}`, o]));
/** A file of deploy/kubernetes/access, by kind and name. */
const manifests = (file: string) => byName(documentsOf(`access/${file}`));
const [api] = clusterApis(files);
const composed = [
  ...renderStages(api, compositeResource(api, SPEC)).at(-1)!.desired,
].filter(([name]) => name.startsWith('portal-'));

describe('deploy/kubernetes', () => {
  it('has objects of Kubernetes only, with the fields that they have', () => {
    const paths = ['access', 'base', 'example'].flatMap(folder =>
      readdirSync(join(DEPLOY, folder)).map(name => `${folder}/${name}`),
    );
    const all = paths
      .filter(file => file.endsWith('.yaml'))
      .flatMap(file =>
        documentsOf(file).map(object => ({ where: file, object })),
      )
      .filter(
        ({ object }) =>
          object.apiVersion && !NO_OBJECTS.test(object.apiVersion),
      );
    expect(all.length).toBeGreaterThan(20);
    expect(checkSchemas(all)).toEqual([]);
  });

  it('gives the portal in the management cluster what the platform repository gives it', () => {
    const shipped = byName(
      objects(files, ['crossplane/config/portal-rbac.yaml']).map(o => o.object),
    );
    // Crossplane's right to make the Roles of the Secrets.
    delete shipped['ClusterRole crossplane-compose-portal-access'];
    const own = manifests('management-cluster.yaml');
    expect(own).toMatchObject(shipped);

    const secret = composed
      .map(([, object]) => object as any)
      .filter(o => ['Role', 'RoleBinding'].includes(o.kind));
    expect(secret).toHaveLength(2);
    for (const { kind, rules, roleRef, subjects } of secret) {
      expect(own[`${kind} payments-dev-portal`]).toMatchObject({
        ...(rules && { rules }),
        ...(roleRef && { roleRef, subjects }),
      });
    }
    expect(Object.keys(own).sort()).toEqual(
      [
        ...Object.keys(shipped),
        'Role payments-dev-portal',
        'RoleBinding payments-dev-portal',
        'Secret worker-clusters-portal-token',
      ].sort(),
    );
  });

  it('gives the portal in a worker what the Composition gives it', () => {
    const inWorker = composed
      .map(([, object]: [string, any]) => object.spec?.forProvider?.manifest)
      .filter(Boolean);
    expect(inWorker).toHaveLength(7);
    expect(manifests('worker-cluster.yaml')).toEqual(byName(inWorker));
  });
});
