import type { IdentityRights } from '../types';
import { list, object, text } from './fields';

const MAX_RULES = 500;
const MAX_WORDS = 100;

const words = (value: unknown) =>
  list(value)
    .slice(0, MAX_WORDS)
    // The core group is the empty string.
    .flatMap(word => (word === '' ? '' : text(word, 253) ?? []));

/** The answer to a SelfSubjectRulesReview for a namespace. Input is untrusted JSON. */
export function transformRights(
  namespace: string,
  raw: unknown,
): IdentityRights {
  const status = object(object(raw).status);
  const given = list(status.resourceRules);
  const isCut = (rule: any) =>
    [rule.verbs, rule.apiGroups, rule.resources].some(
      l => list(l).length > MAX_WORDS,
    );
  const rules = given.slice(0, MAX_RULES).map(object);
  return {
    namespace,
    rules: rules.map(rule => {
      const resourceNames = words(rule.resourceNames);
      return {
        verbs: words(rule.verbs),
        apiGroups: words(rule.apiGroups),
        resources: words(rule.resources),
        ...(resourceNames.length && { resourceNames }),
      };
    }),
    ...((status.incomplete === true ||
      !Array.isArray(status.resourceRules) ||
      given.length > MAX_RULES ||
      rules.some(isCut)) && { incomplete: true as const }),
  };
}

/** Whether the rules allow a verb on a resource without naming objects. */
export function isGranted(
  { rules }: IdentityRights,
  wanted: { verb: string; group: string; resource: string },
): boolean {
  const covers = (granted: string[], value: string) =>
    granted.includes(value) || granted.includes('*');
  return rules.some(
    rule =>
      !rule.resourceNames &&
      covers(rule.verbs, wanted.verb) &&
      covers(rule.apiGroups, wanted.group) &&
      covers(rule.resources, wanted.resource),
  );
}
