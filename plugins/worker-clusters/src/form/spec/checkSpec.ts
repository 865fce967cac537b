import { customizeValidator } from '@rjsf/validator-ajv8';
import type { RJSFSchema, RJSFValidationError } from '@rjsf/utils';
import { cidrProblem } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { FormSchema } from './claimSchema';
import { isObject, Json, prune } from './json';

export const specValidator = customizeValidator({
  customFormats: { 'ipv4-cidr': (text: string) => !cidrProblem(text) },
  ajvOptionsOverrides: { strict: false, logger: false },
});

const TYPES: Record<string, string> = {
  integer: 'a whole number',
  number: 'a number',
  string: 'a text',
  boolean: 'yes or no',
  object: 'an object',
  array: 'a list',
};

/** `.nodes.min` or `.zones.0` in parts. */
const pathOf = (property = '') =>
  property.split('.').filter(part => part !== '');

/** The schema of what a path leads to. */
function schemaAt(schema: RJSFSchema, path: string[]): RJSFSchema | undefined {
  if (path.length === 0) return schema;
  const [key, ...rest] = path;
  const next = schema.properties?.[key] ?? schema.items;
  const found = isObject(next) ? schemaAt(next as RJSFSchema, rest) : undefined;
  if (found) return found;
  for (const option of [...(schema.oneOf ?? []), ...(schema.anyOf ?? [])]) {
    const inside = isObject(option)
      ? schemaAt(option as RJSFSchema, path)
      : undefined;
    if (inside) return inside;
  }
  return undefined;
}

/** What is wrong and what to do, as a sentence for the person who fills in the form. */
function sentence(
  error: Pick<RJSFValidationError, 'name' | 'property' | 'params' | 'message'>,
  schema: RJSFSchema,
): string {
  const path = pathOf(error.property);
  const field = schemaAt(schema, path);
  const last = path[path.length - 1] ?? '';
  const label = /^\d+$/.test(last)
    ? `Entry ${Number(last) + 1}`
    : field?.title ?? (last || 'The form');
  const help = field?.description ? ` ${field.description}` : '';
  const params = error.params ?? {};
  switch (error.name) {
    case 'required':
      return `${label} is missing: ${
        field?.enum ? 'choose one' : 'fill it in'
      }.`;
    case 'enum':
      return `${label} has a value that is not offered: choose one of ${(
        params.allowedValues as unknown[]
      ).join(', ')}.`;
    case 'pattern':
      return `${label} has a value that is not allowed.${
        help || ` It must match ${params.pattern}.`
      }`;
    case 'format':
      return params.format === 'ipv4-cidr'
        ? `${label} must be an IPv4 address range such as 10.42.0.0/16, beginning at its first address.`
        : `${label} is not a valid ${params.format}.${help}`;
    case 'type':
      return `${label} must be ${[params.type]
        .flat()
        .map(type => TYPES[type] ?? type)
        .join(' or ')}.`;
    case 'minimum':
      return `${label} must be at least ${params.limit}.`;
    case 'maximum':
      return `${label} must be at most ${params.limit}.`;
    case 'exclusiveMinimum':
      return `${label} must be more than ${params.limit}.`;
    case 'exclusiveMaximum':
      return `${label} must be less than ${params.limit}.`;
    case 'multipleOf':
      return `${label} must be a multiple of ${params.multipleOf}.`;
    case 'minLength':
      return `${label} must have at least ${params.limit} characters.`;
    case 'maxLength':
      return `${label} must have at most ${params.limit} characters.`;
    case 'minItems':
      return `${label} must have at least ${params.limit} entries.`;
    case 'maxItems':
      return `${label} must have at most ${params.limit} entries.`;
    case 'uniqueItems':
      return `${label} names something twice: leave one out.`;
    case 'oneOf':
    case 'anyOf':
      return `${label} fits none of the choices: fill in what belongs to the one you chose.`;
    default:
      return `${label} ${error.message ?? 'is not allowed'}.`;
  }
}

/** These say something of what was typed, also inside a choice. */
const OF_A_VALUE =
  /^(pattern|format|minimum|maximum|exclusive.*|multipleOf|.*Length|.*Items)$/;

/** Errors of the validator in words; those of choices that were not taken are left out. */
export function toSentences(schema: RJSFSchema) {
  return (errors: RJSFValidationError[]): RJSFValidationError[] => {
    const misshapen = new Set(
      errors.filter(e => e.name === 'format').map(e => e.property),
    );
    return (
      errors
        .filter(
          ({ schemaPath, name }) =>
            !/\/(oneOf|anyOf)\/\d+\//.test(schemaPath ?? '') ||
            OF_A_VALUE.test(name ?? ''),
        )
        // A format says in words what a pattern only shows.
        .filter(e => e.name !== 'pattern' || !misshapen.has(e.property))
        .map(error => {
          const message = sentence(error, schema);
          return { ...error, message, stack: message };
        })
    );
  };
}

/** A value without what is empty, but with the objects that the schema requires: their fields say what is missing. */
export function completeSpec(value: Json, schema: RJSFSchema): Json {
  const result: Json = {};
  for (const [key, item] of Object.entries(value)) {
    const field = schemaAt(schema, [key]);
    const kept =
      isObject(item) && field?.properties
        ? completeSpec(item, field)
        : prune({ item }).item;
    const empty =
      kept === undefined || (isObject(kept) && Object.keys(kept).length === 0);
    if (!empty) result[key] = kept;
  }
  for (const key of schema.required ?? []) {
    const field = schema.properties?.[key];
    if (!(key in result) && isObject(field) && field.type === 'object') {
      result[key] = field.properties
        ? completeSpec({}, field as RJSFSchema)
        : {};
    }
  }
  return result;
}

/** Everything that is wrong with a spec, a sentence each. */
export function checkSpec(value: Json, form: FormSchema): string[] {
  const { errors } = specValidator.validateFormData(
    completeSpec(value, form.schema),
    form.schema,
    undefined,
    toSentences(form.schema),
  );
  return errors.map(error => error.message ?? error.stack);
}
