import { AnswerCache } from './AnswerCache';

const MIB = 1024 * 1024;
const answer = (mib: number) => ({
  etag: '"x"',
  // Two bytes a character.
  body: 'x'.repeat((mib * MIB) / 2),
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
    for (let i = 0; i < 100; i += 1) cache.set('same', answer(4));
    cache.set('other', answer(4));
    expect(cache.get('same')).toBeDefined();
  });

  it('keeps no answer that is too large, and forgets the one before it', () => {
    const cache = new AnswerCache();
    cache.set('a', answer(1));
    cache.set('a', answer(5));
    expect(cache.get('a')).toBeUndefined();
  });
});
