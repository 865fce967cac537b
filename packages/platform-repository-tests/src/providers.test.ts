import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { validateObject } from '@worker-clusters/kubernetes-schema';
import { renderPlatformRepository } from '@worker-clusters/sandbox';
import { parse } from 'yaml';
import { ANSWERS } from './answers';
import { clusterApis, objects } from './repository';
import { SPEC } from './spec';
import { compositeResource, renderStages } from './stages';

jest.setTimeout(120_000);

/**
 * Folder with the CRDs of provider-kubernetes, from the Go module proxy: no registry of npm packages has them. Undefined
 * where there is no Go, or the proxy does not have the module.
 */
function downloadCrds(): string | undefined {
  const { stdout, status } = spawnSync(
    'go',
    [
      'mod',
      'download',
      '-json',
      'github.com/crossplane-contrib/provider-kubernetes@v1.2.1',
    ],
    { cwd: tmpdir(), encoding: 'utf8', timeout: 60_000 },
  );
  const folder = status === 0 && join(JSON.parse(stdout).Dir, 'package/crds');
  return folder && existsSync(folder) ? folder : undefined;
}

const folder = downloadCrds();
const describeWithGo = folder ? describe : describe.skip;

describeWithGo(
  "provider-kubernetes' own CRDs (needs Go and its module proxy)",
  () => {
    const crds = folder
      ? readdirSync(folder).map(file =>
          parse(readFileSync(join(folder, file), 'utf8')),
        )
      : [];
    const schemaOf = (apiVersion: string, kind: string) => {
      const [group, version] = apiVersion.split('/');
      const crd = crds.find(
        c => c.spec.group === group && c.spec.names.kind === kind,
      );
      return crd?.spec.versions.find((v: any) => v.name === version)?.schema
        .openAPIV3Schema;
    };
    const files = renderPlatformRepository(
      ANSWERS['many accounts, samples and the v1 API'],
    );

    it.each(
      clusterApis(files).map(a => [a.composition.metadata.name, a] as const),
    )('hold for everything that %s makes', (_, api) => {
      const { desired } = renderStages(api, compositeResource(api, SPEC)).at(
        -1,
      )!;
      const own = [...desired].filter(([, o]) =>
        /^kubernetes(\.m)?\.crossplane\.io\//.test(o.apiVersion),
      );
      expect(own.length).toBeGreaterThanOrEqual(11);
      for (const [name, object] of own) {
        const schema = schemaOf(object.apiVersion, object.kind);
        expect({ name, schema: typeof schema }).toEqual({
          name,
          schema: 'object',
        });
        expect({
          name,
          problems: validateObject(
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
            object,
          ),
        }).toEqual({ name, problems: [] });
      }
    });
  },
);

describe.each(Object.entries(ANSWERS))(
  'the providers with the answers of %s',
  (_, answers) => {
    const packages = objects(renderPlatformRepository(answers), [
      'crossplane/packages/',
    ]).map(o => o.object as any);
    const named = (kind: string, name: string) =>
      packages.filter(o => o.kind === kind && o.metadata.name === name);
    const providers = packages.filter(o => o.kind === 'Provider');

    // Crossplane makes the provider the owner of a service account that its runtime config names in
    // `serviceAccountTemplate`: two providers take it from each other without end (crossplane/crossplane#7769).
    it('share no runtime config and no service account', () => {
      expect(providers.length).toBeGreaterThanOrEqual(6);
      for (const { metadata, spec } of providers) {
        const { name } = metadata;
        expect({ name, config: spec.runtimeConfigRef.name }).toEqual({
          name,
          config: name,
        });
        const [config, ...others] = named('DeploymentRuntimeConfig', name);
        expect(others).toEqual([]);
        expect(config.spec.serviceAccountTemplate).toBeUndefined();
        expect(
          config.spec.deploymentTemplate.spec.template.spec.serviceAccountName,
        ).toBe(name);
        expect(named('ServiceAccount', name)).toMatchObject([
          { metadata: { namespace: 'crossplane-system' } },
        ]);
      }
    });

    it('have no runtime config and no service account that nobody uses', () => {
      const names = providers.map(p => p.metadata.name).sort();
      for (const kind of ['DeploymentRuntimeConfig', 'ServiceAccount']) {
        expect(
          packages
            .filter(o => o.kind === kind)
            .map(o => o.metadata.name)
            .sort(),
        ).toEqual(names);
      }
    });
  },
);
