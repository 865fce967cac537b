import type { schemas } from '../schemas';

/** A response with a body of one of the schemas. */
export function json<const N extends keyof typeof schemas>(
  description: string,
  name: N,
) {
  return {
    description,
    content: {
      'application/json': {
        schema: { $ref: `#/components/schemas/${name}` } as {
          readonly $ref: `#/components/schemas/${N}`;
        },
      },
    },
  } as const;
}

export const unauthenticated = json('No or no valid credentials', 'Error');
export const forbidden = json('The caller may not do this', 'Error');
export const notFound = json(
  'No such cluster, or the caller may not see it',
  'Error',
);
export const invalid = json('The request does not fit this document', 'Error');
export const notModified = {
  description: 'Unchanged since the answer with the ETag of If-None-Match',
} as const;

/** Why nothing was read from a cluster. */
export const readProblems = {
  '400': invalid,
  '401': unauthenticated,
  '403': json(
    "The caller may not do this, or the portal's identity may not read the kind",
    'Error',
  ),
  '404': json('No such cluster or object', 'Error'),
  '429': json('Too many reads', 'Error'),
  '503': json('The cluster does not answer', 'Error'),
} as const;

/** A query parameter that may be repeated. */
export function texts<const N extends string>(name: N) {
  return {
    in: 'query',
    name,
    description: 'Any of these; repeat the parameter for several',
    schema: {
      type: 'array',
      maxItems: 100,
      items: { type: 'string', maxLength: 255 },
    },
  } as const;
}

/** A part of the path. */
function pathText<const N extends string>(name: N, description: string) {
  return {
    in: 'path',
    name,
    required: true,
    description,
    schema: { type: 'string', minLength: 1, maxLength: 253 },
  } as const;
}

/** Free text to search for. */
export function search<const D extends string>(description: D) {
  return {
    in: 'query',
    name: 'search',
    description,
    schema: { type: 'string', maxLength: 200 },
  } as const;
}

/** By what, and in which direction, a list is sorted. */
export function order<const F extends readonly string[]>(fields: F) {
  return [
    { in: 'query', name: 'sort', schema: { type: 'string', enum: fields } },
    {
      in: 'query',
      name: 'order',
      schema: { type: 'string', enum: ['asc', 'desc'] },
    },
  ] as const;
}

/** Size of a page. */
export function limit<const N extends number>(maximum: N) {
  return {
    in: 'query',
    name: 'limit',
    schema: { type: 'integer', minimum: 1, maximum },
  } as const;
}

/** Where a page begins. */
export const cursor = {
  in: 'query',
  name: 'cursor',
  description: 'nextCursor of an earlier answer to the same query',
  schema: { type: 'string', maxLength: 4000 },
} as const;

/** The parts of the path that name a cluster. */
export const clusterParameters = [
  pathText('managementCluster', 'Name of the management cluster'),
  pathText('namespace', 'Namespace of the claim'),
  pathText('name', 'Name of the claim'),
] as const;
