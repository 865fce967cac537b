import type { Registry } from './registry';
import { BUILT_IN_RESOURCES, Resource } from './resources';
import type { Store, StoredEvent } from './store';
import { StatusError } from './status';
import type { KubernetesObject, PropagationPolicy } from './types';

/** Milliseconds before a deletion that was refused is tried again: doubled each time, up to the second. */
const FIRST_RETRY_MS = 50;
const LAST_RETRY_MS = 60_000;

const NAMESPACE = BUILT_IN_RESOURCES.find(r => r.kind === 'Namespace')!;

/**
 * Plays kube-controller-manager's garbage collector and namespace controller: dependents go with their owners
 * (in the foreground before them), a namespace that is deleted is emptied first, a CRD takes its objects along.
 */
export class GarbageCollector {
  /** uid of an owner → its dependents. */
  readonly #dependents = new Map<
    string,
    Map<string, { resource: Resource; object: KubernetesObject }>
  >();
  readonly #watched = new Set<string>();
  #queue: Array<() => void> = [];
  #scheduled = false;
  /** Deletions that were refused, by uid, until the next attempt. */
  readonly #refused = new Map<
    string,
    { attempts: number; timer?: ReturnType<typeof setTimeout> }
  >();

  constructor(
    private readonly store: Store,
    private readonly registry: Registry,
  ) {
    this.watchNewKinds();
    this.#later(() => this.#collectOrphans());
  }

  close() {
    for (const { timer } of this.#refused.values()) clearTimeout(timer);
  }

  /** What lost its last owner while nobody looked: a deletion that was refused when the server was stopped. */
  #collectOrphans() {
    for (const dependents of [...this.#dependents.values()]) {
      for (const { resource, object } of [...dependents.values()]) {
        if (!this.#hasOwner(object)) {
          this.#delete(resource, object, 'Background');
        }
      }
    }
  }

  #hasOwner(object: KubernetesObject): boolean {
    return (object.metadata.ownerReferences ?? []).some(o =>
      this.#find(
        o.apiVersion,
        o.kind,
        object.metadata.namespace,
        o.name,
        o.uid,
      ),
    );
  }

  watchNewKinds() {
    for (const resource of this.registry.resources) {
      const key = `${resource.group}/${resource.plural}`;
      if (this.#watched.has(key)) continue;
      this.#watched.add(key);
      for (const object of this.store.list(resource)) {
        this.#index(resource, object);
        if (object.metadata.deletionTimestamp)
          this.#later(() => this.#settle(resource, object));
      }
      this.store.subscribe(resource, event => this.#on(resource, event));
    }
  }

  #index(resource: Resource, object: KubernetesObject) {
    for (const owner of object.metadata.ownerReferences ?? []) {
      let dependents = this.#dependents.get(owner.uid);
      if (!dependents)
        this.#dependents.set(owner.uid, (dependents = new Map()));
      dependents.set(object.metadata.uid!, { resource, object });
    }
  }

  #on(resource: Resource, event: StoredEvent) {
    const { object, previous } = event;
    for (const owner of previous?.metadata.ownerReferences ?? []) {
      this.#dependents.get(owner.uid)?.delete(object.metadata.uid!);
    }
    if (event.type !== 'DELETED') {
      this.#index(resource, object);
      if (object.metadata.deletionTimestamp)
        this.#later(() => this.#settle(resource, object));
      if (resource.kind === 'CustomResourceDefinition')
        this.#later(() => this.watchNewKinds());
      return;
    }
    const refused = this.#refused.get(object.metadata.uid!);
    if (refused) {
      clearTimeout(refused.timer);
      this.#refused.delete(object.metadata.uid!);
    }
    this.#later(() => this.#removed(object));
  }

  #removed(object: KubernetesObject) {
    const uid = object.metadata.uid!;
    for (const { resource, object: dependent } of this.#dependents
      .get(uid)
      ?.values() ?? []) {
      if (!this.#hasOwner(dependent)) {
        this.#delete(resource, dependent, 'Background');
      }
    }
    this.#dependents.delete(uid);
    for (const owner of object.metadata.ownerReferences ?? []) {
      const found = this.#find(
        owner.apiVersion,
        owner.kind,
        object.metadata.namespace,
        owner.name,
        owner.uid,
      );
      if (found?.object.metadata.deletionTimestamp)
        this.#settle(found.resource, found.object);
    }
    if (object.metadata.namespace) {
      const namespace = this.store.get(
        NAMESPACE,
        undefined,
        object.metadata.namespace,
      );
      if (namespace?.metadata.deletionTimestamp)
        this.#settle(NAMESPACE, namespace);
    }
  }

  /** Carries on the deletion of an object that has a deletionTimestamp. */
  #settle(resource: Resource, seen: KubernetesObject) {
    const object = this.store.get(
      resource,
      seen.metadata.namespace,
      seen.metadata.name,
    );
    if (!object || object.metadata.uid !== seen.metadata.uid) return;
    const finalizers = object.metadata.finalizers ?? [];
    if (finalizers.includes('foregroundDeletion')) {
      const blocking = [
        ...(this.#dependents.get(object.metadata.uid!)?.values() ?? []),
      ];
      for (const d of blocking) {
        if (!d.object.metadata.deletionTimestamp)
          this.#delete(d.resource, d.object, 'Foreground');
      }
      const left = [
        ...(this.#dependents.get(object.metadata.uid!)?.values() ?? []),
      ].filter(d =>
        d.object.metadata.ownerReferences?.some(
          o => o.uid === object.metadata.uid && o.blockOwnerDeletion,
        ),
      );
      if (left.length === 0)
        this.#dropFinalizer(resource, object, 'foregroundDeletion');
    } else if (finalizers.includes('orphan')) {
      for (const d of this.#dependents.get(object.metadata.uid!)?.values() ??
        []) {
        const current = structuredClone(d.object);
        current.metadata.ownerReferences =
          current.metadata.ownerReferences?.filter(
            o => o.uid !== object.metadata.uid,
          );
        this.store.update(d.resource, current);
      }
      this.#dropFinalizer(resource, object, 'orphan');
    } else if (
      resource.kind === 'Namespace' &&
      finalizers.includes('kubernetes')
    ) {
      let left = 0;
      for (const r of this.registry.resources.filter(kind => kind.namespaced)) {
        for (const inside of this.store.list(r, object.metadata.name)) {
          if (!inside.metadata.deletionTimestamp)
            this.#delete(r, inside, 'Background');
          if (this.store.get(r, object.metadata.name, inside.metadata.name))
            left += 1;
        }
      }
      if (left === 0) this.#dropFinalizer(resource, object, 'kubernetes');
    }
  }

  #dropFinalizer(
    resource: Resource,
    seen: KubernetesObject,
    finalizer: string,
  ) {
    const object = this.store.get(
      resource,
      seen.metadata.namespace,
      seen.metadata.name,
    );
    if (!object) return;
    const next = structuredClone(object);
    next.metadata.finalizers = next.metadata.finalizers?.filter(
      f => f !== finalizer,
    );
    this.store.update(resource, next);
  }

  /** Deletes an object, again and again while the deletion is refused. */
  #delete(
    resource: Resource,
    object: KubernetesObject,
    propagationPolicy: PropagationPolicy,
  ) {
    const { name, namespace, uid } = object.metadata;
    if (this.store.get(resource, namespace, name)?.metadata.uid !== uid) return;
    const refused = this.#refused.get(uid!);
    if (refused?.timer) return;
    try {
      this.store.delete(resource, namespace, name, { propagationPolicy });
      this.#refused.delete(uid!);
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      const attempts = (refused?.attempts ?? 0) + 1;
      const timer = setTimeout(() => {
        this.#refused.set(uid!, { attempts });
        this.#delete(resource, object, propagationPolicy);
      }, Math.min(FIRST_RETRY_MS * 2 ** attempts, LAST_RETRY_MS));
      this.#refused.set(uid!, { attempts, timer });
    }
  }

  #find(
    apiVersion: string,
    kind: string,
    namespace: string | undefined,
    name: string,
    uid: string,
  ) {
    const resource = this.registry.byKind(apiVersion, kind);
    if (!resource) return undefined;
    const object = this.store.get(
      resource,
      resource.namespaced ? namespace : undefined,
      name,
    );
    return object?.metadata.uid === uid ? { resource, object } : undefined;
  }

  /** Outside the write that set it off: deletions cascade through writes of their own. */
  #later(work: () => void) {
    this.#queue.push(work);
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      const queue = this.#queue;
      this.#queue = [];
      for (const next of queue) next();
    });
  }
}
