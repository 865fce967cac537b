import { createHash } from 'node:crypto';
import type { KubernetesObject } from '../../apiserver/types';
import { missingImage } from './rollout';

/** What runs of a Deployment: as its status says. */
export type PodState = 'starting' | 'running' | 'stuck';

const digest = (text: string, length: number) =>
  createHash('sha256').update(text).digest('hex').slice(0, length);

/** State of the Pods of a Deployment, by the status that the kubelet gave it. */
export function podStateOf(deployment: KubernetesObject): PodState {
  if ((deployment.status?.availableReplicas ?? 0) > 0) return 'running';
  return missingImage(deployment) ? 'stuck' : 'starting';
}

/** State that a Pod has; undefined for one without a status. */
export function stateOf({ status }: KubernetesObject): PodState | undefined {
  if (!status) return undefined;
  if (status.phase === 'Running') return 'running';
  const [{ state }] = status.containerStatuses;
  return state.waiting?.reason === 'ImagePullBackOff' ? 'stuck' : 'starting';
}

const ownedBy = ({ apiVersion, kind, metadata }: KubernetesObject) => [
  {
    apiVersion,
    kind,
    name: metadata.name,
    uid: metadata.uid!,
    controller: true,
    blockOwnerDeletion: true,
  },
];

/** The ReplicaSet of a Deployment's current template. */
export function replicaSetOf(deployment: KubernetesObject): KubernetesObject {
  const { spec, metadata } = deployment;
  const hash = digest(JSON.stringify(spec.template), 10);
  const labels = {
    ...spec.template?.metadata?.labels,
    'pod-template-hash': hash,
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${metadata.name}-${hash}`,
      namespace: metadata.namespace,
      labels,
      ownerReferences: ownedBy(deployment),
    },
    spec: {
      replicas: spec.replicas ?? 1,
      selector: { matchLabels: labels },
      template: {
        ...spec.template,
        metadata: { ...spec.template?.metadata, labels },
      },
    },
  };
}

/** The Pods that a ReplicaSet wants, on these nodes. */
export function podsOf(
  replicaSet: KubernetesObject,
  nodes: string[],
): KubernetesObject[] {
  const { metadata, spec } = replicaSet;
  return Array.from({ length: spec.replicas }, (_, i) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${metadata.name}-${digest(`${metadata.uid}-${i}`, 5)}`,
      namespace: metadata.namespace,
      labels: metadata.labels,
      ownerReferences: ownedBy(replicaSet),
    },
    spec: {
      ...spec.template.spec,
      nodeName: nodes[i % nodes.length],
    },
  }));
}

/** `status` of a Pod in a state that began now. */
export function podStatus(
  pod: KubernetesObject,
  state: PodState,
  now: Date,
): object {
  const time = now.toISOString().replace(/\.\d+/, '');
  const ready = state === 'running';
  const container = ({ name, image }: { name: string; image: string }) => ({
    name,
    image,
    imageID: '',
    ready,
    started: ready,
    restartCount: 0,
    state: ready
      ? { running: { startedAt: time } }
      : {
          waiting:
            state === 'stuck'
              ? {
                  reason: 'ImagePullBackOff',
                  message: `Back-off pulling image "${image}"`,
                }
              : { reason: 'ContainerCreating' },
        },
  });
  const condition = (type: string, status: boolean) => ({
    type,
    status: status ? 'True' : 'False',
    lastTransitionTime: time,
    ...(!status && {
      reason: 'ContainersNotReady',
      message: `containers with unready status: [${pod.spec.containers
        .map(({ name }: { name: string }) => name)
        .join(' ')}]`,
    }),
  });
  return {
    phase: ready ? 'Running' : 'Pending',
    startTime: time,
    conditions: [
      condition('PodScheduled', true),
      condition('Initialized', true),
      condition('ContainersReady', ready),
      condition('Ready', ready),
    ],
    containerStatuses: pod.spec.containers.map(container),
  };
}

/** The event of a state that a Pod has got into. Events end with their Pod: nothing else ends them here. */
export function podEvent(
  pod: KubernetesObject,
  state: PodState,
  now: Date,
): KubernetesObject {
  const time = now.toISOString().replace(/\.\d+/, '');
  const [container] = pod.spec.containers;
  const said = {
    starting: [
      'Normal',
      'Scheduled',
      `Successfully assigned ${pod.metadata.namespace}/${pod.metadata.name} to ${pod.spec.nodeName}`,
    ],
    running: ['Normal', 'Started', `Started container ${container.name}`],
    stuck: [
      'Warning',
      'Failed',
      `Failed to pull image "${container.image}": not found`,
    ],
  }[state];
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: {
      name: `${pod.metadata.name}.${digest(`${pod.metadata.uid}${state}`, 16)}`,
      namespace: pod.metadata.namespace,
      ownerReferences: ownedBy(pod),
    },
    involvedObject: {
      apiVersion: 'v1',
      kind: 'Pod',
      namespace: pod.metadata.namespace,
      name: pod.metadata.name,
      uid: pod.metadata.uid,
    },
    type: said[0],
    reason: said[1],
    message: said[2],
    count: 1,
    firstTimestamp: time,
    lastTimestamp: time,
    source: {
      component: state === 'starting' ? 'default-scheduler' : 'kubelet',
    },
  };
}
