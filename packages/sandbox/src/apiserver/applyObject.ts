import { now } from './objects';
import { serverSideApply } from './patch';
import type { Registry } from './registry';
import { Resource, apiVersionOf } from './resources';
import { StatusError } from './status';
import type { Store, WriteOptions } from './store';
import type { KubernetesObject } from './types';

interface Server {
  store: Store;
  registry: Registry;
}

/** Refuses to create something in a namespace that is not there, or that is going away. */
export function requireNamespace(
  context: Server,
  resource: Resource,
  namespace: string | undefined,
) {
  if (!resource.namespaced) return;
  const found = context.store.get(
    context.registry.byKind('v1', 'Namespace')!,
    undefined,
    namespace ?? '',
  );
  if (!found) {
    throw new StatusError(
      404,
      'NotFound',
      `namespaces "${namespace ?? ''}" not found`,
      { name: namespace, kind: 'namespaces' },
    );
  }
  if (found.metadata.deletionTimestamp) {
    throw new StatusError(
      403,
      'Forbidden',
      `unable to create new content in namespace ${namespace} because it is being terminated`,
      {
        causes: [
          {
            reason: 'NamespaceTerminating',
            message: `namespace ${namespace} is being terminated`,
          },
        ],
      },
    );
  }
}

/** Server-side apply of a whole object; creates it if it is not there. */
export function applyObject(
  context: Server,
  resource: Resource,
  applied: KubernetesObject,
  options: WriteOptions & { fieldManager: string; force: boolean },
) {
  const { store } = context;
  const current = store.get(
    resource,
    applied.metadata.namespace,
    applied.metadata.name,
  );
  const {
    resourceVersion: _,
    uid: __,
    managedFields: ___,
    ...metadata
  } = applied.metadata;
  const next = serverSideApply(
    current && structuredClone(current),
    { ...applied, metadata },
    {
      fieldManager: options.fieldManager,
      force: options.force,
      apiVersion: apiVersionOf(resource),
      now: now(),
    },
  );
  if (!current) {
    requireNamespace(context, resource, applied.metadata.namespace);
    return { object: store.create(resource, next, options), created: true };
  }
  return { object: store.update(resource, next, options), created: false };
}
