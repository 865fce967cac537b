import { createHash } from 'node:crypto';
import type { KubernetesObject, ObjectClient } from '../../apiserver/types';
import { rfc3339 } from '../conditions';

/** Records Kubernetes events, one object per thing that happens, with a count. */
export class EventRecorder {
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
