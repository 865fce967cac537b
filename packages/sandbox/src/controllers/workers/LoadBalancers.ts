import { createHash } from 'node:crypto';
import type { KubernetesObject, ObjectClient } from '../../apiserver/types';
import { keyOf, parseKey, stringifyKey } from '../runtime/keys';
import type { Logger } from '../runtime/Logger';
import type { Pace } from '../runtime/Pace';
import { WorkQueue } from '../runtime/WorkQueue';

const KINDS = [
  ['networking.k8s.io/v1', 'Ingress'],
  ['v1', 'Service'],
] as const;
/** Seconds until a load balancer answers. */
const START = 5;

/** Stands in for the load balancer controller of a worker: gives ingresses and services of that type an address. */
export class LoadBalancers {
  private readonly queue: WorkQueue;
  private readonly stops: Array<() => void> = [];

  constructor(
    private readonly options: {
      client: ObjectClient;
      pace: Pace;
      log: Logger;
    },
  ) {
    const { client, pace, log } = options;
    this.queue = new WorkQueue({
      name: 'load balancer',
      reconcile: key => {
        const object = client.get(parseKey(key));
        if (!object || !wantsAddress(object)) return;
        client.patchStatus(keyOf(object), {
          loadBalancer: { ingress: [{ hostname: hostnameOf(object) }] },
        });
      },
      log,
      debounceMs: () => pace.work(START),
    });
  }

  start(): void {
    for (const [apiVersion, kind] of KINDS) {
      this.stops.push(
        this.options.client.watch(apiVersion, kind, ({ type, object }) => {
          if (type !== 'DELETED' && wantsAddress(object)) {
            this.queue.add(stringifyKey(keyOf(object)));
          }
        }),
      );
    }
  }

  async close(): Promise<void> {
    this.stops.forEach(stop => stop());
    await this.queue.close();
  }
}

function wantsAddress({ kind, metadata, spec, status }: KubernetesObject) {
  return (
    (kind === 'Ingress' || spec?.type === 'LoadBalancer') &&
    !metadata.deletionTimestamp &&
    !status?.loadBalancer?.ingress?.length
  );
}

/** As AWS names them, in a domain that nobody owns. */
function hostnameOf({ metadata }: KubernetesObject): string {
  const { namespace = 'default', name, uid = name } = metadata;
  const id = createHash('sha256').update(uid).digest('hex').slice(0, 10);
  return `k8s-${namespace.slice(0, 8)}-${name.slice(
    0,
    8,
  )}-${id}.elb.example.org`;
}
