import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { renderPlatformRepository } from '@worker-clusters/sandbox';
/* eslint-disable @backstage/no-forbidden-package-imports -- private packages of this repository */
import { ANSWERS } from '@worker-clusters/platform-repository-tests/src/answers';
import {
  ClusterApi,
  clusterApis,
  objects,
} from '@worker-clusters/platform-repository-tests/src/repository';
import { SPEC } from '@worker-clusters/platform-repository-tests/src/spec';
import {
  compositeResource,
  renderStages,
} from '@worker-clusters/platform-repository-tests/src/stages';
/* eslint-enable @backstage/no-forbidden-package-imports */
import { call, Connection } from '../../client';
import {
  apply,
  collectionOf,
  loadDefinitions,
  Manifest,
  until,
} from '../../kubernetes';
import {
  definitionsOf,
  objectsIn,
  realDefinitions,
  shippedDefinitions,
} from '../../platform/definitions';
import { sharedFolder } from '../../shared';
import { CLAIM_ROWS, ClaimRow, SOUND } from './claims';

/** Kinds of files in the repository that are for programs other than an API server. */
const NO_OBJECTS = [
  'backstage.io/v1alpha1 Component',
  'kustomize.config.k8s.io/v1beta1 Kustomization',
];
const RESOURCE_NAME = 'crossplane.io/composition-resource-name';
const FULL = 'many accounts, samples and the v1 API';

/** Names an object that Crossplane would name, and leaves out owners that are not there. */
function placed(object: any, namespace: string | undefined): Manifest {
  const { ownerReferences, generateName, ...metadata } = object.metadata;
  return {
    ...object,
    metadata: {
      ...metadata,
      ...(namespace && { namespace: metadata.namespace ?? namespace }),
      name:
        metadata.name ??
        `payments-dev-${metadata.annotations?.[RESOURCE_NAME] ?? 'x'}`,
    },
  };
}

/** The object, and the one that it carries to a worker cluster if it is provider-kubernetes'. */
const withManifest = (object: Manifest): Manifest[] =>
  object.kind === 'Object'
    ? [object, object.spec.forProvider.manifest]
    : [object];

/**
 * Objects of the kinds that the data of the real tools has a definition for. What is left out is printed: nothing is said
 * of it.
 */
function known(all: Manifest[], definitions: Manifest[]): Manifest[] {
  const kinds = definitions.map(d => `${d.spec.group} ${d.spec.names.kind}`);
  const isKnown = ({ apiVersion, kind }: Manifest) =>
    !/(crossplane|upbound)\.io\//.test(apiVersion) ||
    kinds.includes(`${apiVersion.split('/')[0]} ${kind}`);
  const without = all.filter(object => !isKnown(object));
  if (without.length) {
    const names = new Set(without.map(o => `${o.apiVersion} ${o.kind}`));
    process.stderr.write(
      `not run: there is no definition in ../shared/real/crds of ${[
        ...names,
      ].join(', ')}\n`,
    );
  }
  return all.filter(isKnown);
}

/** Applies objects in a dry run, their namespaces first. @returns what the server refuses, a line each */
async function refusals(
  server: Connection,
  all: Manifest[],
): Promise<string[]> {
  const namespaces = new Set(all.map(o => o.metadata.namespace ?? 'default'));
  for (const name of namespaces) {
    await apply(server, {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name },
    });
  }
  const refused: string[] = [];
  for (const object of all) {
    await apply(server, object, { dryRun: true }).catch(error =>
      refused.push(`${object.apiVersion} ${error.message}`),
    );
  }
  return [...new Set(refused)];
}

/**
 * What a management cluster's API server says of the platform repository. Everything is applied server-side, with strict
 * field validation.
 */
export function acceptedSuite(name: string, start: () => Promise<Connection>) {
  describe(`${name} and the platform repository`, () => {
    const crds = sharedFolder('real/crds');
    const render = sharedFolder('real/render');
    const charts = sharedFolder('real/charts');
    const files = renderPlatformRepository(ANSWERS[FULL]);
    const apis = clusterApis(files);
    let server: Connection;

    beforeAll(async () => {
      server = await start();
      if (crds) await loadDefinitions(server, realDefinitions(crds));
      await loadDefinitions(server, shippedDefinitions(files));
    });
    afterAll(() => server?.close());

    describe.each(Object.keys(ANSWERS))('of %s', answers => {
      const rendered = renderPlatformRepository(ANSWERS[answers]);
      it('serves the definitions of its XRDs', async () => {
        const definitions = clusterApis(rendered).flatMap(definitionsOf);
        expect(definitions.length).toBeGreaterThan(0);
        await loadDefinitions(server, definitions);
      });

      const all = objects(rendered, [''])
        .map(o => o.object as Manifest)
        .filter(o => !NO_OBJECTS.includes(`${o.apiVersion} ${o.kind}`));
      const needsCrds = (o: Manifest) =>
        /(^|\.)(crossplane\.io|upbound\.io|argoproj\.io)\//.test(o.apiVersion);

      it('accepts its RBAC, claims and workloads', async () => {
        expect(
          await refusals(
            server,
            all.filter(o => !needsCrds(o)),
          ),
        ).toEqual([]);
      });
      if (crds) {
        it('accepts its objects of Crossplane, the providers and Argo CD', async () => {
          expect(await refusals(server, all.filter(needsCrds))).toEqual([]);
        });
      }
    });

    describe.each(apis.map(api => [api.xrd.apiVersion, api] as const))(
      'claims of the XRD in %s',
      (_version, { xrd }) => {
        const kind = xrd.spec.claimNames?.kind ?? xrd.spec.names.kind;
        const claim = (row: ClaimRow, spec: object): Manifest => ({
          apiVersion: `${xrd.spec.group}/${xrd.spec.versions[0].name}`,
          kind,
          metadata: {
            name: row.update ? 'there' : 'payments',
            namespace: 'claims',
            ...row.metadata,
          },
          spec: JSON.parse(JSON.stringify(spec)),
        });
        /** Creates the claim in a dry run, or changes the one that is there. */
        async function submit(row: ClaimRow) {
          const object = claim(row, { ...SOUND, ...row.spec });
          const collection = await collectionOf(server, object);
          const query = 'dryRun=All&fieldValidation=Strict';
          if (!row.update) {
            return call(server, 'POST', `${collection}?${query}`, {
              body: object,
            });
          }
          const { metadata } = await apply(server, claim(row, SOUND));
          return call(
            server,
            'PUT',
            `${collection}/${metadata.name}?${query}`,
            {
              body: { ...object, metadata },
            },
          );
        }
        const modern = !xrd.spec.claimNames;

        beforeAll(async () => {
          await loadDefinitions(server, definitionsOf({ xrd } as ClusterApi));
          await apply(server, {
            apiVersion: 'v1',
            kind: 'Namespace',
            metadata: { name: 'claims' },
          });
        });

        const rows = CLAIM_ROWS.filter(row => modern || !row.modern);
        it.each(rows.filter(row => row.stored))('$name', async row => {
          const { body } = await submit(row);
          expect(body).toMatchObject({ kind, spec: row.stored });
        });
        it.each(rows.filter(row => row.refusal))('$name', async row => {
          const { body } = await submit(row);
          expect(body.message).toMatch(row.refusal!);
          expect([400, 422]).toContain(body.code);
        });

        it('are deleted only if nothing protects them', async () => {
          for (const { path, object } of objects(files, ['crossplane/'])) {
            if (path.endsWith('/deletion-protection.yaml')) {
              await apply(server, object as Manifest);
            }
          }
          const deletions: Array<
            [claimName: string, spec: object, answer: RegExp]
          > = [
            ['by-environment', { environment: 'prod' }, /is protected/],
            ['by-itself', { deletionProtection: 'enabled' }, /is protected/],
            ['not', {}, /^Success$/],
            [
              'not-any-more',
              { environment: 'prod', deletionProtection: 'disabled' },
              /^Success$/,
            ],
          ];
          const deletion = async (path: string, expected: RegExp) => {
            const { body } = await call(server, 'DELETE', path);
            expect(body.message ?? 'Success').toMatch(expected);
          };
          for (const [claimName, spec, expected] of deletions) {
            const object = claim(
              { name: claimName, metadata: { name: claimName } } as ClaimRow,
              { ...SOUND, ...spec },
            );
            await apply(server, object);
            const path = `${await collectionOf(server, object)}/${claimName}`;
            // A policy takes effect a moment after it was applied.
            await until(() => deletion(`${path}?dryRun=All`, expected));
            await deletion(path, expected);
          }
        });

        it('refuses the definition if the default of nodes breaks its own rule', async () => {
          for (const definition of definitionsOf({ xrd } as ClusterApi)) {
            const { group, versions } = definition.spec;
            versions[0].schema.openAPIV3Schema.properties.spec.properties.nodes.default =
              {};
            const answer = await call(
              server,
              'POST',
              '/apis/apiextensions.k8s.io/v1/customresourcedefinitions?dryRun=All',
              {
                body: {
                  ...definition,
                  metadata: {
                    name: `${definition.spec.names.plural}.other.${group}`,
                  },
                  spec: { ...definition.spec, group: `other.${group}` },
                },
              },
            );
            expect(answer.body.message).toMatch(
              /nodes\]?\.default: Invalid value: .*no such key: min evaluating rule/,
            );
            expect(answer.status).toBe(422);
          }
        });
      },
    );

    if (crds) {
      it.each(apis.map(api => [api.xrd.apiVersion, api] as const))(
        'accepts what the Composition makes, stage by stage (XRD in %s)',
        async (_version, api) => {
          const namespace = api.xrd.spec.claimNames
            ? undefined
            : 'clusters-dev';
          const composed = renderStages(
            api,
            compositeResource(api, SPEC),
          ).flatMap(stage => [
            ...[...stage.desired].map(([resource, object]) =>
              placed(
                {
                  ...object,
                  metadata: {
                    ...object.metadata,
                    annotations: {
                      ...object.metadata.annotations,
                      [RESOURCE_NAME]: resource,
                    },
                  },
                },
                namespace,
              ),
            ),
          ]);
          expect(composed.length).toBeGreaterThan(100);
          expect(
            await refusals(
              server,
              known(composed.flatMap(withManifest), realDefinitions(crds)),
            ),
          ).toEqual([]);
        },
      );
    }

    if (crds && charts) {
      it('accepts what the charts make with the values of the Composition and the bootstrap', async () => {
        const all = objectsIn(charts).map(o => placed(o, 'argocd'));
        expect(all.length).toBeGreaterThan(50);
        expect(await refusals(server, all)).toEqual([]);
      });
    }

    if (crds && render) {
      it.each(['v1', 'v2'])(
        'accepts what Crossplane rendered, Usages included (%s)',
        async version => {
          const folder = join(render, version);
          const all = readdirSync(folder, { withFileTypes: true })
            .filter(entry => entry.isDirectory())
            .flatMap(entry =>
              objectsIn(join(folder, entry.name), 'rendered.yaml'),
            )
            .filter(o => o.metadata.annotations?.[RESOURCE_NAME])
            .map(o => placed(o, undefined));
          expect(all.filter(o => /Usage$/.test(o.kind)).length).toBeGreaterThan(
            200,
          );
          expect(await refusals(server, all)).toEqual([]);
        },
      );
    }
  });
}
