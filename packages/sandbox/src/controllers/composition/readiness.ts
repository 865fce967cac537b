import type { KubernetesObject } from '../../apiserver/types';
import { findCondition } from '../conditions';
import { getField } from './fieldPath';

/** One entry of a resource's `readinessChecks` in function-patch-and-transform. */
export interface ReadinessCheck {
  type: string;
  fieldPath?: string;
  matchString?: string;
  matchInteger?: number;
  matchCondition?: { type: string; status: string };
}

/**
 * Whether function-patch-and-transform counts a composed resource as ready: all its checks hold, or without checks its
 * condition `Ready` is True. A resource that is not there yet is not ready.
 */
export function passesChecks(
  observed: KubernetesObject | undefined,
  checks: ReadinessCheck[] | undefined,
): boolean {
  if (!observed) return false;
  if (!checks?.length) return isConditionReady(observed);
  return checks.every(check => holds(observed, check));
}

/** Kinds that function-auto-ready counts as ready as soon as they exist. Its checks of workloads are not played. */
const READY_AT_ONCE = ['ConfigMap', 'Namespace', 'Secret', 'ServiceAccount'];

/** Whether function-auto-ready counts a composed resource as ready of which no function before it has said so. */
export function isAutoReady(observed: KubernetesObject | undefined): boolean {
  if (!observed) return false;
  return (
    (observed.apiVersion === 'v1' && READY_AT_ONCE.includes(observed.kind)) ||
    isConditionReady(observed)
  );
}

function isConditionReady(observed: KubernetesObject): boolean {
  return findCondition(observed, 'Ready')?.status === 'True';
}

function holds(object: KubernetesObject, check: ReadinessCheck): boolean {
  const value = () => getField(object, check.fieldPath ?? '');
  switch (check.type) {
    case 'None':
      return true;
    case 'NonEmpty':
      return value() !== undefined;
    case 'MatchString':
      return value() === check.matchString;
    case 'MatchInteger':
      return value() === check.matchInteger;
    case 'MatchTrue':
      return value() === true;
    case 'MatchFalse':
      return value() === false;
    case 'MatchCondition':
      return (
        (findCondition(object, check.matchCondition?.type ?? 'Ready')?.status ??
          'Unknown') === (check.matchCondition?.status ?? 'True')
      );
    default:
      throw new Error(`readiness check "${check.type}" is not supported`);
  }
}
