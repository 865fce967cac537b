import type { ErrorObject } from 'ajv';

/** How problems are put into words. @public */
export interface WordingOptions {
  /** What the schema describes, with its article; `this schema` if not given. */
  noun?: string;
  /** Names of fields that have no title, by path; of the whole object by the empty path. */
  labels?: Record<string, string>;
}

const TYPES: Record<string, string> = {
  integer: 'a whole number',
  number: 'a number',
  string: 'a text',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
  null: 'null',
};

/** What a field is called: by its schema's title, by the caller, or by its path. */
export function nameOf(
  field: string,
  title: unknown,
  { labels = {} }: WordingOptions,
): string {
  if (typeof title === 'string' && title) return title;
  if (Object.hasOwn(labels, field)) return labels[field];
  return field ? `'${field.replace(/^spec\./, '')}'` : 'The object';
}

const SAYS_THE_VALUE = new Set([
  'type',
  'int64',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
]);

/** What is wrong and what to do, without a full stop. */
export function sentence(
  name: string,
  error: ErrorObject,
  { noun = 'this schema' }: WordingOptions,
): string {
  const value = show(error.data);
  switch (error.keyword) {
    case 'required':
      return `${name} is missing: fill it in`;
    case 'additionalProperties':
      return `${name} is not a field of ${noun}: leave it out`;
    case 'enum':
      return `${name} ${value} is not offered: choose one of ${(
        error.params.allowedValues as unknown[]
      )
        .map(String)
        .join(', ')}`;
    case 'pattern':
      return `${name} ${value} is not offered: it must match ${
        error.params.pattern
      }${hint(error)}`;
    case 'goFormat':
      return `${name} ${value} is not a valid ${error.schema}${hint(error)}`;
    case 'anyOf':
    case 'oneOf':
      return `${name} ${value} fits ${
        error.keyword === 'oneOf' && error.params.passingSchemas
          ? 'more than one'
          : 'none'
      } of the forms that are allowed`;
    case 'not':
      return `${name} ${value} is not allowed${hint(error)}`;
    default:
      return `${name} ${demand(error)}${
        SAYS_THE_VALUE.has(error.keyword) ? `, not ${value}` : ''
      }`;
  }
}

/** What a keyword asks for: `must be at least 5`. */
export function demand({ keyword, params, message }: ErrorObject): string {
  switch (keyword) {
    case 'required':
      return `needs '${params.missingProperty}'`;
    case 'enum':
      return `must be ${(params.allowedValues as unknown[])
        .map(show)
        .join(' or ')}`;
    case 'pattern':
      return `must match ${params.pattern}`;
    case 'type':
      return `must be ${[params.type]
        .flat()
        .flatMap(t => String(t).split(','))
        .map(t => TYPES[t] ?? t)
        .join(' or ')}`;
    case 'int64':
      return 'must be a whole number of 64 bits';
    case 'minimum':
      return `must be at least ${params.limit}`;
    case 'maximum':
      return `must be at most ${params.limit}`;
    case 'exclusiveMinimum':
      return `must be more than ${params.limit}`;
    case 'exclusiveMaximum':
      return `must be less than ${params.limit}`;
    case 'multipleOf':
      return `must be a multiple of ${params.multipleOf}`;
    case 'minLength':
      return `must have at least ${count(params.limit, 'character')}`;
    case 'maxLength':
      return `must have at most ${count(params.limit, 'character')}`;
    case 'minItems':
      return `must have at least ${count(params.limit, 'entry', 'entries')}`;
    case 'maxItems':
      return `must have at most ${count(params.limit, 'entry', 'entries')}`;
    case 'minProperties':
      return `must have at least ${count(params.limit, 'field')}`;
    case 'maxProperties':
      return `must have at most ${count(params.limit, 'field')}`;
    default:
      return message ?? 'is not allowed';
  }
}

function count(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}

/** What the schema says of the field, for people: a pattern alone is hard to read. */
export function hint({
  parentSchema,
}: Pick<ErrorObject, 'parentSchema'>): string {
  const description = parentSchema?.description;
  return typeof description === 'string' && description
    ? ` (${description.replace(/\.$/, '')})`
    : '';
}

/** A value, short enough for a sentence. */
export function show(value: unknown): string {
  const text =
    typeof value === 'string' ? `'${value}'` : JSON.stringify(value) ?? '';
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
