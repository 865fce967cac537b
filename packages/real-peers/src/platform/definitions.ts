import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
/* eslint-disable @backstage/no-forbidden-package-imports -- private packages of this repository */
import {
  ClusterApi,
  documents,
  Files,
  objects,
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

/** The definitions that lie in the platform repository itself. */
export function shippedDefinitions(files: Files): Manifest[] {
  return objects(files, ['crossplane/'])
    .map(({ object }) => object as Manifest)
    .filter(({ kind }) => kind === 'CustomResourceDefinition');
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

const NAMESPACED = ['Application', 'AppProject', 'Usage'];
const ANYTHING = {
  type: 'object',
  'x-kubernetes-preserve-unknown-fields': true,
};

/**
 * Definitions that take anything, of the kinds of objects: for a target whose schemas are not what a suite is about.
 * Groups with an `m` are namespaced, as Crossplane v2 has them.
 */
export function freeDefinitions(all: Manifest[]): Manifest[] {
  const versions = new Map<string, Set<string>>();
  for (const { apiVersion, kind } of all) {
    const [group, version] = apiVersion.split('/');
    if (!/(crossplane\.io|upbound\.io|argoproj\.io)$/.test(group)) continue;
    const key = `${group}/${kind}`;
    versions.set(key, (versions.get(key) ?? new Set()).add(version));
  }
  return [...versions].map(([key, names]) => {
    const [group, kind] = key.split('/');
    const singular = kind.toLowerCase();
    const plural = `${singular.replace(/(?<![aeiou])y$/, 'ie')}s`;
    const namespaced = /(^|\.)m\./.test(group) || NAMESPACED.includes(kind);
    return {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: `${plural}.${group}` },
      spec: {
        group,
        names: { kind, listKind: `${kind}List`, plural, singular },
        scope: namespaced ? 'Namespaced' : 'Cluster',
        versions: [...names].sort().map((name, i) => ({
          name,
          served: true,
          storage: i === 0,
          ...(kind !== 'Application' && { subresources: { status: {} } }),
          schema: {
            openAPIV3Schema: {
              type: 'object',
              properties: { spec: ANYTHING, status: ANYTHING },
            },
          },
        })),
      },
    };
  });
}
