import { parseRequestUri, GoUrl, hostname, port } from '../goUrl';
import { formatCheck } from '../formats';
import * as names from '../names';
import { none, some } from './evaluator';
import { Library, required } from './types';

/** A URL of Kubernetes' library. */
class Url {
  constructor(readonly parts: GoUrl) {}
}

/** A version of Kubernetes' library. */
class Semver {
  constructor(readonly numbers: bigint[], readonly before: string[]) {}
}

/** A format of Kubernetes' library: what is wrong with a text, nothing for a good one. */
class Format {
  constructor(readonly check: (text: string) => string[]) {}
}

/** As for a request, and then once more without the fragment, as Kubernetes does. */
function toUrl(text: string): Url {
  const parts =
    parseRequestUri(text) && parseRequestUri(text.replace(/#.*$/s, ''));
  return new Url(required(parts, `'${text}' is not a URL`));
}

function query(text: string): Record<string, string[]> {
  const all = new Map<string, string[]>();
  for (const [key, value] of new URLSearchParams(text)) {
    all.set(key, [...(all.get(key) ?? []), value]);
  }
  return Object.fromEntries(all);
}

const SEMVER =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;

function parseSemver(text: string, lenient = false): Semver | undefined {
  const match = SEMVER.exec(lenient ? complete(text) : text);
  const before = match?.[4]?.split('.') ?? [];
  if (!match || before.some(part => /^0\d+$/.test(part))) return undefined;
  return new Semver(match.slice(1, 4).map(BigInt), before);
}

/** `v1.2` as `1.2.0`, `01.2.3` as `1.2.3`. */
function complete(text: string): string {
  const [a, b = '0', ...rest] = text.replace(/^v/, '').split('.');
  const parts = [a, b, rest.length ? rest.join('.') : '0'];
  return parts.map(part => part.replace(/^0+(?=\d)/, '')).join('.');
}

function compareSemver(a: Semver, b: Semver): bigint {
  for (let i = 0; i < 3; i++) {
    if (a.numbers[i] !== b.numbers[i])
      return a.numbers[i] < b.numbers[i] ? -1n : 1n;
  }
  if (!a.before.length || !b.before.length) {
    return BigInt(Math.sign(b.before.length - a.before.length));
  }
  for (let i = 0; i < Math.max(a.before.length, b.before.length); i++) {
    const [x, y] = [a.before[i], b.before[i]];
    if (x === undefined || y === undefined) return x === undefined ? -1n : 1n;
    if (x !== y) return comparePart(x, y);
  }
  return 0n;
}

function comparePart(a: string, b: string): bigint {
  const [m, n] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (m !== n) return m ? -1n : 1n;
  if (m) return BigInt(a) < BigInt(b) ? -1n : 1n;
  return a < b ? -1n : 1n;
}

const known = (name: string) => (text: string) =>
  formatCheck(name)!(text) ? [] : [`is not a valid ${name}`];

const FORMATS: Record<string, (text: string) => string[]> = {
  dns1123Label: names.dns1123Label,
  dns1123Subdomain: names.dns1123Subdomain,
  dns1035Label: names.dns1035Label,
  qualifiedName: names.qualifiedName,
  dns1123LabelPrefix: names.dns1123LabelPrefix,
  dns1123SubdomainPrefix: names.dns1123SubdomainPrefix,
  dns1035LabelPrefix: names.dns1035LabelPrefix,
  labelValue: names.labelValue,
  uri: known('uri'),
  uuid: known('uuid'),
  byte: known('byte'),
  date: known('date'),
  datetime: known('datetime'),
};

function validate(format: Format, text: string): unknown {
  const problems = format.check(text);
  return problems.length ? some(problems) : none;
}

/** Kubernetes' libraries of URLs, versions and formats. */
export const TEXTS: Library = {
  types: { Url, Semver, Format },
  namespaces: ['format'],
  equality: [
    ['Url', (a, b) => JSON.stringify(a.parts) === JSON.stringify(b.parts)],
    ['Semver', (a, b) => compareSemver(a, b) === 0n],
  ],
  functions: [
    ['isURL(string): bool', text => parseRequestUri(text) !== undefined],
    ['url(string): Url', toUrl],
    ['Url.getScheme(): string', url => url.parts.scheme],
    ['Url.getHost(): string', url => url.parts.host],
    ['Url.getHostname(): string', url => hostname(url.parts)],
    ['Url.getPort(): string', url => port(url.parts)],
    [
      'Url.getEscapedPath(): string',
      ({ parts: { path } }) => (path.includes('%') ? path : encodeURI(path)),
    ],
    [
      'Url.getQuery(): map<string, list<string>>',
      url => query(url.parts.query),
    ],
    ['isSemver(string): bool', text => parseSemver(text) !== undefined],
    [
      'isSemver(string, bool): bool',
      (text, lenient) => parseSemver(text, lenient) !== undefined,
    ],
    [
      'semver(string): Semver',
      text => required(parseSemver(text), `'${text}' is not a version`),
    ],
    [
      'semver(string, bool): Semver',
      (text, lenient) =>
        required(parseSemver(text, lenient), `'${text}' is not a version`),
    ],
    ['Semver.major(): int', v => v.numbers[0]],
    ['Semver.minor(): int', v => v.numbers[1]],
    ['Semver.patch(): int', v => v.numbers[2]],
    ['Semver.isLessThan(Semver): bool', (a, b) => compareSemver(a, b) < 0n],
    ['Semver.isGreaterThan(Semver): bool', (a, b) => compareSemver(a, b) > 0n],
    ['Semver.compareTo(Semver): int', compareSemver],
    ['Format.validate(string): optional<list<string>>', validate],
    [
      'FormatNamespace.named(string): optional<Format>',
      (_, name) =>
        Object.hasOwn(FORMATS, name) ? some(new Format(FORMATS[name])) : none,
    ],
    ...Object.entries(FORMATS).map(([name, check]): [string, () => unknown] => [
      `FormatNamespace.${name}(): Format`,
      () => new Format(check),
    ]),
  ],
};
