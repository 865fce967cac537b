import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
/* eslint-disable @backstage/no-forbidden-package-imports -- private packages of this repository */
import {
  ClusterApi,
  documents,
} from '@worker-clusters/platform-repository-tests/src/repository';
/* eslint-enable @backstage/no-forbidden-package-imports */
import { toCustomResourceDefinitions } from '@worker-clusters/kubernetes-schema';
import type { Manifest } from '../kubernetes';

/**
 * The definitions that Crossplane makes of an XRD, by this project's own translator. That Crossplane makes the same is
 * unproven: Crossplane itself is not among the peers.
 */
export function definitionsOf({ xrd }: ClusterApi): Manifest[] {
  return toCustomResourceDefinitions(xrd).map(definition => {
    const { ownerReferences, ...metadata } = definition.metadata;
    return { ...definition, metadata } as Manifest;
  });
}

/** All objects in the YAML files of a folder, or in the one of a name. */
export function objectsIn(folder: string, file?: string): Manifest[] {
  const files = Object.fromEntries(
    readdirSync(folder)
      .filter(name => (file ? name === file : name.endsWith('.yaml')))
      .map(name => [name, readFileSync(join(folder, name), 'utf8')]),
  );
  return Object.keys(files)
    .flatMap(path => documents(files, path))
    .filter(object => object?.kind);
}

/**
 * The definitions of providers, Crossplane and Argo CD. Crossplane's package manager completes the conversion webhooks of a
 * provider; no provider runs here.
 */
export function realDefinitions(folder: string): Manifest[] {
  return objectsIn(folder).map(definition => ({
    ...definition,
    spec: { ...definition.spec, conversion: { strategy: 'None' } },
  }));
}
