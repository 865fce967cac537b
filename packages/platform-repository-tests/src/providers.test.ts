import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { validateObject } from '@worker-clusters/kubernetes-schema';
import { renderPlatformRepository } from '@worker-clusters/sandbox';
import { parse } from 'yaml';
import { ANSWERS } from './answers';
import { clusterApis } from './repository';
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
