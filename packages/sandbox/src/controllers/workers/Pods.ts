import type {
  KubernetesObject,
  ObjectClient,
  ObjectKey,
} from '../../apiserver/types';
import { TRACKING_ID } from '../argocd/comparison';
import { keyOf, parseKey, stringifyKey } from '../runtime/keys';
import type { Logger } from '../runtime/Logger';
import { WorkQueue } from '../runtime/WorkQueue';
import {
  podEvent,
  podsOf,
  podStateOf,
  podStatus,
  replicaSetOf,
  stateOf,
} from './podObjects';

/**
 * Stands in for the controllers of Deployments and ReplicaSets: makes the Pods of Deployments that an Application applied, with
 * their events. Nobody looks at the Pods of the platform's own workloads. The garbage collector takes what belongs to a
 * Deployment that is gone.
 */
export class Pods {
  private readonly queue: WorkQueue;
  private readonly stops: Array<() => void> = [];

  constructor(private readonly options: { client: ObjectClient; log: Logger }) {
    this.queue = new WorkQueue({
      name: 'pods',
      reconcile: key => this.reconcile(parseKey(key)),
      log: options.log,
    });
  }

  start(): void {
    const { client } = this.options;
    this.stops.push(
      client.watch('apps/v1', 'Deployment', ({ type, object }) => {
        if (type !== 'DELETED' && isApplied(object)) {
          this.queue.add(stringifyKey(keyOf(object)));
        }
      }),
    );
  }

  async close(): Promise<void> {
    this.stops.forEach(stop => stop());
    await this.queue.close();
  }

  private reconcile(key: ObjectKey): void {
    const { client } = this.options;
    const deployment = client.get(key);
    // Until the kubelet has seen the current template, the Pods are those of the one before.
    if (
      !deployment ||
      deployment.metadata.deletionTimestamp ||
      deployment.status?.observedGeneration !== deployment.metadata.generation
    ) {
      return;
    }
    // Their Pods would wait for one.
    const nodes = client.list('v1', 'Node').map(node => node.metadata.name);
    if (nodes.length === 0) return;
    const now = new Date();
    const state = podStateOf(deployment);
    const wanted = replicaSetOf(deployment);
    const current = client.get(keyOf(wanted)) ?? client.create(wanted);
    if (current.spec.replicas !== wanted.spec.replicas) {
      client.patch(keyOf(wanted), {
        spec: { replicas: wanted.spec.replicas },
      });
    }
    const replicaSet = client.get(keyOf(wanted))!;
    const pods = podsOf(replicaSet, nodes);
    for (const pod of pods) {
      const there = client.get(keyOf(pod)) ?? client.create(pod);
      this.tell(podEvent(there, 'starting', now));
      if (stateOf(there) === state) continue;
      client.patchStatus(keyOf(pod), podStatus(there, state, now));
      this.tell(podEvent(there, state, now));
    }
    client.patchStatus(keyOf(wanted), {
      replicas: pods.length,
      readyReplicas: state === 'running' ? pods.length : 0,
      availableReplicas: state === 'running' ? pods.length : 0,
      observedGeneration: replicaSet.metadata.generation,
    });
    this.removeOthers(deployment, replicaSet, pods);
  }

  private tell(event: KubernetesObject): void {
    const { client } = this.options;
    if (!client.get(keyOf(event))) client.create(event);
  }

  /** Removes ReplicaSets of earlier templates, with their Pods, and Pods that are too many. */
  private removeOthers(
    deployment: KubernetesObject,
    replicaSet: KubernetesObject,
    pods: KubernetesObject[],
  ): void {
    const { client } = this.options;
    const { namespace, uid } = deployment.metadata;
    const ownerOf = ({ metadata }: KubernetesObject) =>
      metadata.ownerReferences?.[0]?.uid;
    for (const other of client.list('apps/v1', 'ReplicaSet', { namespace })) {
      if (
        ownerOf(other) === uid &&
        other.metadata.uid !== replicaSet.metadata.uid
      ) {
        client.delete(keyOf(other));
      }
    }
    const names = new Set(pods.map(pod => pod.metadata.name));
    for (const pod of client.list('v1', 'Pod', { namespace })) {
      if (
        ownerOf(pod) === replicaSet.metadata.uid &&
        !names.has(pod.metadata.name)
      ) {
        client.delete(keyOf(pod));
      }
    }
  }
}

function isApplied({ metadata }: KubernetesObject): boolean {
  return metadata.annotations?.[TRACKING_ID] !== undefined;
}
