import { createRuleEnvironment } from './celLibrary';
import { toCel } from './celValues';
import {
  eachField,
  formatPath,
  isObject,
  Schema,
  SchemaProblem,
} from './Schema';

interface Rule {
  rule: string;
  message?: string;
  messageExpression?: string;
  reason?: string;
  fieldPath?: string;
  optionalOldSelf?: boolean;
}

/** What became of the rules of an object. */
export interface RulesResult {
  problems: SchemaProblem[];
  /** Rules that were evaluated. */
  evaluated: number;
  /** Rules that this evaluator does not understand: an API server would. Never passed silently. */
  skipped: Array<{ field: string; rule: string; why: string }>;
}

/** An object is judged by so many rules at most; a list of a thousand entries with rules each reaches it. */
const MAX_EVALUATIONS = 5000;

const environment = createRuleEnvironment();
const parsed = new Map<string, ((context: object) => unknown) | Error>();

/**
 * Evaluates `x-kubernetes-validations` anywhere in a schema, as an API server does: a rule that speaks of `oldSelf` only
 * where there is an old value that belongs to the new one (properties by name, entries of lists of type map by their
 * keys), a rule that fails to evaluate counts as broken.
 *
 * @param value - with the schema's defaults
 * @param options.oldValue - the object as it was, for transition rules; absent for a new one
 */
export function checkRules(
  schema: unknown,
  value: unknown,
  options: { oldValue?: unknown } = {},
): RulesResult {
  const result: RulesResult = { problems: [], evaluated: 0, skipped: [] };
  walk(schema, value, options.oldValue, [], result);
  return result;
}

/** Number of rules anywhere in a schema. */
export function countRules(schema: unknown): number {
  let count = 0;
  eachField(schema, field => {
    count += rulesOf(field).length;
  });
  return count;
}

/**
 * Paths that cannot change, for example `spec.region`: where a rule says `self == oldSelf`, or of a field
 * `self.region == oldSelf.region`.
 */
export function immutableFields(schema: unknown): string[] {
  const found = new Set<string>();
  eachField(schema, (field, path) => {
    for (const { rule } of rulesOf(field)) {
      const match = /^\s*self((?:\.\w+)*)\s*==\s*oldSelf\1\s*$/.exec(rule);
      if (match)
        found.add([...path, ...match[1].split('.').slice(1)].join('.'));
    }
  });
  return [...found];
}

function rulesOf(schema: Schema): Rule[] {
  const rules = schema['x-kubernetes-validations'];
  return Array.isArray(rules)
    ? rules.filter(r => isObject(r) && typeof r.rule === 'string')
    : [];
}

function walk(
  schema: unknown,
  value: unknown,
  old: unknown,
  path: Array<string | number>,
  result: RulesResult,
): void {
  if (!isObject(schema) || value === undefined || value === null) return;
  const rules = rulesOf(schema);
  if (rules.length) {
    const self = toCel(schema, value);
    const oldSelf =
      old === undefined || old === null ? undefined : toCel(schema, old);
    for (const rule of rules) judge(rule, self, oldSelf, path, result);
  }
  if (Array.isArray(value)) {
    value.forEach((item, i) =>
      walk(
        schema.items,
        item,
        correlated(schema, item, old),
        [...path, i],
        result,
      ),
    );
  } else if (isObject(value)) {
    for (const [key, item] of Object.entries(value)) {
      const sub =
        isObject(schema.properties) && Object.hasOwn(schema.properties, key)
          ? schema.properties[key]
          : schema.additionalProperties;
      walk(
        sub,
        item,
        isObject(old) ? old[key] : undefined,
        [...path, key],
        result,
      );
    }
  }
}

/** The entry of the old list that is the same one: only lists of type map have such. */
function correlated(schema: Schema, item: any, old: unknown): unknown {
  if (schema['x-kubernetes-list-type'] !== 'map' || !Array.isArray(old))
    return undefined;
  const keys: string[] = schema['x-kubernetes-list-map-keys'] ?? [];
  return old.find(o => keys.every(k => o?.[k] === item?.[k]));
}

function judge(
  rule: Rule,
  self: unknown,
  oldSelf: unknown,
  path: Array<string | number>,
  result: RulesResult,
): void {
  const transition = /\boldSelf\b/.test(rule.rule);
  if (transition && oldSelf === undefined && !rule.optionalOldSelf) return;
  const field =
    formatPath(path) + (rule.fieldPath ?? '').replace(/^(?=[^.[])/, '.');
  const skip = (why: string) =>
    result.skipped.push({ field, rule: rule.rule, why });
  if (result.evaluated >= MAX_EVALUATIONS) {
    skip('the object has too many entries');
    return;
  }
  if (rule.optionalOldSelf) {
    skip('optionalOldSelf is not supported');
    return;
  }
  const evaluate = parse(rule.rule);
  if (evaluate instanceof Error) {
    skip(evaluate.message.split('\n')[0]);
    return;
  }
  result.evaluated += 1;
  const context = { self, oldSelf: oldSelf ?? null };
  let holds: unknown;
  let failure = '';
  try {
    holds = evaluate(context);
  } catch (error) {
    failure = (error as Error).message.split('\n')[0];
    // What the evaluator lacks is no fault of the object.
    if (
      /overload|unknown function|not found: function|no such function/i.test(
        failure,
      )
    ) {
      result.evaluated -= 1;
      skip(failure);
      return;
    }
  }
  if (holds === true) return;
  result.problems.push({
    rule: /^\s*self[\w.]*\s*==\s*oldSelf/.test(rule.rule) ? 'immutable' : 'cel',
    field: field.replace(/^\./, ''),
    message: `${say(rule, context, failure).replace(/\.$/, '')}.`,
  });
}

function say(rule: Rule, context: object, failure: string): string {
  if (rule.messageExpression) {
    const evaluate = parse(rule.messageExpression);
    if (!(evaluate instanceof Error)) {
      try {
        const text = evaluate(context);
        if (typeof text === 'string' && text.trim()) return text.trim();
      } catch {
        // Then the plain message, as an API server does.
      }
    }
  }
  return (
    rule.message?.trim() ||
    `The rule '${rule.rule.trim()}' ${
      failure ? `cannot be evaluated: ${failure}` : 'does not hold'
    }`
  );
}

function parse(expression: string): ((context: object) => unknown) | Error {
  let known = parsed.get(expression);
  if (!known) {
    try {
      const program = environment.parse(expression);
      const checked = program.check() as { valid: boolean; error?: Error };
      known = checked.valid
        ? context => program(context as any)
        : new Error(checked.error?.message ?? 'it does not type-check');
    } catch (error) {
      known = error as Error;
    }
    // A portal knows a handful of schemas.
    if (parsed.size > 2000) parsed.clear();
    parsed.set(expression, known);
  }
  return known;
}
