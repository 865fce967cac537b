import { applyTransforms, format, Transform } from './transforms';

describe('applyTransforms', () => {
  const cases: Array<[string, unknown, Transform[], unknown]> = [
    ['nothing', 'a', [], 'a'],
    [
      'a map',
      'small',
      [{ type: 'map', map: { small: 'm7i.large' } }],
      'm7i.large',
    ],
    [
      'a format',
      'x',
      [{ type: 'string', string: { type: 'Format', fmt: '%s-portal' } }],
      'x-portal',
    ],
    [
      'upper case',
      'x',
      [{ type: 'string', string: { type: 'Convert', convert: 'ToUpper' } }],
      'X',
    ],
    [
      'a trimmed suffix',
      'a-dev',
      [{ type: 'string', string: { type: 'TrimSuffix', trim: '-dev' } }],
      'a',
    ],
    [
      'a regular expression',
      'arn:aws:eks:eu-west-1',
      [
        {
          type: 'string',
          string: { type: 'Regexp', regexp: { match: 'eks:(.*)$', group: 1 } },
        },
      ],
      'eu-west-1',
    ],
    [
      'a number of a text',
      '3',
      [{ type: 'convert', convert: { toType: 'int64' } }],
      3,
    ],
    ['a product', 3, [{ type: 'math', math: { multiply: 2 } }], 6],
    [
      'a bound',
      3,
      [{ type: 'math', math: { type: 'ClampMax', clampMax: 2 } }],
      2,
    ],
    [
      'a match',
      'prod',
      [
        {
          type: 'match',
          match: {
            patterns: [{ type: 'regexp', regexp: '^pr', result: 3 }],
            fallbackValue: 1,
          },
        },
      ],
      3,
    ],
    [
      'the fallback of a match',
      'dev',
      [{ type: 'match', match: { patterns: [], fallbackValue: 1 } }],
      1,
    ],
    [
      'one after the other',
      'small',
      [
        { type: 'map', map: { small: 2 } },
        { type: 'math', math: { multiply: 4 } },
        { type: 'convert', convert: { toType: 'string' } },
      ],
      '8',
    ],
  ];
  it.each(cases)('gives %s', (_, input, transforms, result) => {
    expect(applyTransforms(input, transforms)).toEqual(result);
  });

  it.each<[string, unknown, Transform]>([
    ['"huge" is not found in map', 'huge', { type: 'map', map: { a: 1 } }],
    ['"toString" is not found', 'toString', { type: 'map', map: {} }],
    ['is not a number', 'x', { type: 'math', math: { multiply: 2 } }],
    [
      'cannot be converted',
      'x',
      { type: 'convert', convert: { toType: 'int' } },
    ],
    ['"reverse" is not supported', 'x', { type: 'reverse' }],
    [
      'does not match',
      'x',
      { type: 'string', string: { type: 'Regexp', regexp: { match: 'y' } } },
    ],
  ])('says %s', (message, input, transform) => {
    expect(() => applyTransforms(input, [transform])).toThrow(message);
  });
});

describe('format', () => {
  it.each([
    ['%s/%s', ['a', 'b'], 'a/b'],
    ['100%% of %d', [5], '100% of 5'],
    ['%q', ['a'], '"a"'],
    ['none', ['a'], 'none'],
  ])('formats %s', (template, values, result) => {
    expect(format(template, values)).toBe(result);
  });

  it('wants a value for each verb, and knows the verbs', () => {
    expect(() => format('%s %s', ['a'])).toThrow(/more values/);
    expect(() => format('%x', ['a'])).toThrow(/%x/);
  });
});
