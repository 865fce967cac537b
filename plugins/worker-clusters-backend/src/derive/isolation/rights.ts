import type { IdentityRights } from '../../observe/types';

type Rule = IdentityRights['rules'][number];

const READ_VERBS = new Set(['get', 'list', 'watch']);

/** Every authenticated user may create these: ClusterRole `system:basic-user`. They change nothing. */
const REVIEWS = new Set([
  'authorization.k8s.io/selfsubjectaccessreviews',
  'authorization.k8s.io/selfsubjectrulesreviews',
  'authentication.k8s.io/selfsubjectreviews',
]);

/** Subresources that do something although the verb is `get`: a WebSocket upgrade is a GET. */
const ACTING = /\/(?:exec|attach|portforward|proxy)$/;

const isAll = (text: string) => text === '*' || text === '*/*';

/**
 * Why a rule allows more than to look, for example `delete, patch on applications.argoproj.io`. Undefined for a rule that
 * only reads.
 */
export function describeWrites(rule: Rule): string | undefined {
  const resources = rule.apiGroups.flatMap(group =>
    rule.resources
      .filter(resource => !REVIEWS.has(`${group}/${resource}`))
      .map(resource => ({ group, resource })),
  );
  const writes = rule.verbs.filter(verb => !READ_VERBS.has(verb));
  const on = (some: typeof resources) => {
    const names = some
      .slice(0, 5)
      .map(({ group, resource }) => `${resource}${group && `.${group}`}`);
    const more = some.length - names.length;
    return `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  };
  if (writes.length && resources.length) {
    return `${writes.slice(0, 8).join(', ')} on ${on(resources)}`;
  }
  const acting = rule.verbs.includes('get')
    ? resources.filter(
        ({ resource }) => ACTING.test(resource) || isAll(resource),
      )
    : [];
  return acting.length
    ? `get on ${on(acting)}, which opens a session in pods`
    : undefined;
}
