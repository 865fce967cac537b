import type { Condition, ObjectMeta } from '../types';

const MAX_TEXT = 1024;

// A NUL, or half of a surrogate pair: PostgreSQL refuses both, and with them a whole batch of rows.
const UNSTORABLE = /\0|\p{Surrogate}/gu;

/** Values out of untrusted JSON: anything that has not the wanted type is undefined. */
export const text = (value: unknown, max = MAX_TEXT): string | undefined => {
  if (typeof value !== 'string' || value === '') return undefined;
  const cut = value.length > max ? `${value.slice(0, max)}…` : value;
  return cut.replace(UNSTORABLE, '\ufffd');
};

/**
 * {@link text} without the credentials of the URLs in it: addresses of repositories have them, and the messages of Git and
 * of Argo CD that name one.
 */
export const textWithoutUserinfo = (
  value: unknown,
  max?: number,
): string | undefined =>
  typeof value === 'string'
    ? text(
        // Bounded before it is searched. A password may have an '@' in it; a git@host:path address has no secret.
        value.slice(0, 8192).replace(/:\/\/[^\s/"]*@/g, '://'),
        max,
      )
    : undefined;

export const count = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;

export const list = (value: unknown): any[] =>
  Array.isArray(value) ? value : [];

export const object = (value: unknown): any =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
    ? value
    : {};

/** RFC 3339 in UTC, or undefined. */
export const time = (value: unknown): string | undefined => {
  if (typeof value !== 'string') return undefined;
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
};

/** Metadata with only those annotations that somebody downstream names. Labels: none. */
export function transformMeta(
  raw: unknown,
  annotations: string[] = [],
): ObjectMeta {
  const metadata = object(object(raw).metadata);
  const given = object(metadata.annotations);
  const kept = annotations.flatMap(key => {
    const value = text(given[key]);
    return value === undefined ? [] : [[key, value] as const];
  });
  return {
    uid: text(metadata.uid, 128) ?? '',
    name: text(metadata.name, 253) ?? '',
    namespace: text(metadata.namespace, 253),
    generation: count(metadata.generation),
    creationTimestamp: time(metadata.creationTimestamp) ?? '',
    deletionTimestamp: time(metadata.deletionTimestamp),
    ...(kept.length ? { annotations: Object.fromEntries(kept) } : {}),
  };
}

const MAX_CONDITIONS = 30;

export function transformConditions(value: unknown): Condition[] {
  return list(value)
    .slice(0, MAX_CONDITIONS)
    .flatMap((raw): Condition[] => {
      const { type, status, ...rest } = object(raw);
      const name = text(type, 128);
      if (!name) return [];
      return [
        {
          type: name,
          status: status === 'True' || status === 'False' ? status : 'Unknown',
          reason: text(rest.reason, 128),
          message: textWithoutUserinfo(rest.message),
          lastTransitionTime: time(rest.lastTransitionTime),
          observedGeneration: count(rest.observedGeneration),
        },
      ];
    });
}

/** uid of the owner that controls the object. */
export const controllerUid = (raw: unknown): string | undefined => {
  const owners = list(object(object(raw).metadata).ownerReferences);
  const owner = owners.find(o => object(o).controller === true) ?? owners[0];
  return text(object(owner).uid, 128);
};
