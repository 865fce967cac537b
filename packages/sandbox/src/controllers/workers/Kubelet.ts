import type {
  KubernetesObject,
  ObjectClient,
  ObjectKey,
} from '../../apiserver/types';
import { keyOf, parseKey, stringifyKey } from '../runtime/keys';
import type { Logger } from '../runtime/Logger';
import type { Pace } from '../runtime/Pace';
import { WorkQueue } from '../runtime/WorkQueue';
import { isSettled, missingImage, workloadStatus } from './rollout';

const KINDS = ['Deployment', 'StatefulSet', 'DaemonSet'];
/** Seconds until a workload runs, and until one that cannot is given up. */
const START = 4;
const SPREAD = 3;
const DEADLINE = 12;

/** Stands in for the scheduler, the workload controllers and the kubelets of a worker: makes workloads run. */
export class Kubelet {
  private readonly queue: WorkQueue;
  private readonly stops: Array<() => void> = [];
  private readonly started = new Map<
    string,
    { generation?: number; due: number }
  >();

  constructor(
    private readonly options: {
      client: ObjectClient;
      pace: Pace;
      log: Logger;
    },
  ) {
    this.queue = new WorkQueue({
      name: 'workload',
      reconcile: key => this.reconcile(parseKey(key)),
      log: options.log,
    });
  }

  start(): void {
    const { client } = this.options;
    for (const kind of KINDS) {
      this.stops.push(
        client.watch('apps/v1', kind, ({ type, object }) => {
          const key = stringifyKey(keyOf(object));
          if (type === 'DELETED') this.started.delete(key);
          else this.queue.add(key);
        }),
      );
    }
    this.stops.push(
      client.watch('v1', 'Node', ({ type }) => {
        if (type !== 'MODIFIED') this.enqueueAll();
      }),
    );
  }

  async close(): Promise<void> {
    this.stops.forEach(stop => stop());
    await this.queue.close();
  }

  private enqueueAll(): void {
    for (const kind of KINDS) {
      for (const object of this.options.client.list('apps/v1', kind)) {
        this.queue.add(stringifyKey(keyOf(object)));
      }
    }
  }

  private reconcile(key: ObjectKey): number | void {
    const { client, pace } = this.options;
    const workload = client.get(key);
    if (!workload || workload.metadata.deletionTimestamp) return undefined;
    const nodes = client.list('v1', 'Node').length;
    const id = stringifyKey(key);
    if (isSettled(workload, nodes)) {
      this.started.delete(id);
      return undefined;
    }
    const { generation } = workload.metadata;
    const image = missingImage(workload);
    let start = this.started.get(id);
    if (!start || start.generation !== generation) {
      const seconds = image ? DEADLINE : START + spread(workload) * SPREAD;
      start = { generation, due: Date.now() + pace.work(seconds) };
      this.started.set(id, start);
      client.patchStatus(
        key,
        workloadStatus(workload, 'progressing', nodes, new Date()),
      );
    }
    // Without a node the pods stay pending; a node that joins calls this again.
    if (nodes === 0) return undefined;
    const left = start.due - Date.now();
    if (left > 0) return left;
    client.patchStatus(
      key,
      workloadStatus(
        client.get(key) ?? workload,
        image ? 'stuck' : 'available',
        nodes,
        new Date(),
      ),
    );
    return undefined;
  }
}

/** Between 0 and 1, the same for the same object. */
function spread(object: KubernetesObject): number {
  let sum = 0;
  for (const char of object.metadata.name) sum += char.charCodeAt(0);
  return (sum % 16) / 16;
}
