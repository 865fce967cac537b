import type {
  KubernetesObject,
  ObjectClient,
  ObjectKey,
  PropagationPolicy,
} from '../../apiserver/types';
import { COMPOSITE_LABEL } from '../composition/metadata';
import { ready, withConditions } from '../conditions';
import { EventRecorder } from '../runtime/events';
import { keyOf, parseKey, stringifyKey } from '../runtime/keys';
import type { Logger } from '../runtime/Logger';
import type { Pace } from '../runtime/Pace';
import { WorkQueue } from '../runtime/WorkQueue';
import { USAGE_KINDS, UsageIndex, usedNamespace } from './UsageIndex';
import { DELETION_ATTEMPT, IN_USE_LABEL } from './usageWebhook';

const FINALIZER = 'usage.apiextensions.crossplane.io';
const DETAILS = 'crossplane.io/usage-details';

/** Seconds of the sandbox's time between two looks whether what uses is gone; the real one looks every 30 s. */
const WAIT_SECONDS = 1.5;
/** Seconds after which a deletion that was refused is tried again; the Usage is gone by then. */
const REPLAY_SECONDS = 0.2;

/**
 * Plays Crossplane's controller of Usages: labels what is used, so that its deletion is shown to the webhook; on deletion
 * of a composed Usage waits for what uses to be gone, then deletes again what was refused meanwhile.
 *
 * (crossplane v2.3.4, `internal/controller/protection/usage`)
 */
export class UsageController {
  private readonly queue: WorkQueue;
  private readonly events: EventRecorder;
  private readonly stops: Array<() => void> = [];
  /** uids of Usages that wait for what uses. */
  private readonly waiting = new Set<string>();
  private readonly replays = new Set<ReturnType<typeof setTimeout>>();

  constructor(
    private readonly options: {
      client: ObjectClient;
      usages: UsageIndex;
      pace: Pace;
      log: Logger;
    },
  ) {
    this.events = new EventRecorder(
      options.client,
      'usage/usage.protection.crossplane.io',
    );
    this.queue = new WorkQueue({
      name: 'Usage',
      reconcile: key => this.reconcile(parseKey(key)),
      log: options.log,
    });
  }

  start(): void {
    for (const { apiVersion, kind } of USAGE_KINDS) {
      this.stops.push(
        this.options.client.watch(apiVersion, kind, ({ type, object }) => {
          if (type !== 'DELETED') this.queue.add(stringifyKey(keyOf(object)));
        }),
      );
    }
  }

  async close(): Promise<void> {
    this.stops.forEach(stop => stop());
    this.replays.forEach(clearTimeout);
    await this.queue.close();
  }

  private reconcile(key: ObjectKey): number | void {
    const usage = this.options.client.get(key);
    if (!usage?.spec.of?.resourceRef?.name) return undefined;
    return usage.metadata.deletionTimestamp
      ? this.letGo(usage)
      : this.protect(usage);
  }

  private protect(usage: KubernetesObject): void {
    const { client } = this.options;
    const { metadata } = usage;
    const used = client.get(usedKey(usage));
    if (!used) throw new Error('cannot get used: not found');
    const using = usage.spec.by && client.get(usingKey(usage));
    if (usage.spec.by && !using) throw new Error('cannot get using: not found');
    if (used.metadata.labels?.[IN_USE_LABEL] !== 'true') {
      client.patch(keyOf(used), {
        metadata: { labels: { [IN_USE_LABEL]: 'true' } },
      });
    }
    const owners = metadata.ownerReferences ?? [];
    const owned = !using || owners.some(o => o.uid === using.metadata.uid);
    if (!owned || !metadata.finalizers?.includes(FINALIZER)) {
      client.patch(keyOf(usage), {
        metadata: {
          finalizers: [...new Set([...(metadata.finalizers ?? []), FINALIZER])],
          annotations: { [DETAILS]: detailsOf(usage) },
          ...(!owned && { ownerReferences: [...owners, ownerOf(using)] }),
        },
      });
      // The change comes back through the watch.
      return;
    }
    client.patchStatus(keyOf(usage), {
      conditions: withConditions(usage, [ready()], new Date()),
    });
  }

  private letGo(usage: KubernetesObject): number | void {
    const { client, pace, usages } = this.options;
    const finalizers = usage.metadata.finalizers ?? [];
    if (!finalizers.includes(FINALIZER)) return undefined;
    const { by } = usage.spec;
    const composed = usage.metadata.labels?.[COMPOSITE_LABEL];
    if (by && composed && client.get(usingKey(usage))) {
      this.sayWaiting(usage);
      return Math.max(pace.work(WAIT_SECONDS), 50);
    }
    this.waiting.delete(usage.metadata.uid!);
    const used = client.get(usedKey(usage));
    if (used && usages.find(used).length < 2) {
      client.patch(keyOf(used), {
        metadata: { labels: { [IN_USE_LABEL]: null } },
      });
    }
    const policy = used?.metadata.annotations?.[DELETION_ATTEMPT];
    if (used && usage.spec.replayDeletion && policy) {
      this.replay(used, policy as PropagationPolicy);
    }
    client.patch(keyOf(usage), {
      metadata: { finalizers: finalizers.filter(f => f !== FINALIZER) },
    });
    return undefined;
  }

  /** Once: it looks much more often than the real one. */
  private sayWaiting(usage: KubernetesObject): void {
    if (this.waiting.has(usage.metadata.uid!)) return;
    this.waiting.add(usage.metadata.uid!);
    const { by } = usage.spec;
    this.events.record(
      usage,
      'Normal',
      'WaitingUsingDeleted',
      `Waiting for the using resource (which is a "${by.kind}" named "${by.resourceRef.name}") to be deleted.`,
    );
  }

  private replay(used: KubernetesObject, policy: PropagationPolicy): void {
    const { client, log, pace } = this.options;
    const timer = setTimeout(() => {
      this.replays.delete(timer);
      try {
        const live = client.get(keyOf(used));
        if (live?.metadata.uid === used.metadata.uid) {
          client.delete(keyOf(used), { propagationPolicy: policy });
        }
      } catch (error) {
        // Another Usage holds it: that one replays in its turn.
        if ((error as { code?: number }).code !== 409) {
          log(`cannot replay the deletion: ${(error as Error).message}`);
        }
      }
    }, pace.work(REPLAY_SECONDS));
    this.replays.add(timer);
  }
}

function usedKey(usage: KubernetesObject): ObjectKey {
  const { apiVersion, kind, resourceRef } = usage.spec.of;
  const namespace = usedNamespace(usage);
  return {
    apiVersion,
    kind,
    name: resourceRef.name,
    ...(namespace && { namespace }),
  };
}

function usingKey(usage: KubernetesObject): ObjectKey {
  const { apiVersion, kind, resourceRef } = usage.spec.by;
  const { namespace } = usage.metadata;
  return {
    apiVersion,
    kind,
    name: resourceRef.name,
    ...(namespace && { namespace }),
  };
}

function ownerOf({ apiVersion, kind, metadata }: KubernetesObject) {
  return { apiVersion, kind, name: metadata.name, uid: metadata.uid! };
}

function detailsOf({ spec: { by, of, reason } }: KubernetesObject): string {
  if (reason) return reason;
  return by
    ? `${by.kind}/${by.resourceRef.name} uses ${of.kind}/${of.resourceRef.name}`
    : 'undefined';
}
