import { applyObject } from './applyObject';
import { bodyOf } from './bodyOf';
import { notFound } from './objects';
import { jsonPatch, mergePatch, strategicMerge } from './patch';
import type { Registry } from './registry';
import type { Resource } from './resources';
import { StatusError } from './status';
import type { Store, WriteOptions } from './store';
import type { KubernetesObject } from './types';

/** Carries out a PATCH of any of the four kinds. */
export function patchObject(
  context: { store: Store; registry: Registry },
  {
    resource,
    namespace,
    name,
  }: { resource: Resource; namespace?: string; name: string },
  {
    type,
    body,
    query,
    write,
  }: { type: string; body: any; query: URLSearchParams; write: WriteOptions },
): { object: KubernetesObject; created: boolean } {
  const { store } = context;
  const current = store.get(resource, namespace, name);
  if (type.startsWith('application/apply-patch')) {
    const fieldManager = query.get('fieldManager');
    if (!fieldManager)
      throw new StatusError(
        400,
        'BadRequest',
        'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
      );
    const applied = bodyOf(resource, body, namespace);
    applied.metadata.name ??= name;
    return applyObject(context, resource, applied, {
      ...write,
      fieldManager,
      force: query.get('force') === 'true',
    });
  }
  if (!current) throw notFound(resource, name);
  let next: any;
  if (type === 'application/json-patch+json') next = jsonPatch(current, body);
  else if (type === 'application/merge-patch+json')
    next = mergePatch(current, body);
  else if (
    type === 'application/strategic-merge-patch+json' &&
    !resource.custom
  )
    next = strategicMerge(current, body);
  else
    throw new StatusError(
      415,
      'UnsupportedMediaType',
      `the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml`,
    );
  if (next.metadata?.name !== name)
    throw new StatusError(
      400,
      'BadRequest',
      'the name of an object cannot be changed',
    );
  return { object: store.update(resource, next, write), created: false };
}
