import { randomUUID } from 'node:crypto';
import {
  checkLabels,
  checkName,
  desired,
  nameOf,
  notFound,
  now,
  sorted,
} from './objects';
import { StatusError } from './status';
import { admit } from './admission';
import { Resource, storageKey } from './resources';
import type { KubernetesObject, PropagationPolicy } from './types';

export interface StoredEvent {
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  /** resourceVersion of this change. */
  version: number;
  object: KubernetesObject;
  /** The object before the change: a watch with a selector has to know whether it matched. */
  previous?: KubernetesObject;
}

export interface WriteOptions {
  dryRun?: boolean;
  subresource?: 'status';
  /** Strict: unknown fields are an error. */
  fieldValidation?: string;
  /** Gets what the client is to be warned of. */
  warnings?: string[];
}

/** A store as JSON: objects by `<plural>.<group>`. */
export interface StoreDump {
  version: number;
  objects: Record<string, KubernetesObject[]>;
}

interface Table {
  objects: Map<string, KubernetesObject>;
  history: StoredEvent[];
  /** Version up to which the history has been dropped. */
  compacted: number;
  listeners: Set<(event: StoredEvent) => void>;
}

const keyOf = (namespace: string | undefined, name: string) =>
  `${namespace ?? ''}/${name}`;

const same = (a: unknown, b: unknown) =>
  JSON.stringify(a) === JSON.stringify(b);

/** What of its metadata a client cannot change. */
function keepMetadata(
  { metadata }: KubernetesObject,
  { metadata: current }: KubernetesObject,
): void {
  metadata.uid = current.uid;
  metadata.creationTimestamp = current.creationTimestamp;
  metadata.generation = current.generation;
  if (current.deletionTimestamp) {
    metadata.deletionTimestamp = current.deletionTimestamp;
    metadata.deletionGracePeriodSeconds = current.deletionGracePeriodSeconds;
  } else {
    delete metadata.deletionTimestamp;
    delete metadata.deletionGracePeriodSeconds;
  }
}

/** The objects of one API server, with one version counter, admission and a bounded history for watches. */
export class Store {
  #version: number;
  readonly #tables = new Map<string, Table>();
  readonly #historySize: number;
  onChange?: () => void;
  /** The admission plugins that see a DELETE before the webhooks do: refuse by throwing a StatusError. */
  admitDeletion?: (resource: Resource, object: KubernetesObject) => void;
  /** A validating webhook for DELETE: refuses by throwing a StatusError. */
  reviewDeletion?: (
    object: KubernetesObject,
    policy: PropagationPolicy,
  ) => void;

  constructor(options: { historySize?: number; version?: number } = {}) {
    this.#historySize = options.historySize ?? 1000;
    this.#version = options.version ?? 1;
  }

  get version() {
    return this.#version;
  }

  table(resource: { group: string; plural: string }): Table {
    const key = storageKey(resource);
    let table = this.#tables.get(key);
    if (!table) {
      table = {
        objects: new Map(),
        history: [],
        compacted: this.#version,
        listeners: new Set(),
      };
      this.#tables.set(key, table);
    }
    return table;
  }

  /** Forgets the history: every watch that has to resume gets 410. */
  compact() {
    for (const table of this.#tables.values()) {
      table.history = [];
      table.compacted = this.#version;
    }
  }

  get(resource: Resource, namespace: string | undefined, name: string) {
    return this.table(resource).objects.get(keyOf(namespace, name));
  }

  require(resource: Resource, namespace: string | undefined, name: string) {
    const object = this.get(resource, namespace, name);
    if (!object) throw notFound(resource, name);
    return object;
  }

  list(resource: Resource, namespace?: string): KubernetesObject[] {
    const all = [...this.table(resource).objects.entries()];
    return all
      .filter(([, o]) => !namespace || o.metadata.namespace === namespace)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, o]) => o);
  }

  create(
    resource: Resource,
    input: KubernetesObject,
    options: WriteOptions = {},
  ) {
    const draft = structuredClone(input);
    const metadata = (draft.metadata ??= {} as any);
    if (!metadata.name && metadata.generateName) {
      metadata.name = `${metadata.generateName}${randomUUID().slice(0, 5)}`;
    }
    checkName(resource, metadata.name);
    checkLabels(resource, metadata);
    if (metadata.resourceVersion) {
      throw new StatusError(
        400,
        'BadRequest',
        'resourceVersion should not be set on objects to be created',
      );
    }
    if (this.get(resource, metadata.namespace, metadata.name)) {
      throw new StatusError(
        409,
        'AlreadyExists',
        `${nameOf(resource)} "${metadata.name}" already exists`,
        {
          name: metadata.name,
          group: resource.group,
          kind: resource.plural,
        },
      );
    }
    metadata.uid = randomUUID();
    metadata.creationTimestamp = now();
    metadata.generation = 1;
    delete metadata.deletionTimestamp;
    if (resource.status) delete draft.status;
    if (resource.kind === 'Namespace') draft.status = { phase: 'Active' };
    const { object, warnings } = admit(resource, draft, options);
    options.warnings?.push(...warnings);
    if (options.dryRun) return object;
    return this.#commit(resource, 'ADDED', object);
  }

  /** Replaces an object; `object.metadata.resourceVersion`, if given, must be the current one. */
  update(
    resource: Resource,
    input: KubernetesObject,
    options: WriteOptions = {},
  ) {
    const { name, namespace } = input.metadata;
    const current = this.require(resource, namespace, name);
    const given = input.metadata.resourceVersion;
    if (given && given !== current.metadata.resourceVersion) {
      throw new StatusError(
        409,
        'Conflict',
        `Operation cannot be fulfilled on ${nameOf(
          resource,
        )} "${name}": the object has been modified; please apply your changes to the latest version and try again`,
        { name, group: resource.group, kind: resource.plural },
      );
    }
    if (input.metadata.uid && input.metadata.uid !== current.metadata.uid) {
      throw new StatusError(
        409,
        'Conflict',
        `Precondition failed: UID in precondition: ${input.metadata.uid}, UID in object meta: ${current.metadata.uid}`,
      );
    }
    checkLabels(resource, input.metadata);
    let draft = structuredClone(input);
    if (options.subresource === 'status') {
      draft = { ...structuredClone(current), status: draft.status };
    } else if (resource.status) {
      if (current.status === undefined) delete draft.status;
      else draft.status = structuredClone(current.status);
    }
    keepMetadata(draft, current);
    const { object, warnings } = admit(resource, draft, {
      ...options,
      current,
    });
    options.warnings?.push(...warnings);
    const { metadata } = object;
    metadata.resourceVersion = current.metadata.resourceVersion;
    if (same(sorted(object), sorted(current))) return current;
    if (
      options.subresource !== 'status' &&
      !same(
        sorted(desired(object, resource)),
        sorted(desired(current, resource)),
      )
    ) {
      metadata.generation = (current.metadata.generation ?? 0) + 1;
    }
    if (options.dryRun) return object;
    if (metadata.deletionTimestamp && !metadata.finalizers?.length) {
      return this.#remove(resource, object);
    }
    return this.#commit(resource, 'MODIFIED', object, current);
  }

  delete(
    resource: Resource,
    namespace: string | undefined,
    name: string,
    options: {
      propagationPolicy?: PropagationPolicy;
      dryRun?: boolean;
      uid?: string;
      resourceVersion?: string;
    } = {},
  ): KubernetesObject {
    const current = this.require(resource, namespace, name);
    if (options.uid && options.uid !== current.metadata.uid) {
      throw new StatusError(
        409,
        'Conflict',
        `Precondition failed: UID in precondition: ${options.uid}, UID in object meta: ${current.metadata.uid}`,
      );
    }
    if (
      options.resourceVersion &&
      options.resourceVersion !== current.metadata.resourceVersion
    ) {
      throw new StatusError(
        409,
        'Conflict',
        `Precondition failed: ResourceVersion in precondition: ${options.resourceVersion}, ResourceVersion in object meta: ${current.metadata.resourceVersion}`,
      );
    }
    this.admitDeletion?.(resource, current);
    this.reviewDeletion?.(current, options.propagationPolicy ?? 'Background');
    if (options.dryRun) return current;
    const object = structuredClone(current);
    const finalizers = new Set(object.metadata.finalizers ?? []);
    if (options.propagationPolicy === 'Foreground')
      finalizers.add('foregroundDeletion');
    if (options.propagationPolicy === 'Orphan') finalizers.add('orphan');
    if (resource.kind === 'Namespace') finalizers.add('kubernetes');
    if (finalizers.size === 0) return this.#remove(resource, object);
    if (
      object.metadata.deletionTimestamp &&
      finalizers.size === (object.metadata.finalizers ?? []).length
    )
      return current;
    object.metadata.finalizers = [...finalizers];
    if (!object.metadata.deletionTimestamp) {
      object.metadata.deletionTimestamp = now();
      object.metadata.deletionGracePeriodSeconds = 0;
      object.metadata.generation = (object.metadata.generation ?? 0) + 1;
      if (resource.kind === 'Namespace')
        object.status = { phase: 'Terminating' };
    }
    return this.#commit(resource, 'MODIFIED', object, current);
  }

  /** Events after a version, or undefined if the history does not reach back that far. */
  since(resource: Resource, version: number): StoredEvent[] | undefined {
    const table = this.table(resource);
    if (version < table.compacted) return undefined;
    return table.history.filter(event => event.version > version);
  }

  subscribe(
    resource: Resource,
    listener: (event: StoredEvent) => void,
  ): () => void {
    const { listeners } = this.table(resource);
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  /** What is kept over a restart: the objects. A watch that resumes gets 410 then and lists anew, as after a compaction. */
  dump(): StoreDump {
    return {
      version: this.#version,
      objects: Object.fromEntries(
        [...this.#tables].map(([key, t]) => [key, [...t.objects.values()]]),
      ),
    };
  }

  load(state: StoreDump) {
    this.#version = state.version;
    for (const [key, objects] of Object.entries(state.objects)) {
      this.#tables.set(key, {
        objects: new Map(
          objects.map(o => [keyOf(o.metadata.namespace, o.metadata.name), o]),
        ),
        history: [],
        compacted: state.version,
        listeners: new Set(),
      });
    }
  }

  #commit(
    resource: Resource,
    type: 'ADDED' | 'MODIFIED',
    object: KubernetesObject,
    previous?: KubernetesObject,
  ) {
    this.#version += 1;
    object.metadata.resourceVersion = String(this.#version);
    this.table(resource).objects.set(
      keyOf(object.metadata.namespace, object.metadata.name),
      object,
    );
    this.#publish(resource, { type, version: this.#version, object, previous });
    return object;
  }

  #remove(resource: Resource, object: KubernetesObject) {
    const previous = this.get(
      resource,
      object.metadata.namespace,
      object.metadata.name,
    );
    this.#version += 1;
    const last = structuredClone(object);
    last.metadata.resourceVersion = String(this.#version);
    this.table(resource).objects.delete(
      keyOf(object.metadata.namespace, object.metadata.name),
    );
    this.#publish(resource, {
      type: 'DELETED',
      version: this.#version,
      object: last,
      previous,
    });
    return last;
  }

  #publish(resource: Resource, event: StoredEvent) {
    const table = this.table(resource);
    table.history.push(event);
    if (table.history.length > this.#historySize) {
      const dropped = table.history.splice(
        0,
        table.history.length - this.#historySize,
      );
      table.compacted = dropped[dropped.length - 1].version;
    }
    for (const listener of [...table.listeners]) listener(event);
    this.onChange?.();
  }
}
