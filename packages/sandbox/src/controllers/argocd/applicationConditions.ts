import { rfc3339 } from '../conditions';

/** A condition of an Application: present as long as it holds. */
export interface ApplicationCondition {
  type: string;
  message: string;
  lastTransitionTime?: string;
}

/** Types that the check of an Application against its project decides on. */
export const SPEC_CONDITIONS = ['InvalidSpecError', 'UnknownError'];
/** Types that a comparison decides on. */
export const COMPARISON_CONDITIONS = [
  'ComparisonError',
  'SharedResourceWarning',
  'RepeatedResourceWarning',
  'ExcludedResourceWarning',
];
/** The type that automated sync decides on. */
export const SYNC_CONDITIONS = ['SyncError'];

/**
 * The conditions after a step that decided on some types: others stay, and a condition with the same message as the first
 * one of its type before keeps its time (argo-cd, `ApplicationStatus.SetConditions`).
 */
export function setConditions(
  before: ApplicationCondition[],
  decided: string[],
  found: ApplicationCondition[],
): ApplicationCondition[] {
  const now = rfc3339(new Date());
  const key = (c: ApplicationCondition) =>
    `${c.type}/${c.message}/${c.lastTransitionTime}`;
  return [
    ...before.filter(c => !decided.includes(c.type)),
    ...found.map(condition => {
      const known = before.find(c => c.type === condition.type);
      return known?.message === condition.message
        ? known
        : { ...condition, lastTransitionTime: now };
    }),
  ].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
