import type { KubernetesObject, ObjectClient } from '../../apiserver/types';
import { keyOf } from '../runtime/keys';
import type { Logger } from '../runtime/Logger';
import type { Pace } from '../runtime/Pace';
import { WorkQueue } from '../runtime/WorkQueue';

const FINALIZER = 'in-use.crossplane.io';
/** Seconds between two looks at what still uses it. */
const POLL_SECONDS = 0.5;

/**
 * Keeps a ProviderConfig as long as something that uses it is there, as Crossplane's providers do. A managed resource that
 * is deleted in the foreground does not count: its ProviderConfigUsage goes before it.
 */
export class ProviderConfigController {
  private readonly queue: WorkQueue;
  private stop?: () => void;

  constructor(
    private readonly options: {
      client: ObjectClient;
      type: { apiVersion: string; kind: string };
      /** Managed resources that may refer to it. */
      users(config: KubernetesObject): KubernetesObject[];
      pace: Pace;
      log: Logger;
    },
  ) {
    this.queue = new WorkQueue({
      name: 'ProviderConfig',
      reconcile: key => this.reconcile(key),
      log: options.log,
    });
  }

  start(): void {
    const { client, type } = this.options;
    this.stop = client.watch(type.apiVersion, type.kind, event => {
      if (event.type !== 'DELETED') this.enqueue(event.object);
    });
  }

  enqueue(config: KubernetesObject): void {
    const { namespace, name } = config.metadata;
    this.queue.add(`${namespace ?? ''}|${name}`);
  }

  async close(): Promise<void> {
    this.stop?.();
    await this.queue.close();
  }

  private reconcile(key: string): number | void {
    const { client, pace, type, users } = this.options;
    const [namespace, name] = key.split('|');
    const config = client.get({
      ...type,
      name,
      ...(namespace && { namespace }),
    });
    if (!config) return undefined;
    const finalizers = config.metadata.finalizers ?? [];
    const held = finalizers.includes(FINALIZER);
    if (!config.metadata.deletionTimestamp) {
      if (!held) {
        client.patch(keyOf(config), {
          metadata: { finalizers: [...finalizers, FINALIZER] },
        });
      }
      return undefined;
    }
    if (!held) return undefined;
    const used = users(config).some(
      user =>
        user.spec?.providerConfigRef?.name === name &&
        !user.metadata.finalizers?.includes('foregroundDeletion'),
    );
    if (used) return Math.max(pace.work(POLL_SECONDS), 50);
    client.patch(keyOf(config), {
      metadata: { finalizers: finalizers.filter(f => f !== FINALIZER) },
    });
    return undefined;
  }
}
