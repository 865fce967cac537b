import {
  HEALTH_STATUSES,
  SYNC_STATUSES,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';

export const text = { type: 'string' } as const;

export const number = { type: 'integer', minimum: 0 } as const;

/** RFC 3339, UTC. */
export const time = { type: 'string', format: 'date-time' } as const;

export const health = { type: 'string', enum: HEALTH_STATUSES } as const;

export const sync = { type: 'string', enum: SYNC_STATUSES } as const;

export const connectionStatus = {
  type: 'string',
  enum: [
    'connecting',
    'live',
    'stale',
    'paused',
    'unauthorized',
    'forbidden',
    'unreachable',
    'unknown',
  ],
} as const;

/** A counter for each of any names. */
export const counters = {
  type: 'object',
  additionalProperties: number,
} as const;

/** A text for each of any names. */
export const textByKey = {
  type: 'object',
  additionalProperties: text,
} as const;

/** An object of which nothing else may be served: what is not named here does not leave the backend unnoticed. */
export function closed<
  P extends object,
  const R extends readonly (keyof P & string)[],
>(required: R, properties: P) {
  return {
    type: 'object',
    required,
    properties,
    additionalProperties: false,
  } as const;
}

/** The code of a fixed sentence, with what is filled in (`CodedMessage`). */
export const codedMessage = closed(['code'], {
  code: text,
  values: textByKey,
  valueCodes: textByKey,
} as const);

/** A reference to a schema by its name. */
export function ref<const N extends string>(name: N) {
  return { $ref: `#/components/schemas/${name}` } as {
    readonly $ref: `#/components/schemas/${N}`;
  };
}

export function listOf<T>(items: T) {
  return { type: 'array', items } as const;
}

/** A counter for each of a fixed set of names. */
export function eachOf(names: readonly string[]) {
  return {
    type: 'object',
    required: names,
    properties: Object.fromEntries(names.map(name => [name, number])),
    additionalProperties: false,
  } as const;
}

export const clusterRef = {
  managementCluster: text,
  namespace: text,
  name: text,
} as const;

/** A text of a caller that is not empty. */
export const word = { type: 'string', minLength: 1, maxLength: 255 } as const;
