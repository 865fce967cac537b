import { createHash } from 'node:crypto';

/** JSON with sorted keys: equal content is equal text, in whatever order it was put together. */
export function stableJson(value: unknown): string {
  return JSON.stringify(sorted(value));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  // Without a prototype, so that a key `__proto__` is a key like any other.
  const result = Object.create(null);
  for (const key of Object.keys(value).sort()) {
    result[key] = sorted((value as Record<string, unknown>)[key]);
  }
  return result;
}

/** Hash of texts that are compared for change. */
export function hashOf(...texts: string[]): string {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(text).update('\0');
  return hash.digest('base64url');
}

/** PostgreSQL's texts cannot hold NUL. */
export function storable<T extends string | undefined>(
  text: T,
): T extends string ? string : string | null {
  return (text?.replaceAll('\0', '') ?? null) as any;
}
