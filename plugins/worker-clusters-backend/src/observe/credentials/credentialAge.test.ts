import { readCredentialAge, tokenIssuedAt } from './credentialAge';

const jwt = (payload: unknown) =>
  `e30.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.sig`;

describe('tokenIssuedAt', () => {
  it('reads iat', () => {
    expect(tokenIssuedAt(jwt({ iat: 1764331200 }))).toBe(
      '2025-11-28T12:00:00.000Z',
    );
  });

  it.each([
    undefined,
    'opaque',
    'a.b.c',
    'e30..x',
    jwt({}),
    jwt({ iat: 'soon' }),
    jwt({ iat: -1 }),
    jwt({ iat: 1e300 }),
    jwt(null),
    jwt('text'),
    `e30.${'A'.repeat(20_000)}.x`,
  ])('is undefined for %p', token => {
    expect(tokenIssuedAt(token)).toBeUndefined();
  });
});

describe('readCredentialAge', () => {
  const secret = (managedFields?: unknown) => ({
    metadata: {
      name: 'dev-portal',
      namespace: 'clusters-dev',
      creationTimestamp: '2026-01-01T00:00:00Z',
      managedFields,
    },
  });
  const object = {
    kind: 'Secret',
    namespace: 'clusters-dev',
    name: 'dev-portal',
  };

  it('takes the creation of a Secret that says nothing else', () => {
    expect(readCredentialAge(secret(), 'opaque')).toEqual({
      object,
      issuedAt: undefined,
      writtenAt: '2026-01-01T00:00:00.000Z',
    });
  });

  it('takes the last write of the data, and no other one', () => {
    const { writtenAt } = readCredentialAge(
      secret([
        { time: '2026-03-01T00:00:00Z', fieldsV1: { 'f:data': {} } },
        { time: '2026-06-01T00:00:00Z', fieldsV1: { 'f:metadata': {} } },
        'nonsense',
        { time: 'later', fieldsV1: { 'f:data': {} } },
      ]),
      'opaque',
    );
    expect(writtenAt).toBe('2026-03-01T00:00:00.000Z');
  });
});
