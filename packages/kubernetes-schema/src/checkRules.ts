import { tooLarge } from './bounds';
import { compileRule, Program } from './cel/program';
import { none, some } from './cel/evaluator';
import { UnsupportedError } from './cel/types';
import { toCel, withHead } from './cel/values';
import { isRatcheted, oldPart } from './correlate';
import { keptFields, Rule, rulesOf } from './rules';
import {
  formatPath,
  isObject,
  ownValue,
  Path,
  schemaOf,
  SchemaProblem,
} from './Schema';

/** What became of the rules of an object. @public */
export interface RulesResult {
  problems: SchemaProblem[];
  /**
   * Rules of the schema that were evaluated wherever they apply: not those that compare with an old value where there is
   * none, and those of fields that are absent.
   */
  evaluated: number;
  /** Rules that this evaluator does not understand: an API server would. Never passed silently. */
  skipped: Array<{ field: string; rule: string; why: string }>;
}

/** An object is judged by so many rules at most; a list of a thousand entries with rules each reaches it. */
const MAX_EVALUATIONS = 5000;

/** Steps that all rules of an object may take together, by a guess from above: a second or so. */
const MAX_WORK = 10_000_000;

interface Walk {
  schema: unknown;
  value: unknown;
  old: unknown;
  evaluations: number;
  work: number;
  evaluated: Set<Rule>;
  skipped: Set<Rule>;
  result: RulesResult;
}

/** A part of the object, with what is said of it. */
interface Place {
  schema: unknown;
  value: unknown;
  old: unknown;
  path: Path;
}

/**
 * Evaluates `x-kubernetes-validations` anywhere in a schema, as an API server does: a rule that speaks of `oldSelf` only
 * where there is an old value that belongs to the new one (fields by name, entries of lists of type map by their keys),
 * a rule that fails to evaluate counts as broken, and one that was broken before may stay so while its part of the
 * object is left alone.
 *
 * @param value - a sound object (see `validateObject`), with the schema's defaults
 * @param options - `oldValue`: the object as it was, for transition rules; absent for a new one
 * @public
 */
export function checkRules(
  schema: unknown,
  value: unknown,
  options: { oldValue?: unknown } = {},
): RulesResult {
  const result: RulesResult = { problems: [], evaluated: 0, skipped: [] };
  const large = tooLarge(value) ?? tooLarge(options.oldValue);
  if (large) {
    result.skipped.push({ field: '', rule: 'all rules', why: large });
    return result;
  }
  // Rules at the root see the name of the object, whatever the schema says of it.
  const root = isObject(schema) ? withHead(schema) : schema;
  const old = options.oldValue;
  const walk: Walk = {
    schema: root,
    value,
    old,
    evaluations: 0,
    work: 0,
    evaluated: new Set(),
    skipped: new Set(),
    result,
  };
  visit(walk, { schema: root, value, old, path: [] });
  result.evaluated = [...walk.evaluated].filter(
    rule => !walk.skipped.has(rule),
  ).length;
  return result;
}

function visit(walk: Walk, place: Place): void {
  const { schema, value, old, path } = place;
  if (!isObject(schema)) return;
  if (value === undefined || value === null) return;
  const own = rulesOf(schema);
  if (own.length) {
    const self = toCel(schema, value);
    const oldSelf =
      old === undefined || old === null ? undefined : toCel(schema, old, value);
    const weight = weigh(self) + weigh(oldSelf);
    for (const rule of own) judge(walk, place, rule, { self, oldSelf, weight });
  }
  const keys = Array.isArray(value) ? value.keys() : Object.keys(Object(value));
  if (typeof value !== 'object') return;
  for (const key of keys) {
    visit(walk, {
      schema: schemaOf(schema, key),
      value: ownValue(value, key),
      old: oldPart(schema, value, old, key),
      path: [...path, key],
    });
  }
}

/** The length of the longest list, map or text: as long can a loop be. */
function weigh(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (!Array.isArray(value) && !(value instanceof Map)) return 1;
  let longest = value instanceof Map ? value.size : value.length;
  for (const item of value.values()) longest = Math.max(longest, weigh(item));
  return longest;
}

interface Variables {
  self: unknown;
  oldSelf: unknown;
  weight: number;
}

function judge(
  walk: Walk,
  place: Place,
  rule: Rule,
  variables: Variables,
): void {
  const { result } = walk;
  const field = formatPath([...place.path, ...readFieldPath(rule.fieldPath)]);
  const skip = (why: string) => {
    walk.skipped.add(rule);
    result.skipped.push({ field, rule: rule.rule, why });
  };
  const program = compileRule(rule.rule);
  if (program instanceof Error) {
    skip(program.message);
    return;
  }
  const { usesOldSelf } = program;
  const optional = rule.optionalOldSelf === true;
  if (usesOldSelf && variables.oldSelf === undefined && !optional) return;
  walk.work += program.size * Math.max(1, variables.weight) ** program.nesting;
  if (walk.evaluations >= MAX_EVALUATIONS || walk.work > MAX_WORK) {
    skip('it would take too long on so large an object');
    return;
  }
  const context = {
    self: variables.self,
    oldSelf: optional
      ? toOptional(variables.oldSelf)
      : variables.oldSelf ?? null,
  };
  const { holds, failure, unsupported } = evaluate(program, context, place);
  if (unsupported) {
    skip(unsupported);
    return;
  }
  walk.evaluations += 1;
  walk.evaluated.add(rule);
  if (holds) return;
  // What an API server takes although it is broken: it was so before, and nobody has touched it.
  if (
    !failure &&
    !usesOldSelf &&
    isRatcheted(walk.schema, walk.value, walk.old, place.path)
  ) {
    return;
  }
  result.problems.push({
    rule: keptFields(rule.rule) ? 'immutable' : 'cel',
    field,
    message: `${say(rule, context, failure).replace(/\.$/, '')}.`,
  });
}

function toOptional(value: unknown): unknown {
  return value === undefined ? none : some(value);
}

/** Codes of failures that, in a rule that an API server has taken, only this evaluator can be the reason of. */
const OURS =
  /^(?:no_matching_overload|no_such_overload|unsupported_type|unknown_variable|variable_type_mismatch|field_type_mismatch|list_item_type_mismatch|invalid_(?!duration|timestamp).*|optional_expected)$/;

function evaluate(
  program: Program,
  context: { self: unknown; oldSelf: unknown },
  { schema }: Place,
): { holds: boolean; failure: string; unsupported?: string } {
  try {
    const answer = program.run(context);
    if (typeof answer !== 'boolean') {
      return {
        holds: false,
        failure: '',
        unsupported: 'it says neither yes nor no',
      };
    }
    return { holds: answer, failure: '' };
  } catch (error) {
    const failure = (error as Error).message
      .split('\n')[0]
      .replace(/k8s_/g, '');
    const ours =
      error instanceof UnsupportedError ||
      error instanceof RangeError ||
      error instanceof TypeError ||
      // An API server has checked the types, except of what can be a number or a text.
      (OURS.test((error as { code?: string }).code ?? '') &&
        !program.dynamic &&
        !isDynamic(schema));
    return { holds: false, failure, unsupported: ours ? failure : undefined };
  }
}

/** Whether types are not known before a rule runs. */
function isDynamic(schema: unknown): boolean {
  if (!isObject(schema)) return false;
  return (
    schema['x-kubernetes-int-or-string'] === true ||
    Object.values(isObject(schema.properties) ? schema.properties : {}).some(
      isDynamic,
    ) ||
    isDynamic(schema.items) ||
    isDynamic(schema.additionalProperties)
  );
}

/** `.a['b-c']` as names. */
function readFieldPath(text: string | undefined): Path {
  return [
    ...(text ?? '').matchAll(/\[\s*'((?:[^'\\]|\\.)*)'\s*\]|([^.[\]]+)/g),
  ].map(([, quoted, plain]) => plain ?? quoted.replace(/\\(.)/g, '$1'));
}

function say(rule: Rule, context: any, failure: string): string {
  const fallback =
    rule.message?.trim() ||
    `The rule '${rule.rule.trim()}' ${
      failure ? `cannot be evaluated: ${failure}` : 'does not hold'
    }`;
  if (!rule.messageExpression || failure) return fallback;
  const program = compileRule(rule.messageExpression);
  if (program instanceof Error) return fallback;
  try {
    const text = program.run(context);
    // Of several lines an API server says nothing either.
    return typeof text === 'string' &&
      text.trim() &&
      !text.trim().includes('\n')
      ? text.trim()
      : fallback;
  } catch {
    return fallback;
  }
}
