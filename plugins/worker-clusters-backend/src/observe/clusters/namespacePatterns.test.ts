import { matchesNamespace, parseNamespacePatterns } from './namespacePatterns';

describe('parseNamespacePatterns', () => {
  it.each([
    [undefined, []],
    [7, []],
    ['', []],
    ['app-one', ['app-one']],
    [' app-* , team-?,, ', ['app-*', 'team-?']],
    ['a,'.repeat(1000), Array(50).fill('a')],
    ['x'.repeat(300), []],
  ])('of %j', (value, expected) => {
    expect(parseNamespacePatterns(value)).toEqual(expected);
  });
});

describe('matchesNamespace', () => {
  it.each<[string[], string, boolean]>([
    [['app-one'], 'app-one', true],
    [['app-one'], 'app-on', false],
    [['app-one'], 'app-ones', false],
    [['app-*'], 'app-', true],
    [['app-*'], 'app-team-two', true],
    [['app-*'], 'application', false],
    [['*-prod'], 'a-prod-b-prod', true],
    [['*-prod'], 'a-prod-b', false],
    [['a*b*c'], 'axxbyyc', true],
    [['a*b*c'], 'axxcyyb', false],
    [['team-?'], 'team-1', true],
    [['team-?'], 'team-', false],
    [['*'], 'anything', true],
    [['other', 'app-*'], 'app-1', true],
    [['/^app-.*$/'], 'not-evaluated', true],
    [['team-[ab]'], 'not-evaluated', true],
    [[], 'app-1', false],
  ])('of %j and %s is %s', (patterns, namespace, expected) => {
    expect(matchesNamespace(patterns, namespace)).toBe(expected);
  });

  it('takes a pattern that would be expensive in its stride', () => {
    expect(matchesNamespace(['*a'.repeat(100)], 'b'.repeat(253))).toBe(false);
  });
});
