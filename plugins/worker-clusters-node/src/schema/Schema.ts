/** A structural OpenAPI v3 schema, as it stands in a CRD or an XRD. */
export type Schema = { [keyword: string]: any };

export function isObject(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** One thing that is wrong with an object, for the person who asks. */
export interface SchemaProblem {
  rule: 'schema' | 'unknown-field' | 'cel' | 'immutable';
  /** Path of the field, for example `spec.nodes.min`, `spec.zones[0]`; empty for the object itself. */
  field: string;
  /** A sentence with a full stop: what is wrong and what to do. */
  message: string;
}

/** Calls back on a schema and every schema in it that describes a field, with the field's path. */
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

/** `spec.zones[0].name` */
export function formatPath(path: Array<string | number>): string {
  return path
    .map(part => (typeof part === 'number' ? `[${part}]` : `.${part}`))
    .join('')
    .replace(/^\./, '');
}
