import type { RJSFSchema } from '@rjsf/utils';
import type { ClaimSchema } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { isObject } from './json';

const KEYWORDS = [
  'type',
  'title',
  'description',
  'default',
  'enum',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'uniqueItems',
  'minProperties',
  'maxProperties',
  'required',
];

/** Formats that the form's validator knows; Kubernetes' own (`int32`) say nothing that the type does not. */
const FORMATS = [
  'date',
  'date-time',
  'email',
  'hostname',
  'ipv4',
  'ipv6',
  'uri',
  'uuid',
];

function isPattern(pattern: unknown): boolean {
  try {
    return typeof pattern === 'string' && !!new RegExp(pattern, 'u');
  } catch {
    return false;
  }
}

const mapValues = (object: object, fn: (value: any) => unknown) =>
  Object.fromEntries(Object.entries(object).map(([k, v]) => [k, fn(v)]));

/**
 * A structural OpenAPI v3 schema as plain JSON Schema: without extensions of Kubernetes and of the portal, and without
 * patterns that JavaScript cannot read (the backend checks those).
 */
export function plainSchema(source: ClaimSchema): RJSFSchema {
  const schema: RJSFSchema = {};
  for (const keyword of KEYWORDS) {
    if (source[keyword] !== undefined) schema[keyword] = source[keyword];
  }
  // OpenAPI v3: a flag beside the bound; JSON Schema: a bound of its own.
  if (source.exclusiveMinimum === true) {
    schema.exclusiveMinimum = source.minimum;
    delete schema.minimum;
  } else if (source.exclusiveMinimum === false) delete schema.exclusiveMinimum;
  if (source.exclusiveMaximum === true) {
    schema.exclusiveMaximum = source.maximum;
    delete schema.maximum;
  } else if (source.exclusiveMaximum === false) delete schema.exclusiveMaximum;
  if (isPattern(source.pattern)) schema.pattern = source.pattern;
  if (FORMATS.includes(source.format)) schema.format = source.format;
  if (source.nullable === true && typeof source.type === 'string') {
    schema.type = [source.type as 'string', 'null'];
  }
  if (isObject(source.properties)) {
    schema.properties = mapValues(source.properties, plainSchema) as any;
  }
  if (isObject(source.items)) schema.items = plainSchema(source.items);
  if (isObject(source.additionalProperties)) {
    schema.additionalProperties = plainSchema(source.additionalProperties);
  }
  for (const keyword of ['oneOf', 'anyOf', 'allOf'] as const) {
    if (Array.isArray(source[keyword])) {
      schema[keyword] = source[keyword].filter(isObject).map(plainSchema);
    }
  }
  if (isObject(source.not)) schema.not = plainSchema(source.not);
  if (source['x-kubernetes-int-or-string'] === true) {
    schema.type = ['integer', 'string'];
    delete schema.anyOf;
  }
  return schema;
}
