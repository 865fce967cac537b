import { firstAndSomeMore } from './firstAndSomeMore';

describe('firstAndSomeMore', () => {
  it.each([
    [['b', 'a'], 'a, b'],
    [['c', 'b', 'a'], 'a, b, c'],
    [['d', 'c', 'b', 'a', 'e'], 'a, b, c, and 2 more'],
  ])('%j', (names, text) => {
    expect(firstAndSomeMore(names)).toBe(text);
  });
});
