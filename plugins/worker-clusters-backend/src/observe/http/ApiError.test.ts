import { ApiError, asApiError, errorOfStatus, retryAfter } from './ApiError';

const NOW = Date.parse('2026-01-01T00:00:00Z');

describe('retryAfter', () => {
  it.each<[string | undefined, number | undefined]>([
    [undefined, undefined],
    ['', undefined],
    ['3', 3000],
    ['0', 0],
    ['-5', 0],
    ['soon', undefined],
    ['Thu, 01 Jan 2026 00:00:10 GMT', 10_000],
    ['Wed, 31 Dec 2025 00:00:00 GMT', 0],
    // A hostile server cannot silence the portal for a year.
    ['31536000', 300_000],
  ])('reads %j', (header, expected) => {
    expect(retryAfter(header, NOW)).toBe(expected);
  });
});

describe('errorOfStatus', () => {
  const of = (code: number, status?: unknown) =>
    errorOfStatus(code, status, {
      server: 'https://s',
      what: 'Applications',
      secrets: ['s3cr3t-token'],
    });

  it.each<[number, string]>([
    [401, 'unauthorized'],
    [403, 'forbidden'],
    [404, 'notFound'],
    [410, 'gone'],
    [429, 'throttled'],
    [503, 'throttled'],
    [504, 'throttled'],
    [302, 'rejected'],
    [500, 'rejected'],
    [418, 'rejected'],
  ])('takes %d for %s', (code, kind) => {
    const error = of(code);
    expect(error.kind).toBe(kind);
    expect(error.message).toMatch(/https:\/\/s/);
  });

  it.each<[number, object | undefined, string, object]>([
    [
      401,
      { message: 'No.' },
      'https://s: token not accepted (401); renew it',
      {
        code: 'response-unauthorized',
        values: {
          server: 'https://s',
          credential: 'token',
          remedy: 'renew it',
        },
        valueCodes: { credential: 'credential-token', remedy: 'remedy-renew' },
      },
    ],
    [
      403,
      undefined,
      "Not allowed to read Applications on https://s (403). Add to the role of the portal's identity: the right to read it.",
      {
        code: 'response-forbidden',
        values: {
          what: 'Applications',
          server: 'https://s',
          grant: 'the right to read it',
        },
        valueCodes: { grant: 'grant-read' },
      },
    ],
    [
      403,
      { message: 'No.' },
      "Not allowed to read Applications on https://s (403): No.. Add to the role of the portal's identity: the right to read it.",
      {
        code: 'response-forbidden-because',
        values: expect.objectContaining({ message: 'No.' }),
        valueCodes: { grant: 'grant-read' },
      },
    ],
    [
      503,
      { message: 'Later.' },
      'https://s: request for Applications to be tried again later (503): Later.',
      {
        code: 'response-throttled-because',
        values: {
          server: 'https://s',
          what: 'Applications',
          status: '503',
          message: 'Later.',
        },
      },
    ],
    [
      500,
      { message: 'Broken.' },
      'https://s: request for Applications failed (500): Broken.',
      {
        code: 'response-rejected-because',
        values: {
          server: 'https://s',
          what: 'Applications',
          status: '500',
          message: 'Broken.',
        },
      },
    ],
  ])('says %d with %j, and its code', (code, status, message, messageCode) => {
    const error = of(code, status);
    expect(error.message).toBe(message);
    expect(error.messageCode).toEqual(messageCode);
  });

  it('repeats the token neither in the message nor in the values of its code', () => {
    const { message, messageCode } = of(403, {
      message: 'User "s3cr3t-token" cannot list',
    });
    expect(message).toMatch(/\(403\): \(message withheld/);
    expect(messageCode!.values!.message).toMatch(/^\(message withheld/);
    expect(JSON.stringify(messageCode)).not.toContain('s3cr3t');
  });

  it('quotes the server on one line, and not at length', () => {
    const { message, messageCode } = of(500, {
      message: `a\n\u001b[31mb${'x'.repeat(999)}`,
    });
    for (const text of [message, `: ${messageCode!.values!.message}`]) {
      expect(text).toMatch(/: a \[31mbx+…$/);
      expect(text.length).toBeLessThan(400);
    }
  });

  it.each([undefined, null, 5, 'text', {}, { message: {} }, { message: '' }])(
    'reads %j for a body',
    status => {
      expect(of(500, status).message).toBe(
        'https://s: request for Applications failed (500)',
      );
    },
  );
});

describe('an error of a server', () => {
  it('asks for no longer wait than five minutes, and no negative one', () => {
    const wait = (retryAfterMs: number) =>
      errorOfStatus(503, undefined, {
        server: 'https://s',
        what: 'Applications',
        secrets: [],
        retryAfterMs,
      }).retryAfterMs;
    expect(wait(1e15)).toBe(300_000);
    expect(wait(-1)).toBe(0);
    expect(wait(NaN)).toBeUndefined();
    expect(wait(2000)).toBe(2000);
  });
});

describe('asApiError', () => {
  it('keeps an ApiError', () => {
    const error = new ApiError('gone', {
      message: 'x',
      messageCode: { code: 'test' },
    });
    expect(asApiError(error)).toBe(error);
  });

  it.each([
    new SyntaxError('Unexpected token s3cr3t-token at position 1'),
    new TypeError('s3cr3t-token\n    at s3cr3t-token.ts:1:1'),
  ])('names the place of another error, and repeats nothing of it', error => {
    const { kind, message } = asApiError(error);
    expect(kind).toBe('garbage');
    expect(message).toMatch(
      /^Unexpected (Syntax|Type)Error in the portal at ApiError\.test\.ts:\d+; please report it$/,
    );
  });

  it.each([undefined, null, 'text', {}])('takes %j', error => {
    expect(asApiError(error).message).toMatch(
      /^Unexpected error in the portal/,
    );
  });
});
