import { compilePattern } from '../pattern';
import { format, quote } from './format';
import { Library } from './types';

const ascii = (text: string, from: RegExp, change: (c: string) => string) =>
  text.replace(from, change);

/** A place in a text, counted in characters as CEL does. */
function place(at: bigint, length: number, what: string): number {
  if (at < 0n || at > BigInt(length))
    throw new Error(`${what} out of range: ${at}`);
  return Number(at);
}

function indexOf(text: string, search: string, from = 0n): bigint {
  const [all, part] = [[...text], [...search]];
  if (!part.length) return from;
  const start = place(from, all.length, 'index');
  for (let i = start; i <= all.length - part.length; i++) {
    if (part.every((c, n) => all[i + n] === c)) return BigInt(i);
  }
  return -1n;
}

function lastIndexOf(text: string, search: string, from?: bigint): bigint {
  const [all, part] = [[...text], [...search]];
  if (!part.length) return from ?? BigInt(all.length);
  const start =
    from === undefined ? all.length : place(from, all.length, 'index');
  for (let i = Math.min(start, all.length - part.length); i >= 0; i--) {
    if (part.every((c, n) => all[i + n] === c)) return BigInt(i);
  }
  return -1n;
}

function substring(text: string, from: bigint, to?: bigint): string {
  const all = [...text];
  const start = place(from, all.length, 'index');
  const end = to === undefined ? all.length : place(to, all.length, 'index');
  if (start > end) throw new Error(`invalid substring range: ${start}, ${end}`);
  return all.slice(start, end).join('');
}

function split(text: string, separator: string, limit = -1n): string[] {
  const parts = separator === '' ? [...text] : text.split(separator);
  const count = Number(limit);
  if (count < 0 || parts.length <= count) return parts;
  return count === 0
    ? []
    : [...parts.slice(0, count - 1), parts.slice(count - 1).join(separator)];
}

function replace(text: string, a: string, b: string, limit = -1n): string {
  const parts = a === '' ? ['', ...text, ''] : text.split(a);
  const count = limit < 0n ? parts.length : Number(limit) + 1;
  const done = parts.slice(0, count).join(b);
  const rest = parts.slice(count);
  return rest.length ? [done, ...rest].join(a) : done;
}

function findAll(text: string, pattern: string, limit = -1n): string[] {
  const all: string[] = [];
  let end = -1;
  for (const { 0: found, index = 0 } of compilePattern(pattern).matchAll(
    text,
  )) {
    // Go leaves out an empty match right behind another one.
    if (found || index !== end) all.push(found);
    end = index + found.length;
  }
  return limit < 0n ? all : all.slice(0, Number(limit));
}

/**
 * Functions of texts. The evaluator has some of its own that count UTF-16 units or read JavaScript's regular
 * expressions; those are called `k8s_…` here, and rules are made to call them so (see `program.ts`).
 */
export const STRINGS: Library = {
  namespaces: ['strings'],
  functions: [
    ['StringsNamespace.quote(string): string', (_, text) => quote(text)],
    ['string.format(list): string', format],
    ['string.replace(string, string): string', replace],
    ['string.replace(string, string, int): string', replace],
    [
      'string.charAt(int): string',
      (text, at) => {
        const all = [...text];
        return all[place(at, all.length, 'index')] ?? '';
      },
    ],
    [
      'string.k8s_matches(string): bool',
      (text, p) => compilePattern(p).test(text),
    ],
    [
      'k8s_matches(string, string): bool',
      (text, p) => compilePattern(p).test(text),
    ],
    [
      'string.find(string): string',
      (text, p) => compilePattern(p).exec(text)?.[0] ?? '',
    ],
    ['string.findAll(string): list<string>', findAll],
    ['string.findAll(string, int): list<string>', findAll],
    [
      'string.k8s_lowerAscii(): string',
      text => ascii(text, /[A-Z]+/g, c => c.toLowerCase()),
    ],
    [
      'string.k8s_upperAscii(): string',
      text => ascii(text, /[a-z]+/g, c => c.toUpperCase()),
    ],
    ['string.k8s_indexOf(string): int', (text, s) => indexOf(text, s)],
    ['string.k8s_indexOf(string, int): int', indexOf],
    ['string.k8s_lastIndexOf(string): int', (text, s) => lastIndexOf(text, s)],
    ['string.k8s_lastIndexOf(string, int): int', lastIndexOf],
    ['string.k8s_substring(int): string', (text, a) => substring(text, a)],
    ['string.k8s_substring(int, int): string', substring],
    ['string.k8s_split(string): list<string>', (text, s) => split(text, s)],
    ['string.k8s_split(string, int): list<string>', split],
  ],
};
