// Looked up once: these run for every field of every object, and a global is slow to find in some realms (Jest's, vm's).
const { isArray } = Array;
const { hasOwn } = Object;

/**
 * A structural OpenAPI v3 schema, as it stands in a CRD or an XRD.
 *
 * @public
 */
export type Schema = { [keyword: string]: any };

/** Where in an object: names of fields, and numbers of entries. */
export type Path = Array<string | number>;

/** Whether a value is an object of fields: neither null nor a list. */
export function isObject(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !isArray(value);
}

/**
 * Whether two JSON values are equal; the order of keys is of no matter. Unlike `isDeepStrictEqual`, without looking at
 * prototypes: a value may come from another realm, as `structuredClone` gives it in a test.
 */
export function equalValues(a: unknown, b: unknown): boolean {
  if (isArray(a) && isArray(b)) {
    return (
      a.length === b.length && a.every((item, i) => equalValues(item, b[i]))
    );
  }
  if (isObject(a) && isObject(b)) {
    const keys = Object.keys(a);
    return (
      keys.length === Object.keys(b).length &&
      keys.every(key => hasOwn(b, key) && equalValues(a[key], b[key]))
    );
  }
  return a === b;
}

/** One thing that is wrong with an object, for the person who asks. @public */
export interface SchemaProblem {
  rule: 'schema' | 'unknown-field' | 'cel' | 'immutable';
  /** Path of the field, for example `spec.nodes.min`, `spec.zones[0]`; empty for the object itself. */
  field: string;
  /** A sentence with a full stop: what is wrong and what to do. */
  message: string;
}

/** The schema of a field: of that name, or of any name. Undefined where the schema says nothing of it. */
export function schemaOf(schema: unknown, key: string | number): unknown {
  if (!isObject(schema)) return undefined;
  if (typeof key === 'number') return schema.items;
  return isObject(schema.properties) && hasOwn(schema.properties, key)
    ? schema.properties[key]
    : schema.additionalProperties;
}

/** The value of a key that is the object's own: never a method of every object. */
export function ownValue(value: unknown, key: string | number): unknown {
  return typeof value === 'object' && value !== null && hasOwn(value, key)
    ? (value as any)[key]
    : undefined;
}

/** Calls back on a schema and every schema in it that describes a field, with the field's path (`[]`: of each entry). */
export function eachField(
  schema: unknown,
  visit: (schema: Schema, path: string[]) => void,
  path: string[] = [],
): void {
  if (!isObject(schema)) return;
  visit(schema, path);
  if (isObject(schema.properties)) {
    for (const [key, sub] of Object.entries(schema.properties)) {
      eachField(sub, visit, [...path, key]);
    }
  }
  eachField(schema.items, visit, [...path, '[]']);
  eachField(schema.additionalProperties, visit, [...path, '*']);
}

/** Calls back on a value and every value in it that the schema describes. */
export function eachValue(
  schema: unknown,
  value: unknown,
  visit: (schema: Schema, value: unknown, path: Path) => void,
  path: Path = [],
): void {
  if (!isObject(schema)) return;
  visit(schema, value, path);
  if (isArray(value)) {
    value.forEach((item, i) =>
      eachValue(schema.items, item, visit, [...path, i]),
    );
  } else if (isObject(value)) {
    for (const [key, item] of Object.entries(value)) {
      eachValue(schemaOf(schema, key), item, visit, [...path, key]);
    }
  }
}

/** `spec.zones[0].name` */
export function formatPath(path: Path): string {
  return path
    .map(part => {
      if (typeof part === 'number') return `[${part}]`;
      return part === '[]' ? part : `.${part}`;
    })
    .join('')
    .replace(/^\./, '');
}
