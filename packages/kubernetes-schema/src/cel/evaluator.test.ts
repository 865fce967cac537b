import { Environment } from '@marcbachmann/cel-js';
import { dependencies } from '../../package.json';
import { Duration, isOptional, none, some } from './evaluator';

// What this package uses of the evaluator without its API saying so. Its version is pinned: a new one has to pass these.
describe('internals of the evaluator', () => {
  const environment = new Environment({ enableOptionalTypes: true })
    .registerVariable('a', 'dyn')
    .registerVariable('b', 'dyn');

  it('has a class of durations that can be constructed and added', () => {
    const sum = new Duration(1n, 500_000_000).addDuration(
      new Duration(2n, 600_000_000),
    );
    expect(sum).toMatchObject({ seconds: 4n, nanos: 100_000_000 });
    expect(environment.evaluate('a > duration("3s")', { a: sum })).toBe(true);
  });

  it('has a class of optionals that can be constructed', () => {
    expect(isOptional(some(1n)) && isOptional(none)).toBe(true);
    expect(isOptional(undefined)).toBe(false);
    expect(
      environment.evaluate('[a.orValue(3), b.orValue(3)]', {
        a: some(1n),
        b: none,
      }),
    ).toEqual([1n, 3n]);
  });

  const shape = (node: any): unknown => {
    if (Array.isArray(node)) return node.map(shape);
    return typeof node?.op === 'string' ? [node.op, shape(node.args)] : node;
  };
  const variable = (name: string) => ['id', name];

  it.each<[string, unknown]>([
    ['a', variable('a')],
    ['1', ['value', 1n]],
    ['size(a)', ['call', ['size', [variable('a')]]]],
    ['a.size()', ['rcall', ['size', variable('a'), []]]],
    ['a.b', ['.', [variable('a'), 'b']]],
    ['a.?b', ['.?', [variable('a'), 'b']]],
    ['a + b', ['+', [variable('a'), variable('b')]]],
    [
      'a.all(x, x > 1)',
      [
        'rcall',
        [
          'all',
          variable('a'),
          [variable('x'), ['>', [variable('x'), ['value', 1n]]]],
        ],
      ],
    ],
  ])('parses %s into the nodes that are looked through', (text, nodes) => {
    expect(shape(environment.parse(text).ast)).toEqual(nodes);
  });

  it('calls another function after its name in the parsed expression was changed', () => {
    const changed = new Environment()
      .registerVariable('a', 'dyn')
      .registerFunction('string.other(): int', () => 7n);
    const parsed = changed.parse('a.size()');
    (parsed.ast as any).args[0] = 'other';
    expect(parsed({ a: 'x' })).toBe(7n);
  });

  it('takes a macro of a single call', () => {
    const parsed = environment.parse('has(a.b)');
    (parsed.ast as any).setMeta('macro', {
      async: false,
      typeCheck: (checker: any) => checker.getType('bool'),
      evaluate: () => 'mine',
    });
    expect(parsed({ a: {}, b: {} })).toBe('mine');
  });

  it('takes a macro with variables of its own', () => {
    const each = ({ args, receiver }: any) => ({
      async: false,
      typeCheck(checker: any, macro: any, context: any) {
        checker.check(receiver, context);
        macro.inner = context.forkWithVariable(
          args[0].args,
          checker.getType('dyn'),
        );
        checker.check(args[1], macro.inner);
        return checker.getType('list');
      },
      evaluate(evaluator: any, macro: any, context: any) {
        const inner = macro.inner.reuse(context);
        return evaluator.run(receiver, context).map((item: unknown) => {
          inner.setIterValue(item, evaluator);
          return evaluator.run(args[1], inner);
        });
      },
    });
    const changed = new Environment()
      .registerVariable('a', 'list')
      .registerVariable('x', 'dyn')
      .registerFunction('list.each(ast, ast): list', each as any);
    expect(
      changed.evaluate('a.each(x, x + x) + [x]', { a: [1n, 2n], x: 5n }),
    ).toEqual([2n, 4n, 5n]);
  });

  it('is pinned, for its releases may change all of this', () => {
    expect(dependencies['@marcbachmann/cel-js']).toMatch(/^\d+\.\d+\.\d+$/);
  });
});
