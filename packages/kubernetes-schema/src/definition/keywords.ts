import { isObject, Schema } from '../Schema';
import {
  forbidden,
  invalid,
  notSupported,
  required,
  StatusCause,
} from '../StatusCause';
import { checkExpressions } from './expressions';
import { readFieldPath } from '../fieldPath';
import { eachProperty, isSet } from './schemaParts';

const TYPES = ['array', 'boolean', 'integer', 'number', 'object', 'string'];

const NOT_SUPPORTED = [
  'id',
  'additionalItems',
  'patternProperties',
  'definitions',
  'dependencies',
  '$ref',
];

const REASONS = [
  'FieldValueDuplicate',
  'FieldValueForbidden',
  'FieldValueInvalid',
  'FieldValueRequired',
];

/** What holds for a schema because of the schemas around it. */
interface Place {
  path: string;
  root?: boolean;
  /** Inside of `apiVersion`, `kind` or `metadata` of a whole object. */
  insideHead?: boolean;
  /** Why there may be no default; may be empty. */
  noDefault?: string;
  /** Path of the schema within which an old value cannot be told from another. */
  uncorrelatable?: string;
  /** Whether CEL rules are compiled: not where the schema is no structural one. */
  rules: boolean;
}

interface Found {
  keywords: StatusCause[];
  rules: StatusCause[];
}

/**
 * Says what is wrong with the keywords of a schema and with its CEL rules: what apiextensions-apiserver's
 * `ValidateCustomResourceDefinitionOpenAPISchema` refuses, in its words. Rules are compiled where nothing else is wrong.
 *
 * @param options - `rules`: false leaves the rules uncompiled
 */
export function checkKeywords(
  schema: Schema,
  path: string,
  options: { rules: boolean },
): StatusCause[] {
  const { keywords, rules } = check(schema, {
    path,
    root: true,
    rules: options.rules,
  });
  return [...keywords, ...rules];
}

function check(schema: unknown, place: Place): Found {
  const found: Found = { keywords: [], rules: [] };
  if (!isObject(schema)) return found;
  const { path } = place;
  const { keywords } = found;
  keywords.push(...checkOwn(schema, place));
  for (const [part, at] of partsOf(schema, place)) {
    const below = check(part, at);
    keywords.push(...below.keywords);
    found.rules.push(...below.rules);
  }
  keywords.push(
    ...checkMapType(schema, path),
    ...checkListType(schema, path),
    ...checkRuleFields(schema, path),
  );
  const rules = schema['x-kubernetes-validations'];
  if (!keywords.length && place.rules && Array.isArray(rules)) {
    found.rules.push(...checkExpressions(schema, place));
  }
  return found;
}

function checkOwn(schema: Schema, place: Place): StatusCause[] {
  const { path } = place;
  const causes: StatusCause[] = [];
  if (isSet(schema.type) && !TYPES.includes(schema.type)) {
    causes.push(notSupported(`${path}.type`, schema.type, TYPES));
  }
  if (schema.default !== undefined && place.noDefault !== undefined) {
    causes.push(
      forbidden(`${path}.default`, `must not be set ${place.noDefault}`),
    );
  }
  for (const keyword of NOT_SUPPORTED) {
    if (isSet(schema[keyword])) {
      causes.push(
        forbidden(`${path}.${keyword}`, `${keyword} is not supported`),
      );
    }
  }
  if (schema.type === 'null') {
    causes.push(
      forbidden(
        `${path}.type`,
        'type cannot be set to null, use nullable as an alternative',
      ),
    );
  }
  if (Array.isArray(schema.items) && schema.items.length) {
    causes.push(
      forbidden(
        `${path}.items`,
        'items must be a schema object and not an array',
      ),
    );
  }
  if (place.insideHead && schema['x-kubernetes-embedded-resource'] === true) {
    causes.push(
      forbidden(
        `${path}.x-kubernetes-embedded-resource`,
        'must not be used inside of resource meta',
      ),
    );
  }
  if (schema.uniqueItems === true) {
    causes.push(
      forbidden(
        `${path}.uniqueItems`,
        'uniqueItems cannot be set to true since the runtime complexity becomes quadratic',
      ),
    );
  }
  if (
    schema.additionalProperties !== undefined &&
    schema.additionalProperties !== true &&
    eachProperty(schema).length
  ) {
    causes.push(
      forbidden(
        `${path}.additionalProperties`,
        'additionalProperties and properties are mutual exclusive',
      ),
    );
  }
  if (schema['x-kubernetes-preserve-unknown-fields'] === false) {
    causes.push(
      invalid(
        `${path}.x-kubernetes-preserve-unknown-fields`,
        false,
        'must be true or undefined',
      ),
    );
  }
  return causes;
}

/** The schemas in a schema, each with its place. */
function partsOf(schema: Schema, place: Place): Array<[unknown, Place]> {
  const { path, root, ...inherited } = place;
  const parts: Array<[unknown, Place]> = [];
  parts.push([
    schema.additionalProperties,
    {
      ...inherited,
      ...(place.insideHead
        ? {
            noDefault:
              'inside additionalProperties applying to object metadata',
          }
        : {}),
      path: `${path}.additionalProperties`,
    },
  ]);
  const uncorrelatable = place.uncorrelatable ?? path;
  for (const [key, property] of eachProperty(schema)) {
    const head =
      (root || schema['x-kubernetes-embedded-resource'] === true) &&
      ['metadata', 'kind', 'apiVersion'].includes(key);
    parts.push([
      property,
      {
        ...inherited,
        ...(schema['x-kubernetes-map-type'] === 'atomic'
          ? { uncorrelatable }
          : {}),
        ...(head ? { insideHead: true } : {}),
        ...(head && root ? { noDefault: `in top-level ${key}` } : {}),
        path: `${path}.properties[${key}]`,
      },
    ]);
  }
  parts.push([schema.not, { ...inherited, path: `${path}.not`, rules: false }]);
  for (const logic of ['allOf', 'oneOf', 'anyOf']) {
    if (!Array.isArray(schema[logic])) continue;
    schema[logic].forEach((branch: unknown, i: number) =>
      parts.push([
        branch,
        { ...inherited, path: `${path}.${logic}[${i}]`, rules: false },
      ]),
    );
  }
  parts.push([
    schema.items,
    {
      ...inherited,
      // Of the entries of other lists nobody can say which was which.
      ...(schema['x-kubernetes-list-type'] === 'map' ? {} : { uncorrelatable }),
      path: `${path}.items`,
    },
  ]);
  return parts;
}

function checkMapType(schema: Schema, path: string): StatusCause[] {
  const keyword = 'x-kubernetes-map-type';
  const type = schema[keyword];
  if (type === undefined) return [];
  return [
    ...checkTypeIs(
      schema,
      'object',
      path,
      `must be object if ${keyword} is specified`,
    ),
    ...(['atomic', 'granular'].includes(type)
      ? []
      : [notSupported(`${path}.${keyword}`, type, ['atomic', 'granular'])]),
  ];
}

function checkTypeIs(
  schema: Schema,
  type: string,
  path: string,
  detail: string,
): StatusCause[] {
  if (schema.type === type) return [];
  return [
    isSet(schema.type)
      ? invalid(`${path}.type`, schema.type, detail)
      : required(`${path}.type`, detail),
  ];
}

const LIST_TYPE = 'x-kubernetes-list-type';
const LIST_KEYS = 'x-kubernetes-list-map-keys';

function checkListType(schema: Schema, path: string): StatusCause[] {
  const type: string | undefined = schema[LIST_TYPE];
  const keys: unknown[] = Array.isArray(schema[LIST_KEYS])
    ? schema[LIST_KEYS]
    : [];
  const causes: StatusCause[] = [];
  if (type !== undefined) {
    causes.push(
      ...checkTypeIs(
        schema,
        'array',
        path,
        `must be array if ${LIST_TYPE} is specified`,
      ),
    );
    if (!causes.length && type === 'set')
      causes.push(...checkSet(schema, path));
    if (!['atomic', 'set', 'map'].includes(type)) {
      causes.push(
        notSupported(`${path}.${LIST_TYPE}`, type, ['atomic', 'set', 'map']),
      );
    }
  }
  if (keys.length && type !== 'map') {
    const detail = `must be map if ${LIST_KEYS} is non-empty`;
    causes.push(
      type === undefined
        ? required(`${path}.${LIST_TYPE}`, detail)
        : invalid(`${path}.${LIST_TYPE}`, type, detail),
    );
  }
  if (type === 'map') causes.push(...checkMapKeys(schema, keys, path));
  if ((type === 'set' || type === 'map') && schema.items?.nullable === true) {
    causes.push(
      forbidden(
        `${path}.items.nullable`,
        `cannot be nullable when ${LIST_TYPE} is ${type}`,
      ),
    );
  }
  return causes;
}

function checkSet({ items }: Schema, path: string): StatusCause[] {
  if (!isObject(items)) return [];
  const [keyword, wrong] =
    items.type === 'object'
      ? ['x-kubernetes-map-type', items['x-kubernetes-map-type'] !== 'atomic']
      : [
          LIST_TYPE,
          items.type === 'array' &&
            ![undefined, 'atomic'].includes(items[LIST_TYPE]),
        ];
  return wrong
    ? [
        invalid(
          `${path}.items.${keyword}`,
          items[LIST_TYPE] ?? null,
          `must be atomic as item of a list with ${LIST_TYPE}=set`,
        ),
      ]
    : [];
}

function checkMapKeys(
  { items }: Schema,
  keys: unknown[],
  path: string,
): StatusCause[] {
  const causes: StatusCause[] = [];
  const at = `${path}.${LIST_KEYS}`;
  if (!keys.length) {
    causes.push(required(at, `must not be empty if ${LIST_TYPE} is map`));
  }
  if (!isObject(items)) {
    causes.push(
      required(`${path}.items`, `must have a schema if ${LIST_TYPE} is map`),
    );
    return causes;
  }
  if (items.type !== 'object') {
    causes.push(
      invalid(
        `${path}.items.type`,
        items.type ?? '',
        `must be object if parent array's ${LIST_TYPE} is map`,
      ),
    );
    return causes;
  }
  keys.forEach((key, i) => {
    const field = items.properties?.[String(key)];
    const where = `${path}.items.properties[${key}]`;
    if (!isObject(field)) {
      causes.push(
        invalid(at, keys, 'entries must all be names of item properties'),
      );
    } else if (field.type === 'array' || field.type === 'object') {
      causes.push(
        invalid(
          `${where}.type`,
          items.type,
          `must be a scalar type if parent array's ${LIST_TYPE} is map`,
        ),
      );
    }
    if (keys.indexOf(key) < i) {
      causes.push(invalid(at, keys, 'must not contain duplicate entries'));
    }
    if (!isObject(field)) return;
    if (!items.required?.includes(key) && field.default === undefined) {
      causes.push(
        required(
          `${where}.default`,
          `this property is in ${LIST_KEYS}, so it must have a default or be a required property`,
        ),
      );
    }
    if (field.nullable === true) {
      causes.push(
        forbidden(
          `${where}.nullable`,
          `this property is in ${LIST_KEYS}, so it cannot be nullable`,
        ),
      );
    }
  });
  return causes;
}

const isBlank = (text: unknown) =>
  typeof text === 'string' && text !== '' && !text.trim();
const hasLineBreak = (text: unknown) =>
  typeof text === 'string' && /[\n\r]/.test(text);

/** The fields of the rules, the expressions themselves apart. */
function checkRuleFields(schema: Schema, path: string): StatusCause[] {
  const rules = schema['x-kubernetes-validations'];
  if (!Array.isArray(rules)) return [];
  return rules.flatMap((entry: any, i) => {
    const at = `${path}.x-kubernetes-validations[${i}]`;
    const { rule = '', message = '', messageExpression, fieldPath } = entry;
    const causes: StatusCause[] = [];
    if (!rule.trim()) {
      causes.push(required(`${at}.rule`, 'rule is not specified'));
    } else if (isBlank(message)) {
      causes.push(
        invalid(`${at}.message`, message, 'must be non-empty if specified'),
      );
    } else if (hasLineBreak(message.trim())) {
      causes.push(
        invalid(`${at}.message`, message, 'must not contain line breaks'),
      );
    } else if (hasLineBreak(rule.trim()) && !message.trim()) {
      causes.push(
        required(
          `${at}.message`,
          'message must be specified if rule contains line breaks',
        ),
      );
    }
    if (isBlank(messageExpression)) {
      causes.push(
        required(
          `${at}.messageExpression`,
          'messageExpression must be non-empty if specified',
        ),
      );
    }
    if (entry.reason !== undefined && !REASONS.includes(entry.reason)) {
      causes.push(notSupported(`${at}.reason`, entry.reason, REASONS));
    }
    if (isBlank(fieldPath)) {
      causes.push(
        invalid(`${at}.fieldPath`, fieldPath, 'must be non-empty if specified'),
      );
    }
    if (hasLineBreak(fieldPath)) {
      causes.push(
        invalid(`${at}.fieldPath`, fieldPath, 'must not contain line breaks'),
      );
    }
    if (isSet(fieldPath) && readFieldPath(schema, fieldPath) === undefined) {
      causes.push(
        invalid(`${at}.fieldPath`, fieldPath, 'must be a valid path'),
      );
    }
    return causes;
  });
}
