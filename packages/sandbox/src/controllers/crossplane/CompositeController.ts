import { sameJson } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type {
  KubernetesObject,
  ObjectClient,
  ObjectKey,
} from '../../apiserver/types';
import {
  compose,
  Composed,
  Pipeline,
  readPipeline,
} from '../composition/compose';
import { COMPOSITE_LABEL } from '../composition/metadata';
import { isUsage } from '../composition/usages';
import { firstAndSomeMore } from '../composition/firstAndSomeMore';
import { notReady, syncedError, syncedOk, withConditions } from '../conditions';
import type { StatusError } from '../../apiserver/status';
import { EventRecorder } from '../runtime/events';
import { keyOf } from '../runtime/keys';
import type { Logger } from '../runtime/Logger';
import type { Pace } from '../runtime/Pace';
import { WorkQueue } from '../runtime/WorkQueue';
import { ComposedResources, ResourceReference } from './ComposedResources';
import { mergeStatus } from './compositeStatus';
import { selectRevision } from './compositionRevisions';
import type { CompositeType } from './definitions';

const FINALIZER = 'composite.apiextensions.crossplane.io';

export interface CompositeControllerOptions {
  client: ObjectClient;
  pace: Pace;
  log: Logger;
  type: CompositeType;
}

/**
 * Plays Crossplane's controller of one kind of composite resource: runs its Composition, applies what comes out, and
 * says how far it is. On deletion it does nothing but let go: the garbage collector deletes the composed resources, and
 * Usages hold back what others still need.
 */
export class CompositeController {
  private readonly queue: WorkQueue;
  private readonly events: EventRecorder;
  private readonly composed: ComposedResources;
  private readonly stops: Array<() => void> = [];
  private readonly watched = new Set<string>();
  /** By the UID of the revision, of which nothing but the number changes. */
  private readonly pipelines = new Map<string, Pipeline>();

  constructor(private readonly options: CompositeControllerOptions) {
    this.composed = new ComposedResources(options.client);
    this.events = new EventRecorder(
      options.client,
      'defined/compositeresourcedefinition.apiextensions.crossplane.io',
    );
    this.queue = new WorkQueue({
      name: options.type.kind,
      reconcile: key => this.reconcile(key),
      log: options.log,
      // What many composed resources report at once is one run of the functions, in a fast-forward too.
      debounceMs: () => Math.max(options.pace.work(0.15), 20),
    });
  }

  start(): void {
    const { client, type } = this.options;
    this.stops.push(
      client.watch(type.apiVersion, type.kind, ({ type: change, object }) => {
        if (change !== 'DELETED') this.queue.add(queueKey(object));
      }),
    );
  }

  /** Has the composite resources look for a newer revision of their Composition. */
  compositionChanged(composition: KubernetesObject): void {
    const { client, type } = this.options;
    if (composition.spec?.compositeTypeRef?.kind !== type.kind) return;
    for (const xr of client.list(type.apiVersion, type.kind)) {
      this.queue.add(queueKey(xr));
    }
  }

  async close(): Promise<void> {
    this.stops.forEach(stop => stop());
    await this.queue.close();
  }

  private reconcile(key: string): number | void {
    const { client } = this.options;
    const objectKey = this.keyFromQueue(key);
    const xr = client.get(objectKey);
    if (!xr) return undefined;
    if (xr.metadata.deletionTimestamp) {
      this.letGo(xr);
      return undefined;
    }
    if (!xr.metadata.finalizers?.includes(FINALIZER)) {
      client.patch(objectKey, {
        metadata: {
          finalizers: [...(xr.metadata.finalizers ?? []), FINALIZER],
          labels: { [COMPOSITE_LABEL]: xr.metadata.name },
        },
      });
      // The change comes back through the watch.
      return undefined;
    }
    let composed: Composed;
    let unsynced: string[];
    try {
      const pipeline = this.selectComposition(xr);
      if (!pipeline) return undefined;
      const observed = this.composed.observe(xr, this.referencesOf(xr));
      composed = compose(pipeline, xr, observed);
      unsynced = this.applyAll(xr, composed, observed);
    } catch (error) {
      const message = `cannot compose resources: ${(error as Error).message}`;
      this.events.record(xr, 'Warning', 'ComposeResources', message);
      client.patchStatus(objectKey, {
        conditions: withConditions(xr, [syncedError(message)], new Date()),
      });
      return this.options.pace.period(30);
    }
    for (const delay of composed.delays) this.recordOnce(xr, delay);
    const wasReady = isReadyNow(xr);
    client.patchStatus(objectKey, {
      ...mergeStatus(xr.status, composed.status),
      conditions: withConditions(
        xr,
        [
          unsynced.length
            ? syncedError(`Unsynced resources: ${firstAndSomeMore(unsynced)}`)
            : syncedOk,
          { type: 'Responsive', status: 'True', reason: 'WatchCircuitClosed' },
          composed.ready,
        ],
        new Date(),
      ),
    });
    if (composed.ready.status === 'True' && !wasReady) {
      this.events.record(
        xr,
        'Normal',
        'ComposeResources',
        'Composite resource is ready',
      );
    }
    return unsynced.length ? this.options.pace.period(10) : undefined;
  }

  /** Delays repeat with every reconciliation: each is worth one event. */
  private readonly recorded = new Set<string>();

  private recordOnce(xr: KubernetesObject, message: string): void {
    const id = `${xr.metadata.uid} ${message.replace(/\(.*\)$/, '')}`;
    if (this.recorded.has(id)) return;
    this.recorded.add(id);
    this.events.record(xr, 'Normal', 'ComposeResources', message);
  }

  private selectComposition(xr: KubernetesObject): Pipeline | undefined {
    const { client, type } = this.options;
    const machinery = this.machineryOf(xr);
    const name = machinery.compositionRef?.name;
    if (!name) {
      const chosen = this.chooseComposition(machinery);
      this.patchMachinery(xr, { compositionRef: { name: chosen } });
      this.events.record(
        xr,
        'Normal',
        'SelectComposition',
        `Selected composition: ${chosen}`,
      );
      return undefined;
    }
    const composition = client.get({
      apiVersion: 'apiextensions.crossplane.io/v1',
      kind: 'Composition',
      name,
    });
    if (!composition) {
      throw new Error(
        `cannot get Composition: Composition.apiextensions.crossplane.io "${name}" not found`,
      );
    }
    const target = composition.spec.compositeTypeRef;
    if (target?.apiVersion !== type.apiVersion || target?.kind !== type.kind) {
      throw new Error(
        `Composition "${name}" is not compatible: it composes ${target?.kind} (${target?.apiVersion})`,
      );
    }
    const revision = selectRevision(client, composition, machinery);
    if (machinery.compositionRevisionRef?.name !== revision.metadata.name) {
      this.patchMachinery(xr, {
        compositionRevisionRef: { name: revision.metadata.name },
      });
      return undefined;
    }
    const uid = revision.metadata.uid!;
    const known = this.pipelines.get(uid);
    if (known) return known;
    const pipeline = readPipeline(revision);
    this.pipelines.set(uid, pipeline);
    return pipeline;
  }

  private chooseComposition(machinery: any): string {
    const { client, type } = this.options;
    if (type.defaultComposition && !machinery.compositionSelector) {
      return type.defaultComposition;
    }
    const wanted = Object.entries(
      machinery.compositionSelector?.matchLabels ?? {},
    );
    const found = client
      .list('apiextensions.crossplane.io/v1', 'Composition')
      .find(
        c =>
          c.spec.compositeTypeRef?.apiVersion === type.apiVersion &&
          c.spec.compositeTypeRef?.kind === type.kind &&
          wanted.every(([k, v]) => c.metadata.labels?.[k] === v),
      );
    if (!found) throw new Error('no compatible Compositions found');
    return found.metadata.name;
  }

  /** A change of a composed resource is a reason to look at its composite resource again. */
  private watchComposed(references: ResourceReference[]): void {
    const { client } = this.options;
    for (const { apiVersion, kind } of references) {
      const id = `${apiVersion}|${kind}`;
      if (this.watched.has(id)) continue;
      this.watched.add(id);
      this.stops.push(
        client.watch(apiVersion, kind, ({ type: change, object }) => {
          // Nothing depends on how a Usage is; one that is deleted is made again.
          if (isUsage(object) && change !== 'DELETED') return;
          const owner = object.metadata.ownerReferences?.find(
            o => o.controller && o.kind === this.options.type.kind,
          );
          if (owner?.apiVersion === this.options.type.apiVersion) {
            this.queue.add(`${object.metadata.namespace ?? ''}|${owner.name}`);
          }
        }),
      );
    }
  }

  /**
   * Applies what is desired, after its references are written: what exists is always referred to.
   *
   * @returns names of what the server calls invalid; the others are applied
   * @throws Error at the first that is refused for another reason
   */
  private applyAll(
    xr: KubernetesObject,
    { desired }: Composed,
    observed: Map<string, KubernetesObject>,
  ): string[] {
    const objects = new Map(
      desired.map(resource => [
        resource.name,
        this.composed.complete(xr, resource, observed.get(resource.name)),
      ]),
    );
    for (const [name, object] of observed) {
      if (!objects.has(name)) this.composed.remove(object);
    }
    this.keepReferences(xr, [...objects.values()]);
    const unsynced: string[] = [];
    for (const [name, object] of objects) {
      try {
        this.composed.apply(object);
      } catch (error) {
        const message = `cannot apply composed resource "${name}": ${
          (error as Error).message
        }`;
        if ((error as StatusError).reason !== 'Invalid') {
          throw new Error(message);
        }
        this.events.record(xr, 'Warning', 'ComposeResources', message);
        unsynced.push(name);
      }
    }
    return unsynced;
  }

  private keepReferences(
    xr: KubernetesObject,
    objects: KubernetesObject[],
  ): void {
    const resourceRefs = objects
      .map(({ apiVersion, kind, metadata }) => ({
        apiVersion,
        kind,
        name: metadata.name,
      }))
      .sort((a, b) =>
        `${a.apiVersion}${a.kind}${a.name}` <
        `${b.apiVersion}${b.kind}${b.name}`
          ? -1
          : 1,
      );
    if (!sameJson(this.referencesOf(xr), resourceRefs)) {
      this.patchMachinery(xr, { resourceRefs });
    }
    this.watchComposed(resourceRefs);
  }

  private letGo(xr: KubernetesObject): void {
    const { client } = this.options;
    client.patchStatus(keyOf(xr), {
      conditions: withConditions(
        xr,
        [syncedOk, notReady('Deleting')],
        new Date(),
      ),
    });
    if (!xr.metadata.finalizers?.includes(FINALIZER)) return;
    this.events.forget(xr);
    this.composed.forget(this.referencesOf(xr), xr.metadata.namespace);
    for (const id of this.recorded) {
      if (id.startsWith(xr.metadata.uid!)) this.recorded.delete(id);
    }
    client.patch(keyOf(xr), {
      metadata: {
        finalizers: xr.metadata.finalizers.filter(f => f !== FINALIZER),
      },
    });
  }

  private referencesOf(xr: KubernetesObject): ResourceReference[] {
    return this.machineryOf(xr).resourceRefs ?? [];
  }

  /** Crossplane v2 keeps its own fields under `spec.crossplane`, v1 directly in `spec`. */
  private machineryOf(xr: KubernetesObject): any {
    return (this.options.type.modern ? xr.spec?.crossplane : xr.spec) ?? {};
  }

  private patchMachinery(xr: KubernetesObject, fields: object): void {
    this.options.client.patch(keyOf(xr), {
      spec: this.options.type.modern ? { crossplane: fields } : fields,
    });
  }

  private keyFromQueue(key: string): ObjectKey {
    const { apiVersion, kind } = this.options.type;
    const [namespace, name] = key.split('|');
    return { apiVersion, kind, name, ...(namespace && { namespace }) };
  }
}

function isReadyNow(xr: KubernetesObject): boolean {
  return (xr.status?.conditions ?? []).some(
    (c: any) => c.type === 'Ready' && c.status === 'True',
  );
}

function queueKey(object: KubernetesObject): string {
  return `${object.metadata.namespace ?? ''}|${object.metadata.name}`;
}
