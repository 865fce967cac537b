import {
  MAX_SPEC_DEPTH,
  MAX_SPEC_VALUES,
  requireBoundedSpec,
} from './requireBoundedSpec';

/** A list in a list, so many times. */
const nested = (levels: number) =>
  JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`);
const wide = (values: number) => Array.from({ length: values }, () => 1);

describe('requireBoundedSpec', () => {
  it.each([
    ['no spec', undefined],
    ['a spec', { nodes: { min: 1 }, zones: ['a', null] }],
    ['as many levels as may be', nested(MAX_SPEC_DEPTH + 1)],
    ['as many values as may be', wide(MAX_SPEC_VALUES - 1)],
  ])('passes %s', (_, spec) => {
    expect(() => requireBoundedSpec(spec)).not.toThrow();
  });

  it.each([
    ['one level more', nested(MAX_SPEC_DEPTH + 2), /more than 32 levels/],
    ['50,000 levels', nested(50_000), /levels/],
    ['one value more', wide(MAX_SPEC_VALUES), /more than 5000 values/],
    [
      'a prototype',
      JSON.parse('{"nodes": {"__proto__": {"min": 1}}}'),
      /'__proto__'/,
    ],
  ])('refuses %s', (_, spec, message) => {
    expect(() => requireBoundedSpec(spec)).toThrow(message);
  });
});
