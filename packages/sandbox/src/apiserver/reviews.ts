import { authorize, listRules, User } from './rbac';
import { StatusError } from './status';
import type { Store } from './store';

/**
 * Answers what a user asks about itself: who it is (SelfSubjectReview), whether it may do something
 * (SelfSubjectAccessReview), and all that it may do in a namespace (SelfSubjectRulesReview).
 *
 * @param kind - the resource without `selfsubject`, such as `accessreviews`
 * @throws StatusError 400 for rules without a namespace
 */
export function answerReview(
  store: Store,
  user: User,
  kind: string,
  body: any,
): object {
  if (kind === 'reviews') {
    return {
      kind: 'SelfSubjectReview',
      apiVersion: 'authentication.k8s.io/v1',
      status: { userInfo: { username: user.name, groups: user.groups } },
    };
  }
  if (kind === 'rulesreviews') {
    const namespace = body?.spec?.namespace;
    if (!namespace) {
      throw new StatusError(400, 'BadRequest', 'no namespace on request');
    }
    const rules = listRules(store, user, namespace);
    return { ...body, status: { ...rules, incomplete: false } };
  }
  const { resourceAttributes: of, nonResourceAttributes: at } =
    body?.spec ?? {};
  const { allowed, reason } = authorize(store, user, {
    verb: (of ?? at)?.verb ?? '',
    path: of ? undefined : at?.path ?? '',
    apiGroup: of?.group ?? '',
    resource: of?.resource ?? '',
    subresource: of?.subresource || undefined,
    namespace: of?.namespace || undefined,
    name: of?.name || undefined,
  });
  return { ...body, status: { allowed, ...(reason && { reason }) } };
}
