import { parseAllDocuments } from 'yaml';
import type { KubernetesObject } from '../../apiserver/types';

/**
 * Reads the manifests of one YAML or JSON file; a `List` counts as its items.
 *
 * @throws Error naming the file, as Argo CD's repo-server words it.
 */
export function parseManifests(
  path: string,
  content: string,
): KubernetesObject[] {
  const objects: KubernetesObject[] = [];
  for (const document of Array.from(parseAllDocuments(content))) {
    if (document.errors?.length) {
      throw new Error(
        `Failed to unmarshal "${path.split('/').pop()}": ${
          document.errors[0].message.split('\n')[0]
        }`,
      );
    }
    const value = document.toJS({ maxAliasCount: 100 });
    if (value === null || value === undefined) continue;
    if (value.kind === 'List' && Array.isArray(value.items)) {
      objects.push(...value.items);
    } else {
      objects.push(value);
    }
  }
  objects.forEach(object => {
    if (
      typeof object?.apiVersion !== 'string' ||
      typeof object.kind !== 'string' ||
      (typeof object.metadata?.name !== 'string' &&
        object.apiVersion !== 'kustomize.config.k8s.io/v1beta1')
    ) {
      throw new Error(
        `Failed to unmarshal "${path
          .split('/')
          .pop()}": an object has no apiVersion, kind or metadata.name`,
      );
    }
  });
  return objects;
}

/** True for files that Argo CD takes as plain manifests. */
export function isManifestFile(path: string): boolean {
  return /\.(ya?ml|json)$/.test(path);
}
