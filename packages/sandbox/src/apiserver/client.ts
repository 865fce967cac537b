import { applyObject, requireNamespace } from './applyObject';
import { mergePatch } from './patch';
import type { Registry } from './registry';
import { labelMatcher } from './selectors';
import { StatusError } from './status';
import type { Store } from './store';
import type { ObjectClient } from './types';

/** In-process access through the same admission as over HTTP. */
export function createObjectClient(
  store: Store,
  registry: Registry,
): ObjectClient {
  const resourceOf = (apiVersion: string, kind: string) => {
    const resource = registry.byKind(apiVersion, kind);
    if (!resource) {
      throw new StatusError(
        404,
        'NotFound',
        `no matches for kind "${kind}" in version "${apiVersion}"`,
      );
    }
    return resource;
  };
  return {
    get({ apiVersion, kind, namespace, name }) {
      const resource = registry.byKind(apiVersion, kind);
      return resource && store.get(resource, namespace, name);
    },
    list(apiVersion, kind, options = {}) {
      const resource = registry.byKind(apiVersion, kind);
      return resource
        ? store
            .list(resource, options.namespace)
            .filter(labelMatcher(options.labelSelector))
        : [];
    },
    create(object) {
      const resource = resourceOf(object.apiVersion, object.kind);
      requireNamespace(
        { store, registry },
        resource,
        object.metadata.namespace,
      );
      return store.create(resource, object);
    },
    apply(object, fieldManager) {
      const resource = resourceOf(object.apiVersion, object.kind);
      return applyObject({ store, registry }, resource, object, {
        fieldManager,
        force: true,
      }).object;
    },
    patch({ apiVersion, kind, namespace, name }, patch) {
      const resource = resourceOf(apiVersion, kind);
      return store.update(
        resource,
        mergePatch(store.require(resource, namespace, name), patch),
      );
    },
    patchStatus({ apiVersion, kind, namespace, name }, status) {
      const resource = resourceOf(apiVersion, kind);
      const current = store.require(resource, namespace, name);
      return store.update(resource, mergePatch(current, { status }), {
        subresource: resource.status ? 'status' : undefined,
      });
    },
    delete({ apiVersion, kind, namespace, name }, options) {
      const resource = registry.byKind(apiVersion, kind);
      if (!resource || !store.get(resource, namespace, name)) return false;
      store.delete(resource, namespace, name, options);
      return true;
    },
    watch(apiVersion, kind, listener) {
      const resource = resourceOf(apiVersion, kind);
      for (const object of store.list(resource))
        listener({ type: 'ADDED', object });
      return store.subscribe(resource, ({ type, object }) =>
        listener({ type, object }),
      );
    },
  };
}
