import { isIPv4, isIPv6 } from 'node:net';
import { parseDuration } from './duration';
import { parseRequestUri } from './goUrl';
import { compilePattern } from './pattern';

type Check = (value: string) => boolean;

const matches = (pattern: string): Check => {
  const expression = compilePattern(pattern);
  return value => expression.test(value);
};

const HOSTNAME = compilePattern(
  String.raw`^([a-zA-Z0-9\p{S}\p{L}]((-?[a-zA-Z0-9\p{S}\p{L}]{0,62})?)|([a-zA-Z0-9\p{S}\p{L}](([a-zA-Z0-9-\p{S}\p{L}]{0,61}[a-zA-Z0-9\p{S}\p{L}])?)(\.)){1,}([a-zA-Z\p{L}]){2,63})$`,
);
const ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~\\x{80}-\\x{10FFFF}-]+";
const ADDRESS = String.raw`(?:${ATOM}(?:\.${ATOM})*|"(?:[^"\\]|\\.)*")@(?:${ATOM}(?:\.${ATOM})*|\[[^\]]*\])`;
const EMAIL = compilePattern(
  String.raw`^\s*(?:${ADDRESS}|[^<>@]*<${ADDRESS}>)\s*$`,
);
const MAC =
  /^(?:[0-9a-f]{2}(:|-)(?:[0-9a-f]{2}\1){4}(?:(?:[0-9a-f]{2}\1){2}|(?:[0-9a-f]{2}\1){14})?[0-9a-f]{2}|[0-9a-f]{4}\.(?:[0-9a-f]{4}\.)(?:[0-9a-f]{4}\.|(?:[0-9a-f]{4}\.){7})?[0-9a-f]{4})$/i;
const uuid = (third: string, fourth: string) =>
  matches(`(?i)^[0-9a-f]{8}-?[0-9a-f]{4}-?${third}-?${fourth}-?[0-9a-f]{12}$`);
const SHADE = String.raw`\s*(0|[1-9]\d?|1\d\d?|2[0-4]\d|25[0-5])\s*`;

/**
 * The formats that an API server checks (apiextensions-apiserver, `supportedVersionedFormats`), as kube-openapi's
 * `strfmt` does. Any other name says nothing; so do those of numbers (`int32`, `double`).
 */
const CHECKS: Record<string, Check> = {
  bsonobjectid: matches('^[0-9a-fA-F]{24}$'),
  byte: matches(
    '^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$',
  ),
  cidr: isCidr,
  creditcard: isCreditCard,
  date: isDate,
  datetime: isDateTime,
  duration: value => parseDuration(value) !== undefined,
  email: value => EMAIL.test(value),
  hexcolor: matches('^#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$'),
  hostname: isHostname,
  ipv4: value => isAddress(value) && value.includes('.'),
  ipv6: value => isIPv6(value) && !value.includes('%'),
  isbn: value => isIsbn10(value) || isIsbn13(value),
  isbn10: isIsbn10,
  isbn13: isIsbn13,
  mac: value => MAC.test(value),
  password: () => true,
  rgbcolor: matches(String.raw`^rgb\(${SHADE},${SHADE},${SHADE}\)$`),
  ssn: matches(String.raw`^\d{3}[- ]?\d{2}[- ]?\d{4}$`),
  uri: value => parseRequestUri(value) !== undefined,
  uuid: uuid('[0-9a-f]{4}', '[0-9a-f]{4}'),
  uuid3: uuid('3[0-9a-f]{3}', '[0-9a-f]{4}'),
  uuid4: uuid('4[0-9a-f]{3}', '[89ab][0-9a-f]{3}'),
  uuid5: uuid('5[0-9a-f]{3}', '[89ab][0-9a-f]{3}'),
};

/** The check of a format, by its name with or without dashes; undefined for one that an API server does not know. */
export function formatCheck(name: unknown): Check | undefined {
  const key = typeof name === 'string' ? name.replaceAll('-', '') : '';
  return Object.hasOwn(CHECKS, key) ? CHECKS[key] : undefined;
}

/** Go's reader of old takes `010.0.0.1`. */
function isAddress(value: string): boolean {
  return (
    !value.includes('%') &&
    (isIPv6(value) || isIPv4(value.replace(/\b0+(?=\d)/g, '')))
  );
}

function isCidr(value: string): boolean {
  const [address, prefix, ...rest] = value.split('/');
  if (rest.length || !/^\d{1,5}$/.test(prefix ?? '')) return false;
  return isAddress(address) && Number(prefix) <= (isIPv6(address) ? 128 : 32);
}

function isDate(value: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value);
  if (!match) return false;
  const [year, month, day] = match.slice(1).map(Number);
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return day >= 1 && day <= (days[month - 1] ?? 0);
}

function isDateTime(value: string): boolean {
  const [date, time, ...rest] = value.toLowerCase().split('t');
  const match =
    /^(\d{2}):(\d{2}):(\d{2})(?:[^\n]\d+)?(?:z|[+-]\d{2}:\d{2})$/.exec(
      time ?? '',
    );
  return (
    !rest.length &&
    isDate(date) &&
    match !== null &&
    match[1] <= '23' &&
    match[2] <= '59' &&
    match[3] <= '59'
  );
}

function isHostname(value: string): boolean {
  return (
    HOSTNAME.test(value) &&
    Buffer.byteLength(value) <= 255 &&
    value.split('.').every(part => Buffer.byteLength(part) <= 63)
  );
}

const digitsOf = (value: string) => [...value].map(Number);

function isCreditCard(value: string): boolean {
  const digits = value.replace(/[^0-9]+/g, '');
  const sum = digitsOf(digits)
    .reverse()
    .map((digit, i) => (i % 2 ? digit * 2 : digit))
    .reduce((total, n) => total + (n > 9 ? n - 9 : n), 0);
  return /^\d{13,19}$/.test(digits) && sum % 10 === 0;
}

function isIsbn10(value: string): boolean {
  const text = value.replace(/[\s-]+/g, '');
  if (!/^\d{9}[\dX]$/.test(text)) return false;
  const sum = [...text].reduce(
    (total, c, i) => total + (10 - i) * (c === 'X' ? 10 : Number(c)),
    0,
  );
  return sum % 11 === 0;
}

function isIsbn13(value: string): boolean {
  const text = value.replace(/[\s-]+/g, '');
  const sum = digitsOf(text).reduce((n, d, i) => n + d * (i % 2 ? 3 : 1), 0);
  return /^\d{13}$/.test(text) && sum % 10 === 0;
}
