import { checkRules } from '@worker-clusters/kubernetes-schema';
import type { Registry } from './registry';
import { Resource } from './resources';
import { StatusError } from './status';
import type { Store } from './store';
import type { KubernetesObject } from './types';

const GROUP_VERSION = 'admissionregistration.k8s.io/v1';
const CODES: Record<string, number> = {
  Unauthorized: 401,
  Forbidden: 403,
  Invalid: 422,
  RequestEntityTooLarge: 413,
};

/**
 * An API server's admission plugin ValidatingAdmissionPolicy, for the deletion of custom resources: refuses what a bound
 * policy denies. Of the variables of an expression there is `oldObject` only; namespaces, selectors, match conditions,
 * parameters and `spec.variables` are not evaluated.
 *
 * @throws StatusError in the words of kube-apiserver 1.34 (`validating/dispatcher.go`)
 */
export function refuseByPolicy(
  store: Store,
  registry: Registry,
  resource: Resource,
  object: KubernetesObject,
): void {
  if (!resource.schema) return;
  const list = (kind: string) => {
    const found = registry.byKind(GROUP_VERSION, kind);
    return found ? store.list(found) : [];
  };
  const bindings = list('ValidatingAdmissionPolicyBinding').filter(b =>
    b.spec.validationActions?.includes('Deny'),
  );
  for (const policy of list('ValidatingAdmissionPolicy')) {
    const binding = bindings.find(
      b => b.spec.policyName === policy.metadata.name,
    );
    if (!binding || !isAbout(policy, resource)) continue;
    for (const validation of policy.spec.validations ?? []) {
      const message = denial(resource, object, validation);
      if (message === undefined) continue;
      const { reason = 'Invalid' } = validation;
      throw new StatusError(
        CODES[reason] ?? 422,
        reason,
        `${resource.plural}.${resource.group} "${object.metadata.name}" is forbidden: ValidatingAdmissionPolicy '${policy.metadata.name}' with binding '${binding.metadata.name}' denied request: ${message}`,
        {},
      );
    }
  }
}

function isAbout(
  { spec }: KubernetesObject,
  { group, version, plural }: Resource,
): boolean {
  const has = (list: string[] = [], value: string) =>
    list.includes('*') || list.includes(value);
  return (spec.matchConstraints?.resourceRules ?? []).some(
    (rule: any) =>
      has(rule.operations, 'DELETE') &&
      has(rule.apiGroups, group) &&
      has(rule.apiVersions, version) &&
      has(rule.resources, plural),
  );
}

/**
 * Why an expression denies the deletion of an object; undefined if it does not. It is evaluated as a rule of the object's
 * schema, in which the object is called `self`.
 */
function denial(
  { schema }: Resource,
  object: KubernetesObject,
  {
    expression,
    message = `failed expression: ${expression}`,
    messageExpression,
  }: { expression: string; message?: string; messageExpression?: string },
): string | undefined {
  const asRule = (text: string) => text.replace(/\boldObject\b/g, 'self');
  const { problems, skipped } = checkRules(
    {
      ...schema,
      'x-kubernetes-validations': [
        {
          rule: asRule(expression),
          message,
          ...(messageExpression && {
            messageExpression: asRule(messageExpression),
          }),
        },
      ],
    },
    object,
  );
  const [failed] = skipped.filter(s => s.rule === asRule(expression));
  // failurePolicy: Fail
  if (failed)
    return `expression '${expression}' resulted in error: ${failed.why}`;
  return problems.find(p => p.rule === 'cel' && p.field === '')?.message;
}
