import { readToken } from './authentication';
import { pageLinks, readPage } from './paging';

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

describe('readToken', () => {
  it.each([
    ['token abc', 'abc'],
    ['Bearer abc', 'abc'],
    [basic('portal:abc'), 'abc'],
    [basic('portal:a:b'), 'a:b'],
    [basic('abc:'), 'abc'],
    [basic('abc:x-oauth-basic'), 'abc'],
    [basic('abc'), 'abc'],
    ['abc', undefined],
    ['Digest abc', undefined],
    ['token', undefined],
    ['', undefined],
  ])('%s: %s', (header, token) => expect(readToken(header)).toBe(token));
});

describe('paging', () => {
  it.each([
    [{}, { page: 1, limit: 30, skip: 0 }],
    [
      { page: '3', limit: '10' },
      { page: 3, limit: 10, skip: 20 },
    ],
    [{ limit: '1000' }, { page: 1, limit: 50, skip: 0 }],
    [
      { page: '-1', limit: '0' },
      { page: 1, limit: 30, skip: 0 },
    ],
    [
      { page: 'x', limit: ['1'] },
      { page: 1, limit: 30, skip: 0 },
    ],
  ])('reads %j', (query, expected) => {
    expect(readPage(query)).toEqual(expected);
  });

  it.each([
    [1, 10, 0, []],
    [1, 10, 10, []],
    [
      1,
      10,
      11,
      [
        ['next', 2],
        ['last', 2],
      ],
    ],
    [
      2,
      10,
      11,
      [
        ['first', 1],
        ['prev', 1],
      ],
    ],
    [
      9,
      10,
      11,
      [
        ['first', 1],
        ['prev', 2],
      ],
    ],
  ])('links page %i of %i each in %i', (page, limit, total, expected) => {
    expect(pageLinks(page, limit, total)).toEqual(expected);
  });
});
