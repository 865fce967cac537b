import { unescapeName } from './cel/names';
import { eachField, formatPath, isObject, Schema } from './Schema';

/** An entry of `x-kubernetes-validations`. */
export interface Rule {
  rule: string;
  message?: string;
  messageExpression?: string;
  reason?: string;
  fieldPath?: string;
  optionalOldSelf?: boolean;
}

/** The rules that stand at a schema itself. */
export function rulesOf(schema: Schema): Rule[] {
  const rules = schema['x-kubernetes-validations'];
  return Array.isArray(rules)
    ? rules.filter(r => isObject(r) && typeof r.rule === 'string')
    : [];
}

/** Number of rules anywhere in a schema. @public */
export function countRules(schema: unknown): number {
  let count = 0;
  eachField(schema, field => {
    count += rulesOf(field).length;
  });
  return count;
}

/** `self.a.b == oldSelf.a.b`, and the other way round; without the names, of a field itself. */
const SAME =
  /^\(*\s*(?:self((?:\.\w+)*)\s*==\s*oldSelf\1|oldSelf((?:\.\w+)*)\s*==\s*self\2)\s*\)*$/;

/** The fields that a rule keeps as they are, relative to the rule's own; undefined if it says anything else. */
export function keptFields(rule: string): string[][] | undefined {
  const parts = rule.split('&&').map(part => SAME.exec(part.trim()));
  if (!parts.every(part => part !== null)) return undefined;
  return parts.map(part =>
    (part![1] ?? part![2] ?? '').split('.').slice(1).map(unescapeName),
  );
}

/**
 * Paths that cannot change, for example `spec.region`: where a rule says `self == oldSelf`, or of a field
 * `self.region == oldSelf.region`.
 *
 * @public
 */
export function immutableFields(schema: unknown): string[] {
  const found = new Set<string>();
  eachField(schema, (field, path) => {
    for (const { rule } of rulesOf(field)) {
      for (const kept of keptFields(rule) ?? []) {
        found.add(formatPath([...path, ...kept]));
      }
    }
  });
  return [...found];
}
