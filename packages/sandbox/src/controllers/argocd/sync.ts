import type { KubernetesObject, ObjectClient } from '../../apiserver/types';
import { keyOf } from '../runtime/keys';
import { LAST_APPLIED, pendingRemovals, TRACKING_ID } from './comparison';

/** Result of one object of a sync, as in `status.operationState.syncResult.resources`. */
export interface ResourceResult {
  group: string;
  version: string;
  kind: string;
  namespace: string;
  name: string;
  status: 'Synced' | 'SyncFailed' | 'Pruned' | 'PruneSkipped';
  message: string;
  hookPhase: 'Succeeded' | 'Failed';
  syncPhase: 'Sync';
}

/** Kinds in the order in which Argo CD applies them within a wave; what is not named comes last. */
const KIND_ORDER = [
  'Namespace',
  'ResourceQuota',
  'LimitRange',
  'ServiceAccount',
  'Secret',
  'ConfigMap',
  'StorageClass',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'CustomResourceDefinition',
  'ClusterRole',
  'ClusterRoleBinding',
  'Role',
  'RoleBinding',
  'Service',
  'DaemonSet',
  'Deployment',
  'StatefulSet',
  'Job',
  'CronJob',
  'Ingress',
];

function waveOf(object: KubernetesObject): number {
  return Number(
    object.metadata.annotations?.['argocd.argoproj.io/sync-wave'] ?? 0,
  );
}

/** In the order in which Argo CD applies: by wave, by kind, by name. */
export function inSyncOrder(objects: KubernetesObject[]): KubernetesObject[] {
  const rank = (kind: string) => {
    const index = KIND_ORDER.indexOf(kind);
    return index < 0 ? KIND_ORDER.length : index;
  };
  return [...objects].sort(
    (a, b) =>
      waveOf(a) - waveOf(b) ||
      rank(a.kind) - rank(b.kind) ||
      a.metadata.name.localeCompare(b.metadata.name),
  );
}

/**
 * Applies one object as Argo CD does: with its tracking id, what it removes since the last time, and the server's words
 * if it is refused.
 */
export function applyObject(
  client: ObjectClient,
  target: KubernetesObject,
  trackingId: string,
): ResourceResult {
  try {
    const live = client.get(keyOf(target));
    const gone = live && pendingRemovals(target, live);
    if (gone) client.patch(keyOf(target), gone);
    client.apply(
      {
        ...target,
        metadata: {
          ...target.metadata,
          annotations: {
            ...target.metadata.annotations,
            [TRACKING_ID]: trackingId,
            [LAST_APPLIED]: JSON.stringify(target),
          },
        },
      },
      'argocd-controller',
    );
    return resultOf(
      target,
      'Synced',
      `${plainKind(target)}/${target.metadata.name} ${
        live ? 'configured' : 'created'
      }`,
    );
  } catch (error) {
    return resultOf(target, 'SyncFailed', (error as Error).message);
  }
}

export function pruneObject(
  client: ObjectClient,
  object: KubernetesObject,
): ResourceResult {
  try {
    if (!object.metadata.deletionTimestamp) {
      client.delete(keyOf(object), { propagationPolicy: 'Foreground' });
    }
    return resultOf(object, 'Pruned', 'pruned');
  } catch (error) {
    return resultOf(object, 'SyncFailed', (error as Error).message);
  }
}

/** The result of one object, as Argo CD notes it. */
export function resultOf(
  object: KubernetesObject,
  status: ResourceResult['status'],
  message: string,
): ResourceResult {
  const [group, version] = object.apiVersion.includes('/')
    ? object.apiVersion.split('/')
    : ['', object.apiVersion];
  return {
    group,
    version,
    kind: object.kind,
    namespace: object.metadata.namespace ?? '',
    name: object.metadata.name,
    status,
    message,
    hookPhase: status === 'SyncFailed' ? 'Failed' : 'Succeeded',
    syncPhase: 'Sync',
  };
}

function plainKind(object: KubernetesObject): string {
  const [group] = object.apiVersion.split('/');
  return object.apiVersion.includes('/')
    ? `${object.kind.toLowerCase()}.${group}`
    : object.kind.toLowerCase();
}
