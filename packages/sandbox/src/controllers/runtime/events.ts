import { createHash } from 'node:crypto';
import type { KubernetesObject, ObjectClient } from '../../apiserver/types';
import { rfc3339 } from '../conditions';

/** How long events are kept, as kube-apiserver has it. */
const TIME_TO_LIVE_MS = 60 * 60 * 1000;
/** Old ones are looked for once in so many recordings. */
const SWEEP_EVERY = 50;

/** Records Kubernetes events, one object per thing that happens, with a count. */
export class EventRecorder {
  private recorded = 0;

  constructor(
    private readonly client: ObjectClient,
    private readonly component: string,
  ) {}

  record(
    about: KubernetesObject,
    type: 'Normal' | 'Warning',
    reason: string,
    message: string,
  ): void {
    const namespace = about.metadata.namespace ?? 'default';
    const id = createHash('sha256')
      .update(`${about.metadata.uid} ${reason} ${message}`)
      .digest('hex')
      .slice(0, 16);
    const key = {
      apiVersion: 'v1',
      kind: 'Event',
      namespace,
      name: `${about.metadata.name}.${id}`,
    };
    const now = rfc3339(new Date());
    this.recorded += 1;
    if (this.recorded % SWEEP_EVERY === 0) this.sweep();
    const existing = this.client.get(key);
    if (existing) {
      this.client.patch(key, {
        count: (existing.count ?? 1) + 1,
        lastTimestamp: now,
      });
      return;
    }
    this.client.create({
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: key.name, namespace },
      involvedObject: {
        apiVersion: about.apiVersion,
        kind: about.kind,
        name: about.metadata.name,
        ...(about.metadata.namespace && { namespace }),
        uid: about.metadata.uid,
      },
      type,
      reason,
      message: message.slice(0, 1024),
      source: { component: this.component },
      firstTimestamp: now,
      lastTimestamp: now,
      count: 1,
    });
  }

  private sweep(): void {
    const oldest = Date.now() - TIME_TO_LIVE_MS;
    for (const event of this.client.list('v1', 'Event')) {
      if (Date.parse(event.lastTimestamp) < oldest) {
        this.client.delete({
          apiVersion: 'v1',
          kind: 'Event',
          namespace: event.metadata.namespace,
          name: event.metadata.name,
        });
      }
    }
  }

  /** Forgets what was recorded about an object that is gone. */
  forget(about: KubernetesObject): void {
    const namespace = about.metadata.namespace ?? 'default';
    for (const event of this.client.list('v1', 'Event', { namespace })) {
      if (event.involvedObject?.uid === about.metadata.uid) {
        this.client.delete({
          apiVersion: 'v1',
          kind: 'Event',
          namespace,
          name: event.metadata.name,
        });
      }
    }
  }
}
