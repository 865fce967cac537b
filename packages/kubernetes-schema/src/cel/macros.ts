import type { Environment } from '@marcbachmann/cel-js';
import { entriesOf } from './equality';
import { isOptional, none, some } from './evaluator';

type Node = any;
type Context = any;

/** Name of a variable, where a macro wants one. */
function variable(node: Node): string {
  if (node?.op !== 'id')
    throw new Error('a macro needs the name of a variable');
  return node.args;
}

/** What stands at the places of a list, or at the keys of a map. */
function pairs(value: unknown): Array<[key: unknown, item: unknown]> {
  if (Array.isArray(value)) return value.map((item, i) => [BigInt(i), item]);
  const entries = entriesOf(value);
  if (!entries) throw new Error('a macro needs a list or a map');
  return [...entries];
}

type Visit = (key: unknown, run: (node: Node) => unknown) => void;

/** A macro with two variables, for key and value (CEL's extension "two variable comprehensions"). */
function overPairs(
  type: string,
  start: (args: Node[]) => { visit: Visit; result: () => unknown },
) {
  return ({ args, receiver }: { args: Node[]; receiver: Node }) => ({
    args,
    receiver,
    async: false,
    typeCheck(checker: any, macro: any, context: Context) {
      checker.check(receiver, context);
      const dyn = checker.getType('dyn');
      macro.outer = context.forkWithVariable(variable(args[0]), dyn);
      macro.inner = macro.outer.forkWithVariable(variable(args[1]), dyn);
      args.slice(2).forEach(node => checker.check(node, macro.inner));
      return checker.getType(type);
    },
    evaluate(evaluator: any, macro: any, context: Context) {
      const outer = macro.outer.reuse(context);
      const inner = macro.inner.reuse(outer);
      const { visit, result } = start(args);
      for (const [key, item] of pairs(evaluator.run(receiver, context))) {
        outer.setIterValue(key, evaluator);
        inner.setIterValue(item, evaluator);
        visit(key, node => evaluator.run(node, inner));
      }
      return result();
    },
  });
}

/** Counts the entries of which the condition holds; a failure counts only if nothing decides without it. */
function counting(
  decide: (holds: number, all: number) => boolean,
  decisive?: boolean,
) {
  return ([, , condition]: Node[]) => {
    let [holds, all] = [0, 0];
    let decided = false;
    let failure: unknown;
    return {
      visit: ((_, run) => {
        all += 1;
        try {
          const answer = run(condition) === true;
          if (answer) holds += 1;
          if (answer === decisive) decided = true;
        } catch (error) {
          failure ??= error;
        }
      }) as Visit,
      result: () => {
        if (failure && !decided) throw failure;
        return decided ? decisive! : decide(holds, all);
      },
    };
  };
}

function toList(args: Node[]) {
  const list: unknown[] = [];
  const [condition, value] =
    args.length > 3 ? args.slice(2) : [undefined, args[2]];
  return {
    visit: ((_, run) => {
      if (!condition || run(condition) === true) list.push(run(value));
    }) as Visit,
    result: () => list,
  };
}

function toMap(args: Node[]) {
  const map = new Map<unknown, unknown>();
  const [condition, value] =
    args.length > 3 ? args.slice(2) : [undefined, args[2]];
  return {
    visit: ((key, run) => {
      if (!condition || run(condition) === true) map.set(key, run(value));
    }) as Visit,
    result: () => map,
  };
}

/** `optMap` and `optFlatMap`: on with the value, if there is one. */
function onward(wrap: (value: unknown) => unknown) {
  return ({ args, receiver }: { args: Node[]; receiver: Node }) => ({
    async: false,
    typeCheck(checker: any, macro: any, context: Context) {
      checker.check(receiver, context);
      macro.inner = context.forkWithVariable(
        variable(args[0]),
        checker.getType('dyn'),
      );
      checker.check(args[1], macro.inner);
      return checker.getType('optional');
    },
    evaluate(evaluator: any, macro: any, context: Context) {
      const optional = evaluator.run(receiver, context);
      if (!isOptional(optional)) throw new Error('optMap() needs an optional');
      if (!optional.hasValue()) return none;
      const inner = macro.inner.reuse(context);
      inner.setIterValue(optional.value(), evaluator);
      return wrap(evaluator.run(args[1], inner));
    },
  });
}

/**
 * `has(a.b)` for any `a`: the evaluator's own takes only fields of fields of a variable, not `self.list[0].a`.
 */
export function presence(field: Node) {
  return {
    async: false,
    typeCheck(checker: any, _: any, context: Context) {
      if (field?.op !== '.' && field?.op !== '.?') {
        throw new Error('has() needs a field');
      }
      checker.check(field, context);
      return checker.getType('bool');
    },
    evaluate(evaluator: any, _: any, context: Context) {
      let from = evaluator.run(field.args[0], context);
      if (isOptional(from)) {
        if (!from.hasValue()) return false;
        from = from.value();
      }
      const map = entriesOf(from);
      if (!map) throw new Error(`no such key: ${field.args[1]}`);
      return map.has(field.args[1]);
    },
  };
}

/** Adds the macros that the evaluator lacks. */
export function registerMacros(environment: Environment): void {
  const macros: Array<[signature: string, handler: any]> = [
    [
      'list.all(ast, ast, ast): bool',
      overPairs(
        'bool',
        counting((holds, all) => holds === all, false),
      ),
    ],
    [
      'list.exists(ast, ast, ast): bool',
      overPairs(
        'bool',
        counting(holds => holds > 0, true),
      ),
    ],
    ...['exists_one', 'existsOne'].map((name): [string, any] => [
      `list.${name}(ast, ast, ast): bool`,
      overPairs(
        'bool',
        counting(holds => holds === 1),
      ),
    ]),
    ['list.transformList(ast, ast, ast): list', overPairs('list', toList)],
    ['list.transformList(ast, ast, ast, ast): list', overPairs('list', toList)],
    ['list.transformMap(ast, ast, ast): map', overPairs('map', toMap)],
    ['list.transformMap(ast, ast, ast, ast): map', overPairs('map', toMap)],
    ['optional.optMap(ast, ast): optional', onward(some)],
    ['optional.optFlatMap(ast, ast): optional', onward(value => value)],
  ];
  for (const [signature, handler] of macros) {
    environment.registerFunction(signature, handler);
  }
}
