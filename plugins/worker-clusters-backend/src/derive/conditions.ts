import type { Condition } from '../observe/types';

/** A condition by its type. */
export function findCondition(
  conditions: Condition[],
  type: string,
): Condition | undefined {
  return conditions.find(c => c.type === type);
}

/** Whether the condition `Ready` is True. */
export function isReady(conditions: Condition[]): boolean {
  return findCondition(conditions, 'Ready')?.status === 'True';
}

/**
 * The condition by which an object says that something went wrong. Not every `False` is an error:
 *
 * - `Synced=False/ReconcilePaused` is somebody's wish.
 * - "cannot resolve references" (crossplane-runtime) is how a managed resource waits for another one.
 * - `LastAsyncOperation=False` (upjet) is the result of the last create, update or delete in the cloud.
 */
export function errorCondition(conditions: Condition[]): Condition | undefined {
  const synced = findCondition(conditions, 'Synced');
  if (
    synced?.status === 'False' &&
    synced.reason !== 'ReconcilePaused' &&
    !synced.message?.includes('cannot resolve references')
  ) {
    return synced;
  }
  const async = findCondition(conditions, 'LastAsyncOperation');
  return async?.status === 'False' ? async : undefined;
}

/** True while the provider runs a long operation in the cloud (upjet's `AsyncOperation`). */
export function isOperationOngoing(conditions: Condition[]): boolean {
  return findCondition(conditions, 'AsyncOperation')?.reason === 'Ongoing';
}
