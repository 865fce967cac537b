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
 * Whether a composed resource counts as ready: all its checks hold, or without checks its condition `Ready` is True
 * (what function-auto-ready adds). A resource that is not there yet is not ready.
 */
export function isReady(
  observed: KubernetesObject | undefined,
  checks: ReadinessCheck[] | undefined,
): boolean {
  if (!observed) return false;
  if (!checks?.length) {
    return findCondition(observed, 'Ready')?.status === 'True';
  }
  return checks.every(check => holds(observed, check));
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
        findCondition(object, check.matchCondition?.type ?? 'Ready')?.status ===
        (check.matchCondition?.status ?? 'True')
      );
    default:
      throw new Error(`readiness check "${check.type}" is not supported`);
  }
}
