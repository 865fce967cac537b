import { toRequester } from './toRequester';

const defaults = {
  appBaseUrl: 'https://portal.example.org:7007/x',
  defaultAuthor: { name: 'Portal', email: 'portal@example.org' },
};
const user = (profile?: object, title?: string): any => ({
  ref: 'user:default/ada',
  entity: { metadata: { name: 'ada', title }, spec: { profile } },
});

describe('toRequester', () => {
  it.each([
    [
      'the profile',
      user({ displayName: 'Ada L.', email: 'ada@example.org' }),
      'Ada L.',
      'ada@example.org',
    ],
    [
      'the title',
      user({ email: 'ada@example.org' }, 'Countess'),
      'Countess',
      'ada@example.org',
    ],
    [
      'the name alone',
      { ref: 'user:default/ada' },
      'ada',
      'ada@users.noreply.portal.example.org',
    ],
    [
      'no sound address',
      user({ displayName: 'Ada', email: 'none' }),
      'Ada',
      'ada@users.noreply.portal.example.org',
    ],
    [
      'a profile that would write its own header',
      user({ displayName: 'Ada <x@y>\nCo-authored-by: z', email: 'a@b\nX: y' }),
      'Ada  x@y Co-authored-by: z',
      'ada@users.noreply.portal.example.org',
    ],
  ])('takes %s', (_, who, name, email) => {
    expect(toRequester({ ...defaults, user: who })).toEqual({
      ref: 'user:default/ada',
      displayName: name,
      author: { name, email },
    });
  });

  it('takes the default author when no user asks', () => {
    expect(toRequester({ ...defaults, user: {} })).toEqual({
      displayName: 'Portal',
      author: defaults.defaultAuthor,
    });
  });
});
