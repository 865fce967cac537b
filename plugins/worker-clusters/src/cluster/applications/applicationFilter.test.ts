import { isFiltered, readFilter, writeFilter } from './applicationFilter';

const read = (query: string) => readFilter(new URLSearchParams(query));
const rewrite = (query: string) =>
  writeFilter(new URLSearchParams(query), read(query)).toString();

describe('the filter of Applications in the address', () => {
  it.each([
    '',
    'search=web',
    'health=Degraded&health=Missing&sync=OutOfSync',
    'project=shop&sort=name&order=asc',
    'nested=true&application=argocd%2Fweb',
    'other=1&search=web',
  ])('reads what it writes: %j', query => {
    expect(rewrite(query)).toBe(query);
  });

  it.each([
    ['health=Bad', ''],
    ['sort=token&order=desc', ''],
    ['sort=health&order=desc', ''],
    ['nested=1', ''],
    ['application=web', ''],
    ['application=', ''],
  ])('leaves out %j', (query, expected) => {
    expect(rewrite(query)).toBe(expected);
  });

  it('puts what is not healthy first, unless the address says otherwise', () => {
    expect(read('')).toMatchObject({ sort: 'health', order: 'desc' });
    expect(read('sort=name')).toMatchObject({ sort: 'name', order: 'asc' });
  });

  it.each([
    ['', false],
    ['nested=true&application=a/b', false],
    ['search=x', true],
    ['project=shop', true],
  ])('tells whether %j leaves Applications out: %s', (query, expected) => {
    expect(isFiltered(read(query))).toBe(expected);
  });
});
