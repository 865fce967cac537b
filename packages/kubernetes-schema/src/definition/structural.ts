import { compilePattern } from '../pattern';
import { equalValues, isObject, Schema } from '../Schema';
import { forbidden, invalid, required, StatusCause } from '../StatusCause';
import { eachProperty, isSet } from './schemaParts';

type Level = 'root' | 'item' | 'field';

const PRESERVE = 'x-kubernetes-preserve-unknown-fields';
const EMBEDDED = 'x-kubernetes-embedded-resource';
const INT_OR_STRING = 'x-kubernetes-int-or-string';

const INTEGER_OR_STRING = [{ type: 'integer' }, { type: 'string' }];

const TYPE_IS_MISSING: Record<Level, string> = {
  root: 'must not be empty at the root',
  item: 'must not be empty for specified array items',
  field: 'must not be empty for specified object fields',
};

/**
 * Says why a schema is not structural (Kubernetes, "Specifying a structural schema"): what apiextensions-apiserver's
 * `ValidateStructural` refuses, in its words, sorted.
 *
 * @param path - of the schema in its CustomResourceDefinition
 */
export function checkStructural(schema: Schema, path: string): StatusCause[] {
  return [
    ...checkInvariants(schema, 'root', path),
    ...checkCompleteness(schema, schema, path, path),
  ].sort((a, b) =>
    `${a.field}: ${a.message}` < `${b.field}: ${b.message}` ? -1 : 1,
  );
}

function checkInvariants(
  schema: Schema,
  level: Level,
  path: string,
): StatusCause[] {
  const { type, items, additionalProperties } = schema;
  const embedded = schema[EMBEDDED] === true;
  const causes: StatusCause[] = [];
  if (type === 'array' && !isObject(items)) {
    causes.push(required(`${path}.items`, 'must be specified'));
  }
  if (isObject(items)) {
    causes.push(...checkInvariants(items, 'item', `${path}.items`));
  }
  for (const [key, property] of eachProperty(schema)) {
    causes.push(
      ...checkInvariants(property, 'field', `${path}.properties[${key}]`),
    );
  }
  if (additionalProperties !== undefined) {
    const at = `${path}.additionalProperties`;
    if (level === 'root') {
      causes.push(forbidden(at, 'must not be used at the root'));
    }
    if (embedded) {
      causes.push(forbidden(at, `must not be used if ${EMBEDDED} is set`));
    }
    if (isObject(additionalProperties)) {
      causes.push(...checkInvariants(additionalProperties, 'field', at));
    }
  }
  if (schema[INT_OR_STRING] === true) {
    for (const extension of [PRESERVE, EMBEDDED]) {
      if (schema[extension] === true) {
        causes.push(
          invalid(
            `${path}.${extension}`,
            true,
            `must be false if ${INT_OR_STRING} is true`,
          ),
        );
      }
    }
  }
  causes.push(
    ...checkValueValidation(
      schema,
      path,
      equalValues(schema.anyOf, INTEGER_OR_STRING),
      equalValues(schema.allOf?.[0]?.anyOf, INTEGER_OR_STRING),
    ),
    ...checkType(schema, level, path),
    ...checkHead(schema, level, path),
  );
  if (embedded && schema[PRESERVE] !== true && !eachProperty(schema).length) {
    causes.push(
      required(
        `${path}.properties`,
        `must not be empty if ${EMBEDDED} is true without ${PRESERVE}`,
      ),
    );
  }
  return causes;
}

function checkType(schema: Schema, level: Level, path: string): StatusCause[] {
  const type = schema.type ?? '';
  const at = `${path}.type`;
  if (schema[EMBEDDED] === true && type !== 'object') {
    const detail = `must be object if ${EMBEDDED} is true`;
    return [type ? invalid(at, type, detail) : required(at, detail)];
  }
  if (!type && schema[INT_OR_STRING] !== true && schema[PRESERVE] !== true) {
    return [required(at, TYPE_IS_MISSING[level])];
  }
  if (level === 'root' && type && type !== 'object') {
    return [invalid(at, type, 'must be object at the root')];
  }
  return [];
}

/** `apiVersion`, `kind` and `metadata` of a whole object, or of one within it. */
function checkHead(schema: Schema, level: Level, path: string): StatusCause[] {
  const whole = level === 'root' || schema[EMBEDDED] === true;
  const causes: StatusCause[] = [];
  for (const [key, property] of eachProperty(schema)) {
    const at = `${path}.properties[${key}]`;
    if (whole && (key === 'apiVersion' || key === 'kind')) {
      if (property.type !== 'string') {
        causes.push(
          invalid(`${at}.type`, property.type ?? '', 'must be string'),
        );
      }
    }
    if (key !== 'metadata') continue;
    if (whole && property.type !== 'object') {
      causes.push(invalid(`${at}.type`, property.type ?? '', 'must be object'));
    }
    if (level === 'root' && !onlyRestrictsTheName(property)) {
      causes.push(
        forbidden(
          at,
          'must not specify anything other than name and generateName, but metadata is implicitly specified',
        ),
      );
    }
  }
  return causes;
}

function onlyRestrictsTheName(metadata: Schema): boolean {
  const { type, default: _, properties, ...more } = metadata;
  return (
    Object.values(more).every(value => !isSet(value)) &&
    Object.keys(properties ?? {}).every(key =>
      ['name', 'generateName'].includes(key),
    )
  );
}

function checkValueValidation(
  schema: Schema,
  path: string,
  skipAnyOf = false,
  skipFirstAllOfAnyOf = false,
): StatusCause[] {
  const causes: StatusCause[] = [];
  for (const logic of ['anyOf', 'allOf', 'oneOf'] as const) {
    if (logic === 'anyOf' && skipAnyOf) continue;
    branches(schema, logic).forEach((branch, i) =>
      causes.push(
        ...checkNested(
          branch,
          `${path}.${logic}[${i}]`,
          logic === 'allOf' && i === 0 && skipFirstAllOfAnyOf,
        ),
      ),
    );
  }
  if (isObject(schema.not)) {
    causes.push(...checkNested(schema.not, `${path}.not`));
  }
  if (typeof schema.pattern === 'string' && schema.pattern) {
    try {
      compilePattern(schema.pattern);
    } catch (error) {
      causes.push(
        invalid(
          `${path}.pattern`,
          schema.pattern,
          `must be a valid regular expression, but isn't: ${
            (error as Error).message
          }`,
        ),
      );
    }
  }
  return causes;
}

/** What a schema inside of `allOf`, `anyOf`, `oneOf` and `not` may not say: it only narrows. */
const FORBIDDEN_WITHIN: Array<[keyword: string, detail: string]> = [
  ['type', 'must be empty to be structural'],
  ['additionalProperties', 'must be undefined to be structural'],
  ['default', 'must be undefined to be structural'],
  ['title', 'must be empty to be structural'],
  ['description', 'must be empty to be structural'],
  ['nullable', 'must be false to be structural'],
  [PRESERVE, 'must be false to be structural'],
  [EMBEDDED, 'must be false to be structural'],
  [INT_OR_STRING, 'must be false to be structural'],
  ['x-kubernetes-list-map-keys', 'must be empty to be structural'],
  ['x-kubernetes-list-type', 'must be undefined to be structural'],
  ['x-kubernetes-map-type', 'must be undefined to be structural'],
  ['x-kubernetes-validations', 'must be empty to be structural'],
];

function checkNested(
  schema: Schema,
  path: string,
  skipAnyOf = false,
): StatusCause[] {
  const causes = checkValueValidation(schema, path, skipAnyOf);
  if (isObject(schema.items)) {
    causes.push(...checkNested(schema.items, `${path}.items`));
  }
  for (const [key, property] of eachProperty(schema)) {
    causes.push(...checkNested(property, `${path}.properties[${key}]`));
  }
  for (const [keyword, detail] of FORBIDDEN_WITHIN) {
    if (isSet(schema[keyword])) {
      causes.push(forbidden(`${path}.${keyword}`, detail));
    }
  }
  if (schema.properties?.metadata !== undefined) {
    causes.push(
      forbidden(
        `${path}.properties[metadata]`,
        'must not be specified in a nested context',
      ),
    );
  }
  return causes;
}

/** What the branches speak of must be specified outside of them, too. */
function checkCompleteness(
  narrowing: Schema,
  schema: unknown,
  path: string,
  at: string,
): StatusCause[] {
  const causes: StatusCause[] = [];
  for (const logic of ['allOf', 'anyOf', 'oneOf'] as const) {
    branches(narrowing, logic).forEach((branch, i) =>
      causes.push(
        ...checkNestedCompleteness(
          branch,
          schema,
          path,
          `${at}.${logic}[${i}]`,
        ),
      ),
    );
  }
  if (isObject(narrowing.not)) {
    causes.push(
      ...checkNestedCompleteness(narrowing.not, schema, path, `${at}.not`),
    );
  }
  return causes;
}

function checkNestedCompleteness(
  narrowing: Schema,
  schema: unknown,
  path: string,
  at: string,
): StatusCause[] {
  if (!isObject(schema)) {
    return [required(path, `because it is defined in ${at}`)];
  }
  const causes = checkCompleteness(narrowing, schema, path, at);
  if (isObject(narrowing.items)) {
    causes.push(
      ...checkNestedCompleteness(
        narrowing.items,
        schema.items,
        `${path}.items`,
        `${at}.items`,
      ),
    );
  }
  for (const [key, property] of eachProperty(narrowing)) {
    causes.push(
      ...checkNestedCompleteness(
        property,
        schema.properties?.[key],
        `${path}.properties[${key}]`,
        `${at}.properties[${key}]`,
      ),
    );
  }
  return causes;
}

function branches(
  schema: Schema,
  logic: 'allOf' | 'anyOf' | 'oneOf',
): Schema[] {
  const list = schema[logic];
  return Array.isArray(list) ? list.filter(isObject) : [];
}
