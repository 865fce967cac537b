import { Environment } from '@marcbachmann/cel-js';
import { LISTS } from './lists';
import { presence, registerMacros } from './macros';
import { NETWORK } from './network';
import { QUANTITY } from './quantity';
import { STRINGS } from './strings';
import { TEXTS } from './texts';
import { TIME } from './time';
import { namespaceType } from './types';

/** An expression that can be evaluated. */
export interface Program {
  run(variables: { self: unknown; oldSelf: unknown }): unknown;
  /** Whether it compares with the old value. */
  usesOldSelf: boolean;
  /** How many loops stand in each other. */
  nesting: number;
  /** Number of parts of the expression. */
  size: number;
  /** Whether it says `dyn(…)`: then types are not known before it runs. */
  dynamic: boolean;
}

const environment = createEnvironment({ mixedLiterals: true })
  .registerVariable('self', 'dyn')
  .registerVariable('oldSelf', 'dyn');
const programs = new Map<string, Program | Error>();

function createEnvironment(options: { mixedLiterals: boolean }): Environment {
  const env = new Environment({
    enableOptionalTypes: true,
    homogeneousAggregateLiterals: !options.mixedLiterals,
    limits: { maxAstNodes: 5000, maxDepth: 60 },
  });
  const libraries = [STRINGS, LISTS, QUANTITY, NETWORK, TEXTS, TIME];
  // Types first: signatures of one library may speak of those of another.
  for (const { types = {}, namespaces = [] } of libraries) {
    for (const [name, type] of Object.entries(types)) {
      env.registerType(name, type as any);
    }
    for (const name of namespaces) {
      const type = namespaceType(name);
      const Namespace = { [type]: class {} }[type];
      env.registerType(type, Namespace as any);
      env.registerConstant(name, type, new Namespace());
    }
  }
  for (const { functions, equality = [] } of libraries) {
    for (const [signature, handler] of functions) {
      // Only the arguments: the evaluator adds itself. And never asynchronous, which it would assume.
      env.registerFunction(signature, handler as any, { async: false } as any);
    }
    for (const [type, equals] of equality) {
      env.registerOperator(`${type} == ${type}`, equals as any);
    }
  }
  registerMacros(env);
  return env;
}

/** The program of an expression; an error that says why this evaluator cannot run it. */
export function compileRule(expression: string): Program | Error {
  let known = programs.get(expression);
  if (!known) {
    try {
      known = compile(expression);
    } catch (error) {
      known = new Error((error as Error).message.split('\n')[0]);
    }
    // A portal knows a handful of schemas.
    if (programs.size > 2000) programs.clear();
    programs.set(expression, known);
  }
  return known;
}

function compile(expression: string): Program {
  const { parsed, facts } = parse(environment, expression);
  const checked = parsed.check();
  if (!checked.valid) {
    throw new Error(checked.error?.message ?? 'it does not type-check');
  }
  return { ...facts, run: variables => parsed(variables as any) };
}

/** Facts of an expression that are known before it is checked. */
type Facts = Omit<Program, 'run'>;

function parse(env: Environment, expression: string) {
  const parsed = env.parse(expression);
  const facts = { usesOldSelf: false, size: 0, dynamic: false };
  const nesting = prepare(parsed.ast, facts);
  return { parsed, facts: { ...facts, nesting } as Facts };
}

/** An expression of which the types are known. */
export interface CheckedExpression extends Facts {
  /** CEL's type of what it evaluates to; `dyn` where that is known only when it runs. */
  type: string;
}

/**
 * Checks the types of an expression.
 *
 * @param types - what the variables are; `environmentOf` makes it
 * @throws Error if it does not parse, or does not fit the types
 */
export function checkTypes(
  types: Environment,
  expression: string,
): CheckedExpression {
  const { parsed, facts } = parse(types, expression);
  const checked = parsed.check();
  if (!checked.valid) throw checked.error ?? new Error('types do not match');
  return { ...facts, type: String(checked.type) };
}

/** An environment for `checkTypes`, with the functions of Kubernetes and without variables. */
export function newEnvironment(): Environment {
  return createEnvironment({ mixedLiterals: false });
}

const LOOPS = new Set([
  'all',
  'exists',
  'exists_one',
  'existsOne',
  'map',
  'filter',
  'transformList',
  'transformMap',
]);

/** Functions of the evaluator that ours, called `k8s_…`, take the place of. */
const REPLACED_FUNCTIONS = new Set(['matches', 'duration', 'timestamp']);
const REPLACED_METHODS = new Set([
  'matches',
  'lowerAscii',
  'upperAscii',
  'indexOf',
  'lastIndexOf',
  'substring',
  'split',
]);

/**
 * Looks through an expression before it is checked, and has it call our functions where the evaluator's own differ from
 * Kubernetes'.
 *
 * @returns how many loops stand in each other
 */
function prepare(
  node: any,
  facts: { usesOldSelf: boolean; size: number; dynamic: boolean },
): number {
  if (Array.isArray(node)) {
    return Math.max(0, ...node.map(item => prepare(item, facts)));
  }
  if (typeof node?.op !== 'string') return 0;
  facts.size += 1;
  switch (node.op) {
    case 'value':
      return 0;
    case 'id':
      if (node.args === 'oldSelf') facts.usesOldSelf = true;
      return 0;
    case 'call': {
      const [name, args] = node.args;
      if (name === 'dyn') facts.dynamic = true;
      if (name === 'has') node.setMeta('macro', presence(args[0]));
      if (REPLACED_FUNCTIONS.has(name)) node.args[0] = `k8s_${name}`;
      return prepare(args, facts);
    }
    case 'rcall': {
      const [name, receiver, args] = node.args;
      if (REPLACED_METHODS.has(name)) node.args[0] = `k8s_${name}`;
      const within = prepare(args, facts);
      const loop = LOOPS.has(name) && args.length > 1 ? 1 : 0;
      return Math.max(prepare(receiver, facts), within + loop);
    }
    default:
      return prepare(node.args, facts);
  }
}
