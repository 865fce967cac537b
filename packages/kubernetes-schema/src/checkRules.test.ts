import fc from 'fast-check';
import { checkRules } from './checkRules';
import { countRules, immutableFields } from './rules';

const ruled = (rule: string, more: object = {}) => ({
  type: 'object',
  properties: {
    x: { ...more, 'x-kubernetes-validations': [{ rule, message: 'no' }] },
  },
});

describe('checkRules', () => {
  it('tells what cannot change from what is only forbidden', () => {
    const old = { x: 'a' };
    const kinds = ['self == oldSelf', 'self.size() >= oldSelf.size() + 5'].map(
      rule =>
        checkRules(
          ruled(rule, { type: 'string' }),
          { x: 'b' },
          { oldValue: old },
        ).problems[0].rule,
    );
    expect(kinds).toEqual(['immutable', 'cel']);
  });

  it.each(['distinct()', 'flatten()', 'slice(0, 1)', 'sort()', 'reverse()'])(
    'skips a rule with %s, which a server 1.34 does not take',
    call => {
      const { problems, skipped } = checkRules(
        ruled(`self.${call} == []`, {
          type: 'array',
          items: { type: 'integer' },
        }),
        { x: [1] },
      );
      expect(problems).toEqual([]);
      expect(skipped).toHaveLength(1);
    },
  );

  it('counts the rules that were evaluated, each once', () => {
    const rule = (text: string) => ({
      'x-kubernetes-validations': [{ rule: text }],
    });
    const schema = {
      type: 'object',
      ...rule('has(self.list)'),
      properties: {
        list: {
          type: 'array',
          items: { type: 'integer', ...rule('self > 0') },
        },
        region: { type: 'string', ...rule('self == oldSelf') },
        absent: { type: 'string', ...rule('self != ""') },
        odd: {
          type: 'array',
          items: { type: 'string', ...rule('self.nobodyKnows()') },
        },
      },
    };
    const value = { list: [1, 2, 3], region: 'a', odd: ['a', 'b'] };
    expect(countRules(schema)).toBe(5);
    expect(checkRules(schema, value)).toMatchObject({
      problems: [],
      evaluated: 2,
      skipped: [{ field: 'odd[0]' }, { field: 'odd[1]' }],
    });
    expect(checkRules(schema, value, { oldValue: value }).evaluated).toBe(3);
  });

  it('does not count a rule that it evaluated only in part', () => {
    const schema = ruled('self.all(a, self.all(b, a >= 0 && b >= 0))', {
      type: 'array',
      items: { type: 'integer' },
    });
    const result = checkRules(schema, { x: Array(5000).fill(1) });
    expect(result).toMatchObject({
      problems: [],
      evaluated: 0,
      skipped: [{ field: 'x', why: expect.stringMatching(/too long/) }],
    });
  });

  it('is not stopped by the largest objects', () => {
    const schema = ruled('self.size() > 5', {
      type: 'array',
      items: { type: 'integer' },
    });
    const { problems, evaluated } = checkRules(schema, {
      x: Array(190_000).fill(1),
    });
    expect({ problems, evaluated }).toEqual({ problems: [], evaluated: 1 });
  });

  it('never throws, whatever the object is', () => {
    const schema = ruled('self.a.b > 5 || self.all(x, x == 1)', {
      type: 'object',
      properties: { a: { type: 'object', properties: { b: {} } } },
      additionalProperties: true,
    });
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (value, old) => {
        expect(
          checkRules(schema, { x: value }, { oldValue: { x: old } }).skipped
            .length,
        ).toBeLessThan(2);
      }),
      { numRuns: 500 },
    );
  });

  it('says which rules it does not understand, and blames nobody for them', () => {
    for (const rule of [
      'self.(',
      'self.nobodyKnows()',
      'unknown(self)',
      '"%e".format([1.5]) == self',
      '"%s".format([type(self)]) == self',
      '"%d".format([3u]) == self',
    ]) {
      const result = checkRules(ruled(rule, { type: 'string' }), { x: 'a' });
      expect(result.problems).toEqual([]);
      expect(result.skipped).toMatchObject([{ field: 'x', rule }]);
    }
  });

  it('counts rules and finds the fields that cannot change', () => {
    const schema = {
      'x-kubernetes-validations': [
        { rule: 'self.a == oldSelf.a' },
        { rule: 'self.a != "x"' },
      ],
      properties: {
        a: {},
        b: {
          properties: {
            c: { 'x-kubernetes-validations': [{ rule: 'self == oldSelf' }] },
          },
        },
      },
    };
    expect(countRules(schema)).toBe(3);
    expect(immutableFields(schema)).toEqual(['a', 'b.c']);
  });
});
