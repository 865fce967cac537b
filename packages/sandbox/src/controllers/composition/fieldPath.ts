/** One step of a field path: the name of a field, or the index of a list. */
export type Segment = string | number;

/** Longest list that a path may ask for, so that `a[999999999]` in a manifest costs nothing. */
const MAX_INDEX = 1024;

/**
 * Reads a field path as Crossplane writes it: `spec.subnets[0].id`, `metadata.annotations[crossplane.io/external-name]`.
 *
 * @throws Error if the path is malformed, or names a field of JavaScript's objects.
 */
export function parseFieldPath(path: string): Segment[] {
  const segments: Segment[] = [];
  let rest = path;
  while (rest) {
    const match = /^(?:\[([^\]]+)\]|([^.[\]]+))(\.(?=[^.[])|(?=\[)|$)/.exec(
      rest,
    );
    if (!match) {
      throw new Error(`field path "${path}" is malformed at "${rest}"`);
    }
    const [whole, bracketed, plain] = match;
    segments.push(toSegment(bracketed, plain, path));
    rest = rest.slice(whole.length);
  }
  if (segments.length === 0) throw new Error('a field path is empty');
  return segments;
}

function toSegment(
  bracketed: string | undefined,
  plain: string | undefined,
  path: string,
): Segment {
  if (bracketed === undefined) return checkName(plain!, path);
  if (/^\d+$/.test(bracketed)) {
    const index = Number(bracketed);
    if (index > MAX_INDEX) {
      throw new Error(`index ${index} of field path "${path}" is too large`);
    }
    return index;
  }
  return checkName(bracketed.replace(/^(['"])(.*)\1$/, '$2'), path);
}

function checkName(name: string, path: string): string {
  if (['__proto__', 'prototype', 'constructor'].includes(name)) {
    throw new Error(`field path "${path}" is refused: it names "${name}"`);
  }
  return name;
}

/** The value at a path, or undefined if there is none. */
export function getField(object: unknown, path: string): unknown {
  let value: any = object;
  for (const segment of parseFieldPath(path)) {
    if (value === null || typeof value !== 'object') return undefined;
    if (!Object.prototype.hasOwnProperty.call(value, segment)) return undefined;
    value = value[segment];
  }
  return value === null ? undefined : value;
}

/** Sets the value at a path and makes the objects and lists on the way. Changes `object`. */
export function setField(object: object, path: string, value: unknown): void {
  const segments = parseFieldPath(path);
  let target: any = object;
  segments.forEach((segment, i) => {
    if (typeof segment === 'number' && !Array.isArray(target)) {
      throw new Error(`field path "${path}" indexes something that is no list`);
    }
    if (i === segments.length - 1) {
      target[segment] = value;
      return;
    }
    const next = Object.prototype.hasOwnProperty.call(target, segment)
      ? target[segment]
      : undefined;
    if (next === undefined || next === null) {
      target[segment] = typeof segments[i + 1] === 'number' ? [] : {};
    } else if (typeof next !== 'object') {
      throw new Error(`field path "${path}" leads through a plain value`);
    }
    target = target[segment];
  });
}
