import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { parseAllDocuments } from 'yaml';
import type { Manifest } from '../../kubernetes';

const ACME = 'https://github.com/acme/platform.git';

/** What the Composition makes of one cluster: the golden files of all stages, in their order. */
function resources(): any[] {
  const folder = join(
    resolvePackagePath('@worker-clusters/platform-repository-tests'),
    'golden/v2',
  );
  return readdirSync(folder)
    .sort()
    .flatMap(name =>
      parseAllDocuments(readFileSync(join(folder, name), 'utf8')),
    )
    .map(document => document.toJSON())
    .filter(Boolean);
}

/** The values that the Composition gives to the worker's chart argo-cd. */
export function chartValues(): Record<string, any> {
  const release = resources().find(
    r => r.kind === 'Release' && r.spec.forProvider.chart.name === 'argo-cd',
  );
  return release.spec.forProvider.values;
}

/** What the Composition makes in the worker itself: its projects, and the portal's account with what it may read. */
export function workerManifests(repoUrl: string): Manifest[] {
  return resources()
    .filter(r => r.kind === 'Object')
    .map(r => r.spec.forProvider.manifest)
    .filter(
      m =>
        m.kind === 'AppProject' ||
        (m.metadata.name === 'portal-reader' && m.kind !== 'Secret'),
    )
    .map(m => JSON.parse(JSON.stringify(m).replaceAll(ACME, repoUrl)));
}
