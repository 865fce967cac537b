import fc from 'fast-check';
import { holdsSecret, quote } from './quote';

const TOKEN =
  'eyJhbGciOiJSUzI1NiIsImtpZCI6Ik1qWQ.eyJzdWIiOiJwb3J0YWwifQ.c2ln-bmF0_dXJl~x+y/z=';

const base64 = (text: string) => Buffer.from(text).toString('base64');
const codes = (text: string, write: (code: number) => string) =>
  [...text].map(c => write(c.charCodeAt(0))).join('');
const hex = (code: number) => code.toString(16).padStart(2, '0');

const ENCODINGS: Array<[string, (token: string) => string]> = [
  ['as it is', t => t],
  ['after its scheme', t => `Bearer ${t}`],
  ['in base64', base64],
  ['in base64 without padding', t => base64(t).replace(/=+$/, '')],
  ['in base64 for URLs', t => Buffer.from(t).toString('base64url')],
  ['with its scheme in base64', t => base64(`Bearer ${t}`)],
  ['as the password of Basic', t => base64(`x:${t}`)],
  ['in base64 after one byte', t => base64(`a${t}b`)],
  ['in base64 after two bytes', t => base64(`ab${t}`)],
  ['in base64 of two lines', t => base64(t).replace(/(.{20})/g, '$1\n')],
  ['escaped for a URL', t => encodeURIComponent(t)],
  ['escaped for a URL twice', t => encodeURIComponent(encodeURIComponent(t))],
  ['in escapes of a URL', t => codes(t, c => `%${hex(c)}`)],
  ['as JSON', t => JSON.stringify(t)],
  ['in escapes of JSON', t => codes(t, c => `\\u00${hex(c)}`)],
  ['in escapes of JSON in JSON', t => codes(t, c => `\\\\u00${hex(c)}`)],
  ['in escapes of JavaScript', t => codes(t, c => `\\x${hex(c)}`)],
  ['in entities of HTML', t => codes(t, c => `&#${c};`)],
  ['in hexadecimal entities of HTML', t => codes(t, c => `&#x${hex(c)};`)],
  ['quoted printable', t => codes(t, c => `=${hex(c).toUpperCase()}`)],
  ['in hex', t => Buffer.from(t).toString('hex')],
  ['in hex with colons', t => codes(t, c => `${hex(c)}:`)],
  ['in upper case', t => t.toUpperCase()],
  ['letter by letter', t => [...t].join(' ')],
  ['letter by letter, with zero-width spaces', t => [...t].join('\u200b')],
  ['cut off at its beginning', t => t.slice(20)],
  ['cut off at its end', t => t.slice(0, 20)],
  ['a part of it in the middle', t => t.slice(30, 45)],
];

describe('quote', () => {
  it.each(ENCODINGS)('withholds a message with the token %s', (_, encode) => {
    for (const before of ['', 'no such user: ', 'x', '{"token":"']) {
      const message = `${before}${encode(TOKEN)}`;
      expect(quote(message, ['other-token-1234567', TOKEN])).toBe(
        '(message withheld: it holds a part of the token)',
      );
    }
  });

  it.each([
    'applications.argoproj.io is forbidden: User "system:serviceaccount:portal:portal" cannot list resource "applications" in API group "argoproj.io" in the namespace "argocd"',
    'etcdserver: request timed out',
    'the server is currently unable to handle the request',
    'admission webhook "x.example.org" denied the request: 100%',
  ])('repeats %j', message => {
    expect(quote(message, [TOKEN])).toBe(message);
    expect(quote(message, [])).toBe(message);
  });

  it('repeats one line of at most 300 characters', () => {
    expect(quote(`a\r\n\tb\u0000\u202ec${'x '.repeat(999)}`, [])).toMatch(
      /^a b c(x ){147}x…$/,
    );
  });

  it.each([undefined, null, 5, {}, '', ' \n'])('has nothing of %j', text => {
    expect(quote(text, [TOKEN])).toBeUndefined();
  });

  it('finds any eight letters or digits in a row of any token, plain or in base64', () => {
    const token = fc.stringMatching(/^[\x21-\x7e]{16,60}$/);
    fc.assert(
      fc.property(
        token,
        fc.string(),
        fc.nat(),
        fc.boolean(),
        (secret, around, from, encoded) => {
          const whole = encoded ? base64(`${around}${secret}`) : secret;
          fc.pre(secret.replace(/[^a-z0-9]/gi, '').length >= 8);
          expect(holdsSecret(`${around}${whole}`, [secret])).toBe(true);
          // A part of 24 characters of base64 holds 8 of the secret's encoding, wherever it is cut.
          const part = Buffer.from(secret)
            .toString('base64')
            .replace(/[^a-z0-9]/gi, '')
            .slice(0, -3);
          const at = from % Math.max(1, part.length - 8);
          expect(holdsSecret(part.slice(at, at + 8), [secret])).toBe(true);
        },
      ),
    );
  });
});
