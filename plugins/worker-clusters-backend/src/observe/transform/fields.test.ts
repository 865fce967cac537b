import { textWithoutUserinfo, transformConditions } from './fields';

describe('textWithoutUserinfo', () => {
  it.each([
    ['https://user:secret@git.example.org/a', 'https://git.example.org/a'],
    ['https://secret@git.example.org/a', 'https://git.example.org/a'],
    // Go takes the last '@' of an authority, and a quote as it is.
    ['https://user:p@ss@git.example.org/a', 'https://git.example.org/a'],
    ["https://user:it's@git.example.org/a", 'https://git.example.org/a'],
    ['!https://user:secret@git.example.org/*', '!https://git.example.org/*'],
    [
      'fetch "https://u:p@one/a" and https://u:p@two failed',
      'fetch "https://one/a" and https://two failed',
    ],
    ['git@git.example.org:a/b.git', 'git@git.example.org:a/b.git'],
    ['https://git.example.org/@scope/a', 'https://git.example.org/@scope/a'],
    [
      '"https://git.example.org": mail@example.org',
      '"https://git.example.org": mail@example.org',
    ],
  ])('of %j is %j', (value, expected) => {
    expect(textWithoutUserinfo(value)).toBe(expected);
  });

  it.each([[undefined], [1], [''], [{}]])('of %j is undefined', value => {
    expect(textWithoutUserinfo(value)).toBeUndefined();
  });

  it('cuts what is left', () => {
    expect(textWithoutUserinfo('https://u:p@host', 10)).toBe('https://ho…');
  });

  it('takes a text of very many addresses in linear time', () => {
    const began = performance.now();
    textWithoutUserinfo('://a@'.repeat(100_000));
    textWithoutUserinfo(`://${'a'.repeat(500_000)}`);
    expect(performance.now() - began).toBeLessThan(1000);
  });
});

describe('transformConditions', () => {
  it('keeps the credential of a repository out of messages', () => {
    const [condition] = transformConditions([
      {
        type: 'Synced',
        status: 'False',
        message:
          'cannot pull chart from https://user:secret@charts.example.org',
      },
    ]);
    expect(condition.message).toBe(
      'cannot pull chart from https://charts.example.org',
    );
  });
});
