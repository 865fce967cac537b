import { applyDefaults, checkRules, SchemaProblem, validateObject } from '..';

/** A feature of schemas or rules, with values that an API server takes and values that it refuses. */
export interface Row {
  name: string;
  /** Schema of the field `spec.x`. */
  schema: Record<string, any>;
  good: unknown[];
  bad: unknown[];
  /** The value as it was; absent where the object is new. */
  old?: unknown;
  /** The old value is from before the schema was what it is: today it would be refused. */
  outdated?: boolean;
  /** What is said of the first bad value. */
  says?: RegExp;
  /** Field of the problem of the first bad value, below `spec`; `x` if not given, empty for the object as a whole. */
  field?: string;
  /** Rules of the object as a whole. */
  rootRules?: object[];
}

/** The schema of an object whose field `spec.x` is as the row has it. */
export function schemaOfRow(row: Row): Record<string, any> {
  return {
    type: 'object',
    ...(row.rootRules ? { 'x-kubernetes-validations': row.rootRules } : {}),
    properties: {
      apiVersion: { type: 'string' },
      kind: { type: 'string' },
      metadata: {
        type: 'object',
        'x-kubernetes-preserve-unknown-fields': true,
      },
      spec: { type: 'object', properties: { x: row.schema } },
    },
  };
}

/** An object with the value in `spec.x`; without the field if there is no value. */
export function objectOfRow(value: unknown): Record<string, any> {
  return {
    apiVersion: 'rows.example.org/v1',
    kind: 'Row',
    metadata: { name: 'row' },
    spec: value === undefined ? {} : { x: value },
  };
}

/** What this project says of a value: rules only of a sound one, as an API server has it. */
export function judge(row: Row, value: unknown): SchemaProblem[] {
  const schema = schemaOfRow(row);
  const complete = (v: unknown) => applyDefaults(schema, objectOfRow(v));
  const object = complete(value);
  const oldValue = row.old === undefined ? undefined : complete(row.old);
  const problems = validateObject(schema, object, { oldValue });
  if (problems.length) return problems;
  const rules = checkRules(schema, object, { oldValue });
  // A rule that was not evaluated proves nothing.
  if (rules.skipped.length) throw new Error(JSON.stringify(rules.skipped));
  return rules.problems;
}
