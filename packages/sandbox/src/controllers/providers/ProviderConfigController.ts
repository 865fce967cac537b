import type { KubernetesObject, ObjectClient } from '../../apiserver/types';
import { keyOf } from '../runtime/keys';
import type { Logger } from '../runtime/Logger';
import { WorkQueue } from '../runtime/WorkQueue';

const FINALIZER = 'in-use.crossplane.io';

/** Keeps a ProviderConfig as long as something that uses it is there, as Crossplane's providers do. */
export class ProviderConfigController {
  private readonly queue: WorkQueue;
  private stop?: () => void;

  constructor(
    private readonly options: {
      client: ObjectClient;
      type: { apiVersion: string; kind: string };
      mayDelete(config: KubernetesObject): boolean;
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

  private reconcile(key: string): void {
    const { client, type, mayDelete } = this.options;
    const [namespace, name] = key.split('|');
    const config = client.get({
      ...type,
      name,
      ...(namespace && { namespace }),
    });
    if (!config) return;
    const finalizers = config.metadata.finalizers ?? [];
    const held = finalizers.includes(FINALIZER);
    if (!config.metadata.deletionTimestamp && !held) {
      client.patch(keyOf(config), {
        metadata: { finalizers: [...finalizers, FINALIZER] },
      });
    } else if (config.metadata.deletionTimestamp && held && mayDelete(config)) {
      client.patch(keyOf(config), {
        metadata: { finalizers: finalizers.filter(f => f !== FINALIZER) },
      });
    }
  }
}
