import { customizeValidator } from '@rjsf/validator-ajv8';
import type { RJSFSchema, RJSFValidationError } from '@rjsf/utils';
import { cidrProblem } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { Translate } from '../../translations';
import type { FormSchema } from './claimSchema';
import { isObject, Json, prune } from './json';

export const specValidator = customizeValidator({
  customFormats: { 'ipv4-cidr': (text: string) => !cidrProblem(text) },
  ajvOptionsOverrides: { strict: false, logger: false },
});

const TYPES = [
  'integer',
  'number',
  'string',
  'boolean',
  'object',
  'array',
] as const;

/** The type that a value must have, in words. */
function typeName(type: unknown, t: Translate): string {
  const known = TYPES.find(name => name === type);
  return known ? t(`form.check.types.${known}`) : String(type);
}

/** Messages that say a limit. */
const LIMITS = [
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
] as const;

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
  t: Translate,
): string {
  const path = pathOf(error.property);
  const field = schemaAt(schema, path);
  const last = path[path.length - 1] ?? '';
  const label = /^\d+$/.test(last)
    ? t('form.check.entry', { number: String(Number(last) + 1) })
    : field?.title ?? (last || t('form.check.form'));
  const { description } = field ?? {};
  const params = error.params ?? {};
  const limited = LIMITS.find(name => name === error.name);
  if (limited) {
    const limit = String(params.limit ?? params.multipleOf);
    return t(`form.check.${limited}`, { label, limit });
  }
  switch (error.name) {
    case 'required':
      return t(
        field?.enum ? 'form.check.missingChoice' : 'form.check.missing',
        {
          label,
        },
      );
    case 'enum':
      return t('form.check.notOffered', {
        label,
        values: (params.allowedValues as unknown[]).join(', '),
      });
    case 'pattern':
      return `${t('form.check.pattern', { label })} ${
        description || t('form.check.mustMatch', { pattern: params.pattern })
      }`;
    case 'format':
      return params.format === 'ipv4-cidr'
        ? t('form.check.cidr', { label })
        : [
            t('form.check.format', { label, format: params.format }),
            description,
          ]
            .filter(Boolean)
            .join(' ');
    case 'type':
      return t('form.check.type', {
        label,
        types: [params.type]
          .flat()
          .map(type => typeName(type, t))
          .reduce((one, other) => t('form.check.or', { one, other })),
      });
    case 'uniqueItems':
      return t('form.check.uniqueItems', { label });
    case 'oneOf':
    case 'anyOf':
      return t('form.check.noChoice', { label });
    default:
      return error.message
        ? t('form.check.other', { label, message: error.message })
        : t('form.check.notAllowed', { label });
  }
}

/** These say something of what was typed, also inside a choice. */
const OF_A_VALUE =
  /^(pattern|format|minimum|maximum|exclusive.*|multipleOf|.*Length|.*Items)$/;

/** Errors of the validator in words; those of choices that were not taken are left out. */
export function toSentences(schema: RJSFSchema, t: Translate) {
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
          const message = sentence(error, schema, t);
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
export function checkSpec(
  value: Json,
  form: FormSchema,
  t: Translate,
): string[] {
  const { errors } = specValidator.validateFormData(
    completeSpec(value, form.schema),
    form.schema,
    undefined,
    toSentences(form.schema, t),
  );
  return errors.map(error => error.message ?? error.stack);
}
