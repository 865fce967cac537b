import { AnswerCache } from './AnswerCache';

const MIB = 1024 * 1024;
const ETAG = '"x"';
/** Takes so many MiB together with a key of one character. */
const answer = (mib: number) => ({
  etag: ETAG,
  // Two bytes a character.
  body: 'x'.repeat((mib * MIB) / 2 - ETAG.length - 1),
});

describe('AnswerCache', () => {
  it('makes room by the answer that was used least recently', () => {
    const cache = new AnswerCache();
    for (let i = 0; i < 8; i += 1) cache.set(`${i}`, answer(4));
    expect(cache.get('0')).toBeDefined();
    cache.set('8', answer(4));
    expect(cache.get('1')).toBeUndefined();
    expect(cache.get('0')).toBeDefined();
    expect(cache.get('8')).toBeDefined();
  });

  it('counts an answer that replaces another once', () => {
    const cache = new AnswerCache();
    for (let i = 0; i < 100; i += 1) cache.set('a', answer(4));
    cache.set('b', answer(4));
    expect(cache.get('a')).toBeDefined();
  });

  it('keeps no answer that is too large, and forgets the one before it', () => {
    const cache = new AnswerCache();
    cache.set('a', answer(1));
    cache.set('a', answer(5));
    expect(cache.get('a')).toBeUndefined();
  });

  it('counts the keys: many answers without a body find an end', () => {
    const cache = new AnswerCache();
    const key = (i: number) => `${i} ${'x'.repeat(MIB - 10)}`;
    for (let i = 0; i < 20; i += 1) cache.set(key(i), { etag: '', body: '' });
    expect(cache.get(key(0))).toBeUndefined();
    expect(cache.get(key(19))).toBeDefined();
  });
});
