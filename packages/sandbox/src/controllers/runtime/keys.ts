import type { KubernetesObject, ObjectKey } from '../../apiserver/types';

export function keyOf(object: KubernetesObject): ObjectKey {
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    ...(object.metadata.namespace && { namespace: object.metadata.namespace }),
    name: object.metadata.name,
  };
}

/** One line for an object, to be used as a key of maps and work queues. */
export function stringifyKey(key: ObjectKey): string {
  return `${key.apiVersion}|${key.kind}|${key.namespace ?? ''}|${key.name}`;
}

/** The opposite of {@link stringifyKey}. */
export function parseKey(text: string): ObjectKey {
  const [apiVersion, kind, namespace, name] = text.split('|');
  return { apiVersion, kind, name, ...(namespace && { namespace }) };
}

export function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
}

export function versionOf(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.split('/')[1] : apiVersion;
}
