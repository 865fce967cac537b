const MAX_LENGTH = 300;

/** Characters of a secret in a row that count as a part of it, without regard to case and punctuation. */
const PART = 8;

/** Unwraps once what a server may have wrapped a text in: escapes of URLs, JSON and HTML. */
const unescape = (text: string) =>
  text
    .replace(/(?:%|\\x|=)([0-9a-f]{2})/gi, (_, hex) =>
      String.fromCharCode(parseInt(hex, 16)),
    )
    .replace(/\\u\{?0*([0-9a-f]{1,4})\}?/gi, (_, hex) =>
      String.fromCharCode(parseInt(hex, 16)),
    )
    .replace(/&#x([0-9a-f]{1,4});?/gi, (_, hex) =>
      String.fromCharCode(parseInt(hex, 16)),
    )
    .replace(/&#(\d{1,5});?/g, (_, code) => String.fromCharCode(Number(code)));

/** Letters and digits alone: what is wrapped into lines or quoted, and both alphabets of base64, look the same. */
const bare = (text: string) => text.replace(/[^a-z0-9]+/gi, '').toLowerCase();

/** A secret as it is, in base64 wherever in a longer text it stands there, and in hex. */
function encodingsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const base64 = [0, 1, 2].map(before => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString(
      'base64',
    );
    // The first characters depend on what stands before, the last ones on what comes after.
    return text.slice([0, 2, 3][before]).replace(/.?=*$/, '');
  });
  return [secret, ...base64, bytes.toString('hex')];
}

/** Tells whether a text holds a part of one of the secrets: plain, escaped, in base64 or in hex. */
export function holdsSecret(text: string, secrets: string[]): boolean {
  const texts = new Set([bare(text)]);
  for (let unwrapped = text, round = 0; round < 3; round++) {
    unwrapped = unescape(unwrapped);
    texts.add(bare(unwrapped));
  }
  for (const secret of secrets) {
    for (const encoded of encodingsOf(secret).map(bare)) {
      const length = Math.min(PART, encoded.length);
      if (length === 0) continue;
      const parts = new Set<string>();
      for (const candidate of texts) {
        for (let at = 0; at + length <= candidate.length; at++) {
          parts.add(candidate.slice(at, at + length));
        }
      }
      for (let at = 0; at + length <= encoded.length; at++) {
        if (parts.has(encoded.slice(at, at + length))) return true;
      }
    }
  }
  return false;
}

/**
 * What may be repeated of a text that a server sent: one line of at most 300 characters, and nothing at all if it holds
 * a part of a secret. Undefined if there is nothing to repeat.
 */
export function quote(text: unknown, secrets: string[]): string | undefined {
  if (typeof text !== 'string') return undefined;
  const line = text
    .slice(0, 4 * MAX_LENGTH)
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim();
  if (line === '') return undefined;
  if (holdsSecret(line, secrets)) {
    return '(message withheld: it holds a part of the token)';
  }
  return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH)}…` : line;
}
