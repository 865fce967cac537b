import type { ErrorObject } from 'ajv';
import type { Violation } from './checkRules';
import { formatPath, isObject, Path } from './Schema';
import {
  duplicate,
  forbidden,
  invalid,
  notSupported,
  required,
  StatusCause,
  tooLong,
  tooMany,
  typeInvalid,
} from './StatusCause';
import type { Finding } from './validateObject';

/** What kube-openapi says of each keyword, after `<field> in body`. */
const SHOULD: Record<string, (error: ErrorObject) => string> = {
  minimum: e => `should be greater than or equal to ${e.params.limit}`,
  exclusiveMinimum: e => `should be greater than ${e.params.limit}`,
  maximum: e => `should be less than or equal to ${e.params.limit}`,
  exclusiveMaximum: e => `should be less than ${e.params.limit}`,
  multipleOf: e => `should be a multiple of ${e.params.multipleOf}`,
  pattern: e => `should match '${e.params.pattern}'`,
  minLength: e => `should be at least ${e.params.limit} chars long`,
  minItems: e => `should have at least ${e.params.limit} items`,
  minProperties: e => `should have at least ${e.params.limit} properties`,
  goFormat: e => `must be of type ${e.schema}: ${JSON.stringify(e.data)}`,
};

/** What kube-openapi says of `anyOf` and its like, after the field in quotes. */
const LOGIC: Record<string, (error: ErrorObject) => string> = {
  anyOf: () => 'must validate at least one schema (anyOf)',
  oneOf: e =>
    `must validate one and only one schema (oneOf). ${
      e.params.passingSchemas
        ? `Found ${e.params.passingSchemas.length} valid alternatives`
        : 'Found none valid'
    }`,
  not: () => 'must not validate the schema (not)',
};

/** A fault in the words of an API server. */
export function faultCause(finding: Finding, base = ''): StatusCause {
  const { error, keyword } = finding;
  const within = formatPath(finding.path);
  const field = join(base, within);
  if (!error) {
    return keyword === 'list'
      ? duplicate(field, finding.duplicate)
      : invalid(field, '', finding.says ?? '');
  }
  const { data, params } = error;
  switch (keyword) {
    case 'required':
      return required(field);
    case 'enum':
      return notSupported(field, data, params.allowedValues);
    case 'maxLength':
      return tooLong(field, params.limit);
    case 'maxItems':
    case 'maxProperties':
      return tooMany(field, Object.keys(Object(data)).length, params.limit);
    case 'type':
    case 'int64': {
      const wanted = [params.type ?? 'integer'].flat();
      const type = typeName(data);
      return typeInvalid(
        field,
        type,
        `${within} in body must be of type ${wanted
          .flatMap(t => String(t).split(','))
          .filter(t => t !== 'null')
          .join(',')}: ${JSON.stringify(type)}`,
      );
    }
    case 'additionalProperties':
      return forbidden(field, `${within} in body is a forbidden property`);
    default: {
      const shown = isObject(data) || Array.isArray(data) ? '' : data;
      return invalid(
        field,
        shown,
        Object.hasOwn(LOGIC, keyword)
          ? `"${within}" ${LOGIC[keyword](error)}`
          : `${within} in body ${
              SHOULD[keyword]?.(error) ?? error.message ?? 'is not valid'
            }`,
      );
    }
  }
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value !== 'number') return typeof value;
  return Number.isInteger(value) ? 'integer' : 'number';
}

/** A broken rule in the words of an API server. */
export function ruleCause(violation: Violation, base = ''): StatusCause {
  const { rule, type, failure, text } = violation;
  const at = (path: Path) => join(base, formatPath(path));
  const message = rule.message?.trim();
  const name = message || rule.rule.trim();
  if (failure) {
    return invalid(
      at(violation.path),
      type,
      `${failure.replace(
        /^No such key/,
        'no such key',
      )} evaluating rule: ${name}`,
    );
  }
  const field = at([...violation.path, ...violation.field]);
  const detail = text ?? (message || `failed rule: ${name}`);
  switch (rule.reason) {
    case 'FieldValueForbidden':
      return forbidden(field, detail);
    case 'FieldValueRequired':
      return required(field, detail);
    case 'FieldValueDuplicate':
      return duplicate(field, type);
    default:
      return invalid(field, type, detail);
  }
}

function join(base: string, path: string): string {
  if (!base || !path) return base || path;
  return path.startsWith('[') ? `${base}${path}` : `${base}.${path}`;
}
