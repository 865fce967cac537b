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

/** Kinds that a suite makes for itself, or that a controller fills in. */
const NOT_APPLIED = ['Application', 'Namespace', 'Secret'];

/**
 * What the Composition makes in the worker itself: its projects with the service accounts that they deploy with, its policies,
 * and the portal's account with what it may read.
 */
export function workerManifests(repoUrl: string): Manifest[] {
  return resources()
    .filter(r => r.kind === 'Object')
    .map(r => r.spec.forProvider.manifest)
    .filter(m => !NOT_APPLIED.includes(m.kind))
    .map(m => JSON.parse(JSON.stringify(m).replaceAll(ACME, repoUrl)));
}
