import type {
  KubernetesObject,
  ObjectClient,
  ObjectKey,
} from '../../apiserver/types';
import {
  ConditionValue,
  findCondition,
  notReady,
  rfc3339,
  syncedError,
  syncedOk,
  withConditions,
} from '../conditions';
import { EventRecorder } from '../runtime/events';
import { keyOf } from '../runtime/keys';
import type { Logger } from '../runtime/Logger';
import type { Pace } from '../runtime/Pace';
import { WorkQueue } from '../runtime/WorkQueue';
import { CloudError, ExternalResource } from './external';
import { findIncident, Incident } from './incidents';
import { resolveReferences } from './references';

const FINALIZER = 'finalizer.managedresource.crossplane.io';
const EXTERNAL_NAME = 'crossplane.io/external-name';
const CREATED = 'crossplane.io/external-create-succeeded';

/** Seconds between two attempts, at most. */
const LONGEST_WAIT = 60;

type Operation = 'create' | 'update' | 'delete';

export interface ManagedResourceControllerOptions {
  client: ObjectClient;
  type: { apiVersion: string; kind: string };
  external: ExternalResource;
  /** Makes the name in the cloud, where the Composition gives none. */
  externalName(managed: KubernetesObject): string;
  incidents(): Incident[];
  /** Managed resources of the same composite resource. */
  siblings(managed: KubernetesObject): KubernetesObject[];
  /** Called when one becomes ready: others may refer to it. */
  onReady(managed: KubernetesObject): void;
  pace: Pace;
  log: Logger;
}

/**
 * The life of a managed resource of one kind, as crossplane-runtime's managed reconciler has it: finalizer, references,
 * create, observe, update, delete; each operation takes its time and is played by the kind's `ExternalResource`.
 */
export class ManagedResourceController {
  private readonly queue: WorkQueue;
  private readonly events: EventRecorder;
  private stop?: () => void;
  /** Operations under way, by uid. After a restart they begin again. */
  private readonly operations = new Map<
    string,
    { operation: Operation; due: number }
  >();
  /** Those whose last operation was refused, by uid: the error stays until one succeeds, and they wait with the next. */
  private readonly refused = new Map<
    string,
    { attempts: number; next: number; generation?: number }
  >();

  constructor(private readonly options: ManagedResourceControllerOptions) {
    const { kind, apiVersion } = options.type;
    this.events = new EventRecorder(
      options.client,
      `managed/${apiVersion.split('/')[0]}, kind=${kind.toLowerCase()}`,
    );
    this.queue = new WorkQueue({
      name: kind,
      reconcile: key => this.reconcile(key),
      log: options.log,
    });
  }

  start(): void {
    const { client, type } = this.options;
    this.stop = client.watch(type.apiVersion, type.kind, event => {
      if (event.type === 'DELETED') {
        this.operations.delete(event.object.metadata.uid!);
        this.refused.delete(event.object.metadata.uid!);
      } else {
        this.enqueue(event.object);
      }
    });
  }

  enqueue(managed: KubernetesObject): void {
    this.queue.add(
      `${managed.metadata.namespace ?? ''}|${managed.metadata.name}`,
    );
  }

  /** After something that may have been the reason of refusals has changed. */
  enqueueAll(): void {
    const { client, type } = this.options;
    for (const refusal of this.refused.values()) refusal.next = 0;
    client.list(type.apiVersion, type.kind).forEach(m => this.enqueue(m));
  }

  async close(): Promise<void> {
    this.stop?.();
    await this.queue.close();
  }

  private async reconcile(queueKey: string): Promise<number | void> {
    const [namespace, name] = queueKey.split('|');
    const key: ObjectKey = {
      ...this.options.type,
      name,
      ...(namespace && { namespace }),
    };
    const managed = this.options.client.get(key);
    if (!managed) return undefined;
    const refusal = this.refused.get(managed.metadata.uid!);
    if (
      refusal?.generation === managed.metadata.generation &&
      refusal &&
      Date.now() < refusal.next
    ) {
      return refusal.next - Date.now();
    }
    try {
      return managed.metadata.deletionTimestamp
        ? await this.takeDown(managed)
        : await this.bringUp(managed);
    } catch (error) {
      if (!(error instanceof CloudError)) throw error;
      return this.report(key, error.message);
    }
  }

  private async bringUp(managed: KubernetesObject): Promise<number | void> {
    const { client, external } = this.options;
    const key = keyOf(managed);
    if (!managed.metadata.finalizers?.includes(FINALIZER)) {
      client.patch(key, {
        metadata: {
          finalizers: [...(managed.metadata.finalizers ?? []), FINALIZER],
          annotations: {
            [EXTERNAL_NAME]:
              managed.metadata.annotations?.[EXTERNAL_NAME] ??
              this.options.externalName(managed),
          },
        },
      });
      return undefined;
    }
    const { patch, error } = resolveReferences(
      managed,
      this.options.siblings(managed),
    );
    if (error) {
      this.setStatus(managed, [
        syncedError(error),
        this.readyOr('Creating', managed),
      ]);
      return undefined;
    }
    if (patch) {
      client.patch(key, patch);
      return undefined;
    }
    if (!managed.metadata.annotations?.[CREATED]) {
      return this.perform(managed, 'create', async () => {
        const atProvider = await external.create(managed);
        client.patchStatus(key, { atProvider });
        this.events.record(
          managed,
          'Normal',
          'CreatedExternalResource',
          'Successfully requested creation of external resource',
        );
        client.patch(key, {
          metadata: { annotations: { [CREATED]: rfc3339(new Date()) } },
        });
      });
    }
    return this.keepUp(managed);
  }

  private async keepUp(managed: KubernetesObject): Promise<number | void> {
    const { client, external, incidents, onReady } = this.options;
    const observation = external.observe(managed);
    if (observation.outdated) {
      return this.perform(managed, 'update', async () => {
        const atProvider = await external.update(managed);
        client.patchStatus(keyOf(managed), { atProvider });
        this.events.record(
          managed,
          'Normal',
          'UpdatedExternalResource',
          'Successfully requested update of external resource',
        );
        this.enqueue(managed);
      });
    }
    const incident = findIncident(incidents(), managed, 'unhealthy');
    const wasReady = findCondition(managed, 'Ready')?.status === 'True';
    const readyNow: ConditionValue = incident
      ? notReady('Unavailable', incident.message)
      : observation.ready;
    this.setStatus(
      managed,
      [
        observation.error ? syncedError(observation.error) : syncedOk,
        ...this.asyncConditions('Finished', 'Success'),
        readyNow,
      ],
      {
        ...observation.atProvider,
        ...(incident && { status: 'DEGRADED' }),
      },
    );
    if (readyNow.status === 'True' && !wasReady) onReady(managed);
    return observation.again;
  }

  private async takeDown(managed: KubernetesObject): Promise<number | void> {
    const { client, external } = this.options;
    if (!managed.metadata.finalizers?.includes(FINALIZER)) return undefined;
    const gone = () => {
      this.events.forget(managed);
      client.patch(keyOf(managed), {
        metadata: {
          finalizers: managed.metadata.finalizers!.filter(f => f !== FINALIZER),
        },
      });
    };
    if (!managed.metadata.annotations?.[CREATED]) {
      gone();
      return undefined;
    }
    return this.perform(managed, 'delete', async () => {
      if (await external.delete(managed)) gone();
      else
        this.queue.addAfter(queueKeyOf(managed), this.options.pace.work(0.5));
    });
  }

  /** Starts an operation, or ends it when its time has come. */
  private async perform(
    managed: KubernetesObject,
    operation: Operation,
    finish: () => Promise<void>,
  ): Promise<number | void> {
    const { external, incidents, pace } = this.options;
    const refusal = findIncident(incidents(), managed, 'fails', operation);
    if (refusal) {
      if (operation === 'delete' && !this.refused.has(managed.metadata.uid!)) {
        this.show(managed, operation);
      }
      throw new CloudError(`${operation} failed: ${refusal.message}`);
    }
    external.check?.(managed, operation);
    const uid = managed.metadata.uid!;
    let current = this.operations.get(uid);
    if (current?.operation !== operation) {
      const slow = findIncident(incidents(), managed, 'slow', operation);
      current = {
        operation,
        due:
          Date.now() +
          pace.work(external.seconds[operation]) +
          (slow ? pace.period((slow.minutes ?? 30) * 60) : 0),
      };
      this.operations.set(uid, current);
      this.show(managed, operation);
    }
    const left = current.due - Date.now();
    if (left > 0) return left;
    await finish();
    this.operations.delete(uid);
    this.refused.delete(uid);
    return undefined;
  }

  private show(managed: KubernetesObject, operation: Operation): void {
    const { external } = this.options;
    const reason = operation === 'delete' ? 'Deleting' : 'Creating';
    this.setStatus(
      managed,
      [
        ...(this.refused.has(managed.metadata.uid!) ? [] : [syncedOk]),
        ...this.asyncConditions('Ongoing'),
        operation === 'update'
          ? this.readyOr('Creating', managed)
          : notReady(reason),
      ],
      external.progress?.(managed, operation),
    );
  }

  /** An update leaves a resource as ready as it was. */
  private readyOr(reason: string, managed: KubernetesObject): ConditionValue {
    const current = findCondition(managed, 'Ready');
    return current?.status === 'True'
      ? { type: 'Ready', status: 'True', reason: current.reason }
      : notReady(reason);
  }

  private report(key: ObjectKey, message: string): number | void {
    const { client, pace } = this.options;
    const managed = client.get(key);
    if (!managed) return undefined;
    this.operations.delete(managed.metadata.uid!);
    const attempts =
      (this.refused.get(managed.metadata.uid!)?.attempts ?? 0) + 1;
    const wait = pace.period(Math.min(2 ** attempts, LONGEST_WAIT));
    this.refused.set(managed.metadata.uid!, {
      attempts,
      next: Date.now() + wait,
      generation: managed.metadata.generation,
    });
    const operation = operationOf(managed);
    this.setStatus(managed, [
      syncedError(message),
      ...this.asyncConditions('Finished', `Async${operation}Failure`, message),
      this.readyOr(operation === 'Delete' ? 'Deleting' : 'Creating', managed),
    ]);
    this.events.record(
      managed,
      'Warning',
      `Cannot${operation}ExternalResource`,
      message,
    );
    return wait;
  }

  /** What upjet (the runtime of the AWS provider) says of its operations; other providers say nothing of the kind. */
  private asyncConditions(
    state: 'Ongoing' | 'Finished',
    last?: string,
    message?: string,
  ): ConditionValue[] {
    if (!this.options.type.apiVersion.includes('.upbound.io/')) return [];
    return [
      { type: 'AsyncOperation', status: 'True', reason: state },
      ...(last
        ? [
            {
              type: 'LastAsyncOperation',
              status: message ? ('False' as const) : ('True' as const),
              reason: last,
              ...(message && { message }),
            },
          ]
        : []),
    ];
  }

  private setStatus(
    managed: KubernetesObject,
    values: ConditionValue[],
    atProvider?: object,
  ): void {
    this.options.client.patchStatus(keyOf(managed), {
      ...(atProvider && { atProvider }),
      conditions: withConditions(managed, values, new Date()),
    });
  }
}

function operationOf(managed: KubernetesObject): string {
  if (managed.metadata.deletionTimestamp) return 'Delete';
  return managed.metadata.annotations?.[CREATED] ? 'Update' : 'Create';
}

function queueKeyOf(managed: KubernetesObject): string {
  return `${managed.metadata.namespace ?? ''}|${managed.metadata.name}`;
}
