import type { KubernetesObject } from '../../apiserver/types';
import { withConditions } from '../conditions';

/** A tag that says of itself that there is no such image. */
const MISSING_IMAGE = /does-not-exist/;

/** Image of a workload that no registry has, if there is one. */
export function missingImage(workload: KubernetesObject): string | undefined {
  const containers = workload.spec?.template?.spec?.containers ?? [];
  return containers
    .map((c: { image?: unknown }) => String(c.image ?? ''))
    .find((image: string) => MISSING_IMAGE.test(image));
}

/** `status` of a Deployment, StatefulSet or DaemonSet of which `availableReplicas` of the wanted replicas run. */
export function workloadStatus(
  workload: KubernetesObject,
  state: 'progressing' | 'available' | 'stuck',
  nodes: number,
  now: Date,
): object {
  const wanted = wantedReplicas(workload, nodes);
  const available = state === 'available' ? wanted : 0;
  const { generation } = workload.metadata;
  switch (workload.kind) {
    case 'DaemonSet':
      return {
        observedGeneration: generation,
        desiredNumberScheduled: wanted,
        currentNumberScheduled: wanted,
        updatedNumberScheduled: wanted,
        numberAvailable: available,
        numberReady: available,
        numberMisscheduled: 0,
      };
    case 'StatefulSet':
      return {
        observedGeneration: generation,
        replicas: wanted,
        updatedReplicas: wanted,
        currentReplicas: wanted,
        readyReplicas: available,
        availableReplicas: available,
        currentRevision: revisionOf(workload),
        updateRevision: revisionOf(workload),
      };
    default:
      return {
        observedGeneration: generation,
        replicas: wanted,
        updatedReplicas: wanted,
        readyReplicas: available,
        availableReplicas: available,
        unavailableReplicas: wanted - available || null,
        conditions: deploymentConditions(workload, state, now),
      };
  }
}

function deploymentConditions(
  workload: KubernetesObject,
  state: 'progressing' | 'available' | 'stuck',
  now: Date,
) {
  const set = revisionOf(workload);
  const available = state === 'available';
  const progress = {
    progressing: {
      status: 'True' as const,
      reason: 'ReplicaSetUpdated',
      message: `ReplicaSet "${set}" is progressing.`,
    },
    available: {
      status: 'True' as const,
      reason: 'NewReplicaSetAvailable',
      message: `ReplicaSet "${set}" has successfully progressed.`,
    },
    stuck: {
      status: 'False' as const,
      reason: 'ProgressDeadlineExceeded',
      message: `ReplicaSet "${set}" has timed out progressing: Back-off pulling image "${missingImage(
        workload,
      )}".`,
    },
  }[state];
  return withConditions(
    workload,
    [
      {
        type: 'Available',
        status: available ? 'True' : 'False',
        reason: available
          ? 'MinimumReplicasAvailable'
          : 'MinimumReplicasUnavailable',
        message: available
          ? 'Deployment has minimum availability.'
          : 'Deployment does not have minimum availability.',
      },
      { type: 'Progressing', ...progress },
    ],
    now,
  );
}

function wantedReplicas(workload: KubernetesObject, nodes: number): number {
  return workload.kind === 'DaemonSet' ? nodes : workload.spec?.replicas ?? 1;
}

/** True if the status says what the spec asks for, and nothing is left to do. */
export function isSettled(workload: KubernetesObject, nodes: number): boolean {
  const status = workload.status ?? {};
  if (status.observedGeneration !== workload.metadata.generation) return false;
  const wanted = wantedReplicas(workload, nodes);
  if (workload.kind === 'DaemonSet') return status.numberAvailable === wanted;
  if (missingImage(workload) && workload.kind === 'Deployment') {
    return (status.conditions ?? []).some(
      (c: any) => c.reason === 'ProgressDeadlineExceeded',
    );
  }
  return (status.availableReplicas ?? 0) === wanted && !missingImage(workload);
}

function revisionOf(workload: KubernetesObject): string {
  return `${workload.metadata.name}-${(
    workload.metadata.generation ?? 1
  ).toString(16)}${workload.metadata.uid?.slice(0, 7) ?? ''}`;
}
