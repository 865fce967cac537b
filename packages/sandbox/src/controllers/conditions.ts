import type { KubernetesObject } from '../apiserver/types';

/** A condition as Kubernetes and Crossplane write it. Times are RFC 3339, UTC. */
export interface Condition {
  type: string;
  status: 'True' | 'False' | 'Unknown';
  reason: string;
  message?: string;
  lastTransitionTime: string;
}

/** A condition without its time. */
export type ConditionValue = Omit<Condition, 'lastTransitionTime'>;

export function findCondition(
  object: KubernetesObject | undefined,
  type: string,
): Condition | undefined {
  const conditions = object?.status?.conditions;
  return Array.isArray(conditions)
    ? conditions.find((c: Condition) => c.type === type)
    : undefined;
}

/**
 * The conditions with some set. The time of one moves only if its status changes, as Kubernetes has it; Crossplane
 * also moves it with the reason.
 */
export function withConditions(
  object: KubernetesObject,
  values: ConditionValue[],
  now: Date,
): Condition[] {
  const current: Condition[] = Array.isArray(object.status?.conditions)
    ? object.status.conditions
    : [];
  const result = [...current];
  for (const value of values) {
    const index = result.findIndex(c => c.type === value.type);
    const old = result[index];
    const same =
      old && old.status === value.status && old.reason === value.reason;
    const next: Condition = {
      ...value,
      lastTransitionTime: same ? old.lastTransitionTime : rfc3339(now),
    };
    if (index < 0) result.push(next);
    else result[index] = next;
  }
  return result;
}

/** RFC 3339 with whole seconds, as Kubernetes writes times. */
export function rfc3339(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

export const syncedOk: ConditionValue = {
  type: 'Synced',
  status: 'True',
  reason: 'ReconcileSuccess',
};

export function syncedError(message: string): ConditionValue {
  return { type: 'Synced', status: 'False', reason: 'ReconcileError', message };
}

export function ready(): ConditionValue {
  return { type: 'Ready', status: 'True', reason: 'Available' };
}

export function notReady(reason: string, message?: string): ConditionValue {
  return {
    type: 'Ready',
    status: 'False',
    reason,
    ...(message && { message }),
  };
}
