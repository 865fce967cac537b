import type {
  KubernetesObject,
  ObjectClient,
  ObjectKey,
} from '../../apiserver/types';
import {
  compose,
  Composed,
  DesiredResource,
  Pipeline,
  readPipeline,
} from '../composition/compose';
import { deletableNow } from '../composition/sequencer';
import {
  notReady,
  ready,
  syncedError,
  syncedOk,
  withConditions,
} from '../conditions';
import { isSameJson } from '../runtime/equality';
import { EventRecorder } from '../runtime/events';
import { keyOf } from '../runtime/keys';
import type { Logger } from '../runtime/Logger';
import type { Pace } from '../runtime/Pace';
import { WorkQueue } from '../runtime/WorkQueue';
import {
  ComposedResources,
  composedName,
  COMPOSITE_LABEL,
  RESOURCE_NAME,
} from './ComposedResources';
import { firstAndSomeMore } from './compositeMessages';
import type { CompositeType } from './definitions';

const FINALIZER = 'composite.apiextensions.crossplane.io';

export interface CompositeControllerOptions {
  client: ObjectClient;
  pace: Pace;
  log: Logger;
  type: CompositeType;
  /** Called with a composed resource whose deletion may go on. */
  wake(composed: KubernetesObject): void;
}

/**
 * Plays Crossplane's controller of one kind of composite resource: runs its Composition, applies what comes out, and
 * says how far it is. On deletion it takes the composed resources down against the sequence, as function-sequencer's
 * Usages have it.
 */
export class CompositeController {
  private readonly queue: WorkQueue;
  private readonly events: EventRecorder;
  private readonly composed: ComposedResources;
  private readonly stops: Array<() => void> = [];
  private readonly watched = new Set<string>();
  private readonly pipelines = new Map<
    string,
    { resourceVersion?: string; pipeline: Pipeline }
  >();

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
      debounceMs: () => options.pace.work(0.15),
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

  /** Composite resources follow their Composition (update policy Automatic). */
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

  /** See `Crossplane.mayDelete`. */
  mayDelete(composed: KubernetesObject, compositeName: string): boolean {
    const xr = this.options.client.get(
      this.keyFromQueue(
        `${
          this.options.type.namespaced ? composed.metadata.namespace : ''
        }|${compositeName}`,
      ),
    );
    if (!xr?.metadata.deletionTimestamp) return true;
    const name = composed.metadata.annotations?.[RESOURCE_NAME];
    return (
      !name ||
      deletableNow(this.sequencerOf(xr), [
        ...this.existing(xr).keys(),
      ]).includes(name)
    );
  }

  private reconcile(key: string): number | void {
    const { client } = this.options;
    const objectKey = this.keyFromQueue(key);
    const xr = client.get(objectKey);
    if (!xr) return undefined;
    if (xr.metadata.deletionTimestamp) return this.takeDown(xr);
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
    let pipeline: Pipeline;
    let composed: Composed;
    try {
      const selected = this.selectComposition(xr);
      if (!selected) return undefined;
      pipeline = selected;
      composed = compose(pipeline, xr, this.composed.observe(xr, pipeline));
    } catch (error) {
      const message = (error as Error).message;
      this.events.record(xr, 'Warning', 'ComposeResources', message);
      client.patchStatus(objectKey, {
        conditions: withConditions(xr, [syncedError(message)], new Date()),
      });
      return this.options.pace.period(30);
    }
    const problems = this.applyAll(xr, composed.desired);
    this.keepReferences(xr, composed.desired);
    for (const delay of composed.delays) {
      this.recordOnce(xr, delay.message);
    }
    const { unready } = composed;
    const wasReady = isReadyNow(xr);
    client.patchStatus(objectKey, {
      ...composed.status,
      conditions: withConditions(
        xr,
        [
          problems.length ? syncedError(problems.join('; ')) : syncedOk,
          { type: 'Responsive', status: 'True', reason: 'WatchCircuitClosed' },
          unready.length
            ? notReady(
                'Creating',
                `Unready resources: ${firstAndSomeMore(unready)}`,
              )
            : ready(),
        ],
        new Date(),
      ),
    });
    if (!unready.length && !wasReady) {
      this.events.record(
        xr,
        'Normal',
        'ComposeResources',
        'Composite resource is ready',
      );
    }
    return problems.length ? this.options.pace.period(10) : undefined;
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
    const known = this.pipelines.get(name);
    if (known?.resourceVersion === composition.metadata.resourceVersion) {
      return known!.pipeline;
    }
    const pipeline = readPipeline(composition);
    this.pipelines.set(name, {
      resourceVersion: composition.metadata.resourceVersion,
      pipeline,
    });
    this.watchComposed(pipeline);
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
  private watchComposed(pipeline: Pipeline): void {
    const { client } = this.options;
    for (const { base } of pipeline.resources.resources) {
      const id = `${base.apiVersion}|${base.kind}`;
      if (this.watched.has(id)) continue;
      this.watched.add(id);
      this.stops.push(
        client.watch(base.apiVersion, base.kind, ({ object }) => {
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

  private applyAll(xr: KubernetesObject, desired: DesiredResource[]): string[] {
    const problems: string[] = [];
    for (const resource of desired) {
      try {
        this.composed.apply(xr, resource);
      } catch (error) {
        problems.push(
          `cannot apply composed resource "${resource.name}": ${
            (error as Error).message
          }`,
        );
      }
    }
    return problems;
  }

  private keepReferences(
    xr: KubernetesObject,
    desired: DesiredResource[],
  ): void {
    const resourceRefs = desired
      .map(({ name, object }) => ({
        apiVersion: object.apiVersion,
        kind: object.kind,
        name: object.metadata.name ?? composedName(xr, name),
      }))
      .sort((a, b) =>
        `${a.apiVersion}${a.kind}${a.name}`.localeCompare(
          `${b.apiVersion}${b.kind}${b.name}`,
        ),
      );
    if (!isSameJson(this.machineryOf(xr).resourceRefs, resourceRefs)) {
      this.patchMachinery(xr, { resourceRefs });
    }
  }

  private takeDown(xr: KubernetesObject): number | void {
    const { client } = this.options;
    if (!xr.metadata.finalizers?.includes(FINALIZER)) return undefined;
    client.patchStatus(keyOf(xr), {
      conditions: withConditions(xr, [notReady('Deleting')], new Date()),
    });
    const existing = this.existing(xr);
    if (existing.size === 0) {
      this.forget(xr);
      client.patch(keyOf(xr), {
        metadata: {
          finalizers: xr.metadata.finalizers.filter(f => f !== FINALIZER),
        },
      });
      return undefined;
    }
    const sequencer = this.sequencerOf(xr);
    for (const name of deletableNow(sequencer, [...existing.keys()])) {
      const object = existing.get(name)!;
      if (object.metadata.deletionTimestamp) this.options.wake(object);
      else client.delete(keyOf(object), { propagationPolicy: 'Background' });
    }
    // Objects without finalizers are gone at once, and what comes after them can go.
    return this.existing(xr).size < existing.size ? 1 : undefined;
  }

  private existing(xr: KubernetesObject): Map<string, KubernetesObject> {
    return this.composed.find(xr, this.machineryOf(xr).resourceRefs ?? []);
  }

  private forget(xr: KubernetesObject): void {
    this.events.forget(xr);
    this.composed.forget(xr);
    for (const id of this.recorded) {
      if (id.startsWith(xr.metadata.uid!)) this.recorded.delete(id);
    }
  }

  private sequencerOf(xr: KubernetesObject) {
    const name = this.machineryOf(xr).compositionRef?.name;
    const composition =
      name &&
      this.options.client.get({
        apiVersion: 'apiextensions.crossplane.io/v1',
        kind: 'Composition',
        name,
      });
    if (!composition) return undefined;
    const pipeline = readPipeline(composition);
    this.watchComposed(pipeline);
    return pipeline.sequencer;
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
