import { stringify } from 'safe-stable-stringify';

/**
 * Why an API server refuses a value: an entry of `details.causes` of its Status.
 *
 * @public
 */
export interface StatusCause {
  /** For example `FieldValueInvalid`. */
  reason: string;
  /** The server's own words, for example `Invalid value: 0: spec.x in body should be greater than or equal to 1`. */
  message: string;
  /** Path of the field, for example `spec.zones[0]`; `<nil>` for the object itself. */
  field: string;
}

/** How apimachinery's `field.Error` names each type of error. */
const NAMES = {
  FieldValueRequired: 'Required value',
  FieldValueDuplicate: 'Duplicate value',
  FieldValueInvalid: 'Invalid value',
  FieldValueTypeInvalid: 'Invalid value',
  FieldValueNotSupported: 'Unsupported value',
  FieldValueForbidden: 'Forbidden',
  FieldValueTooLong: 'Too long',
  FieldValueTooMany: 'Too many',
  InternalError: 'Internal error',
};

type Reason = keyof typeof NAMES;

const NIL = '<nil>';

const cause = (
  reason: Reason,
  field: string,
  ...parts: string[]
): StatusCause => ({
  reason,
  field: field || NIL,
  message: [NAMES[reason], ...parts.filter(Boolean)].join(': '),
});

export const required = (field: string, detail = '') =>
  cause('FieldValueRequired', field, detail);

export const forbidden = (field: string, detail: string) =>
  cause('FieldValueForbidden', field, detail);

export const invalid = (field: string, value: unknown, detail: string) =>
  cause('FieldValueInvalid', field, formatValue(value), detail);

export const typeInvalid = (field: string, value: unknown, detail: string) =>
  cause('FieldValueTypeInvalid', field, formatValue(value), detail);

export const duplicate = (field: string, value: unknown) =>
  cause('FieldValueDuplicate', field, formatValue(value));

export const internalError = (field: string, detail: string) =>
  cause('InternalError', field, detail);

export const notSupported = (
  field: string,
  value: unknown,
  supported: unknown[],
) =>
  cause(
    'FieldValueNotSupported',
    field,
    formatValue(value),
    `supported values: ${supported
      .map(v => JSON.stringify(typeof v === 'string' ? v : JSON.stringify(v)))
      .join(', ')}`,
  );

export const tooLong = (field: string, limit: number) =>
  cause(
    'FieldValueTooLong',
    field,
    `may not be more than ${limit} byte${limit === 1 ? '' : 's'}`,
  );

export const tooMany = (field: string, count: number, limit: number) =>
  cause(
    'FieldValueTooMany',
    field,
    String(count),
    `must have at most ${limit} item${limit === 1 ? '' : 's'}`,
  );

/** As Go's `json.Marshal` writes it: the keys of objects sorted. */
function formatValue(value: unknown): string {
  return stringify(value) ?? 'null';
}

/**
 * The message of the Status with which an API server refuses an object (HTTP 422, reason `Invalid`).
 *
 * @param kind - kind and group, for example `WorkerCluster.platform.example.org`
 * @public
 */
export function invalidMessage(
  kind: string,
  name: string,
  causes: StatusCause[],
): string {
  const lines = [...new Set(causes.map(c => `${c.field}: ${c.message}`))];
  return `${kind} "${name}" is invalid: ${
    lines.length > 1 ? `[${lines.join(', ')}]` : lines[0]
  }`;
}
