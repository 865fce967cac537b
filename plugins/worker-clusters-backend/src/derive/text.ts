import type {
  CodedMessage,
  Message,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { mapCodeValues } from '../messages';

/** The length to which a word (a name, a version, a reason) from a cluster is cut. */
const MAX_WORD = 253;
const MAX_URL = 2000;

/**
 * A text from a cluster, as it may be kept: without control characters (PostgreSQL refuses NUL), without half
 * surrogate pairs, cut to `max` UTF-16 code units. Undefined for anything but a non-empty string.
 */
export function boundedText(value: unknown, max: number): string | undefined {
  if (typeof value !== 'string') return undefined;
  const cut = value.length > max ? `${value.slice(0, max - 1)}…` : value;
  const clean = cut
    // eslint-disable-next-line no-control-regex
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, ' ')
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .trim();
  return clean === '' ? undefined : clean;
}

/** {@link boundedText} for names, versions and the like. */
export function boundedWord(value: unknown): string | undefined {
  return boundedText(value, MAX_WORD);
}

/** The same bounds for each value of a message: an empty text stays one. */
export function boundedCode(message: CodedMessage, max: number): CodedMessage {
  return mapCodeValues(message, value => boundedText(value, max) ?? '');
}

/** A message whose text and values are {@link boundedText}. Undefined if there is no text. */
export function boundedMessage(
  { message, messageCode }: Partial<Message>,
  max: number,
): Message | undefined {
  const bounded = boundedText(message, max);
  return bounded === undefined
    ? undefined
    : {
        message: bounded,
        ...(messageCode && { messageCode: boundedCode(messageCode, max) }),
      };
}

/**
 * The value if it is an http(s) URL without credentials: origin and path, without a slash at the end. Else undefined.
 */
export function httpUrl(value: unknown): string | undefined {
  const text = typeof value === 'string' ? value.trim() : '';
  if (!/^https?:\/\//i.test(text) || text.length > MAX_URL) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url && !url.username && !url.password
    ? `${url.origin}${url.pathname}`.replace(/(?<!\/)\/+$/, '')
    : undefined;
}

/** A reason as Kubernetes writes it (a CamelCase word), else the fallback. */
export function reasonOr(value: unknown, fallback: string): string {
  return typeof value === 'string' && /^[A-Za-z][\w.:-]{0,127}$/.test(value)
    ? value
    : fallback;
}

/** The value without its fields that are undefined: as it is read back from the database. */
export function withoutUndefined<T extends object>(value: T): T {
  const result: Partial<T> = {};
  for (const key of Object.keys(value) as Array<keyof T>) {
    if (value[key] !== undefined) result[key] = value[key];
  }
  return result as T;
}
