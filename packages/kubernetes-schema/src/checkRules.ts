import { tooLarge } from './bounds';
import { compileRule, Program } from './cel/program';
import { none, some } from './cel/evaluator';
import { UnsupportedError } from './cel/types';
import { toCel, withHead } from './cel/values';
import { isRatcheted, oldPart } from './correlate';
import { readFieldPath } from './fieldPath';
import { countRules, keptFields, Rule, rulesOf } from './rules';
import {
  formatPath,
  isObject,
  ownValue,
  Path,
  Schema,
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

/** A rule that does not hold for a part of an object. */
export interface Violation {
  rule: Rule;
  /** The part of the object that the rule is of. */
  path: Path;
  /** The field that the rule names in it, if any. */
  field: Path;
  /** Type of the part, by its schema; empty where it has none. */
  type: string;
  /** What the rule's `messageExpression` says; undefined without one, and where it says nothing. */
  text?: string;
  /** Why the rule could not be evaluated; empty where it was. */
  failure: string;
}

/** What became of the rules of an object. */
export interface Evaluation extends Omit<RulesResult, 'problems'> {
  violations: Violation[];
}

/** At most so many rules are evaluated for an object; a list of a thousand entries with rules each reaches it. */
const MAX_EVALUATIONS = 5000;

/** Steps that all rules of an object may take together, by a guess from above: a second or so. */
const MAX_WORK = 10_000_000;

interface Walk {
  schema: unknown;
  value: unknown;
  old: unknown;
  ratchet: boolean;
  evaluations: number;
  work: number;
  evaluated: Set<Rule>;
  skipped: Set<Rule>;
  result: Evaluation;
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
  const { violations, ...rest } = evaluateRules(
    // Rules at the root see the name of the object, whatever the schema says of it.
    isObject(schema) ? withHead(schema) : schema,
    value,
    { ...options, ratchet: true },
  );
  return { ...rest, problems: violations.map(toProblem) };
}

/**
 * Evaluates the rules of a schema, see `checkRules`. The root sees the head of the object only if the schema has it.
 *
 * @param options - `ratchet`: a rule that was broken before may stay so
 */
export function evaluateRules(
  schema: unknown,
  value: unknown,
  options: { oldValue?: unknown; ratchet: boolean },
): Evaluation {
  const { oldValue: old, ratchet } = options;
  const result: Evaluation = { violations: [], evaluated: 0, skipped: [] };
  const large = tooLarge(value) ?? tooLarge(old);
  if (large) {
    result.skipped.push({ field: '', rule: 'all rules', why: large });
    return result;
  }
  const walk: Walk = {
    schema,
    value,
    old,
    ratchet,
    evaluations: 0,
    work: 0,
    evaluated: new Set(),
    skipped: new Set(),
    result,
  };
  visit(walk, { schema, value, old, path: [] });
  result.evaluated = [...walk.evaluated].filter(
    rule => !walk.skipped.has(rule),
  ).length;
  return result;
}

/** The length of the longest list, map or text: as long can a loop be. */
function weigh(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (!Array.isArray(value) && !(value instanceof Map)) return 1;
  let longest = value instanceof Map ? value.size : value.length;
  for (const item of value.values()) longest = Math.max(longest, weigh(item));
  return longest;
}

/** The variables of the rules of one schema; each is made when the first rule asks for it. */
class Variables {
  readonly hasOld: boolean;
  #self?: unknown;
  #oldSelf?: unknown;
  #weight?: number;

  constructor(
    private readonly schema: Schema,
    private readonly value: unknown,
    private readonly old: unknown,
  ) {
    this.hasOld = old !== undefined && old !== null;
  }

  get self(): unknown {
    this.#self ??= toCel(this.schema, this.value);
    return this.#self;
  }

  /** Undefined where there is no old value. */
  get oldSelf(): unknown {
    if (!this.hasOld) return undefined;
    this.#oldSelf ??= toCel(this.schema, this.old, this.value);
    return this.#oldSelf;
  }

  get weight(): number {
    this.#weight ??= weigh(this.self) + weigh(this.oldSelf);
    return this.#weight;
  }
}

function visit(walk: Walk, place: Place): void {
  const { schema, value, old, path } = place;
  if (!isObject(schema) || !hasRules(schema)) return;
  if (value === undefined || value === null) return;
  const own = rulesOf(schema);
  if (own.length) {
    const variables = new Variables(schema, value, old);
    for (const rule of own) evaluateRule(walk, place, rule, variables);
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

const withRules = new WeakMap<Schema, boolean>();

/** Whether there is a rule in a schema or in a schema in it. */
function hasRules(schema: Schema): boolean {
  let known = withRules.get(schema);
  if (known === undefined) {
    known = countRules(schema) > 0;
    withRules.set(schema, known);
  }
  return known;
}

function evaluateRule(
  walk: Walk,
  place: Place,
  rule: Rule,
  variables: Variables,
): void {
  const { result } = walk;
  const field = readFieldPath(place.schema, rule.fieldPath ?? '') ?? [];
  const skip = (why: string) => {
    walk.skipped.add(rule);
    result.skipped.push({
      field: formatPath([...place.path, ...field]),
      rule: rule.rule,
      why,
    });
  };
  const program = compileRule(rule.rule);
  if (program instanceof Error) {
    skip(program.message);
    return;
  }
  const { usesOldSelf } = program;
  const optional = rule.optionalOldSelf === true;
  if (usesOldSelf && !variables.hasOld && !optional) return;
  walk.work += program.nesting
    ? program.size * Math.max(1, variables.weight) ** program.nesting
    : program.size;
  if (walk.evaluations >= MAX_EVALUATIONS || walk.work > MAX_WORK) {
    skip('it would take too long on so large an object');
    return;
  }
  const oldSelf =
    usesOldSelf || rule.messageExpression ? variables.oldSelf : undefined;
  const context = {
    self: variables.self,
    oldSelf: optional ? toOptional(oldSelf) : oldSelf ?? null,
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
    walk.ratchet &&
    !failure &&
    !usesOldSelf &&
    isRatcheted(walk.schema, walk.value, walk.old, place.path)
  ) {
    return;
  }
  result.violations.push({
    rule,
    path: place.path,
    field,
    type: String((place.schema as Schema).type ?? ''),
    text: failure ? undefined : messageOf(rule, context),
    failure,
  });
}

function toProblem(violation: Violation): SchemaProblem {
  const { rule, path, field, text, failure } = violation;
  const fallback = `The rule '${rule.rule.trim()}' ${
    failure ? `cannot be evaluated: ${failure}` : 'does not hold'
  }`;
  const message = text ?? (rule.message?.trim() || fallback);
  return {
    rule: keptFields(rule.rule) ? 'immutable' : 'cel',
    field: formatPath([...path, ...field]),
    message: `${message.replace(/\.$/, '')}.`,
  };
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
        unsupported: 'it does not evaluate to a bool',
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

/** What the `messageExpression` of a broken rule says; undefined where it says nothing that an API server would take. */
function messageOf(rule: Rule, context: any): string | undefined {
  if (!rule.messageExpression) return undefined;
  const program = compileRule(rule.messageExpression);
  if (program instanceof Error) return undefined;
  try {
    const text = program.run(context);
    return typeof text === 'string' &&
      text.trim() &&
      !text.trim().includes('\n')
      ? text.trim()
      : undefined;
  } catch {
    return undefined;
  }
}
