import { hash } from 'node:crypto';
import type { CodedMessage } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { stringify } from 'safe-stable-stringify';

/** JSON with sorted keys: equal content is equal text, in whatever order it was put together. */
export function stableJson(value: unknown): string {
  return stringify(value) ?? 'null';
}

/** Hash of texts that are compared for change. */
export function hashOf(...texts: string[]): string {
  return hash('sha256', texts.map(text => `${text}\0`).join(''), 'base64url');
}

/** PostgreSQL's texts cannot hold NUL. */
export function storable<T extends string | undefined>(
  text: T,
): T extends string ? string : string | null {
  return (text?.replaceAll('\0', '') ?? null) as any;
}

/** The code of a message as a column has it; null for none. */
export const storedCode = (code: CodedMessage | undefined) =>
  storable(code && JSON.stringify(code));

/** The code that {@link storedCode} has stored. */
export const readCode = (stored: string | null): CodedMessage | undefined =>
  stored ? JSON.parse(stored) : undefined;
