import { isDeepStrictEqual } from 'node:util';
import { InputError } from '@backstage/errors';
import Ajv, { ErrorObject, ValidateFunction } from 'ajv';
import { FORMATS } from './formats';
import { formatPath, isObject, Schema, SchemaProblem } from './Schema';
import { sentence } from './sentences';
import { toJsonSchema } from './toJsonSchema';

/** A person can mend so many at a time. */
const MAX_PROBLEMS = 50;

/** Compiling takes longer than everything else, and a portal has one schema. */
const compiled = new WeakMap<Schema, ValidateFunction>();

/**
 * Judges an object by a structural OpenAPI v3 schema, as an API server does after it has filled in the defaults; beyond
 * that a field that the schema does not have is a problem, where a server would drop it.
 *
 * @returns the problems, one per field, in the order of the object; none for a sound one
 * @throws InputError if the schema itself cannot be used.
 */
export function validateObject(
  schema: Schema,
  value: unknown,
): SchemaProblem[] {
  const validate = compile(schema);
  const problems = new Map<string, SchemaProblem>();
  const add = (problem: SchemaProblem) => {
    if (!problems.has(problem.field) && problems.size < MAX_PROBLEMS) {
      problems.set(problem.field, problem);
    }
  };
  if (!validate(value)) {
    (validate.errors ?? [])
      // A broken branch says less than the sentence about the whole.
      .filter(
        error =>
          !/\/(anyOf|oneOf|not)\/\d*\/?/.test(
            error.schemaPath.replace(/\/(anyOf|oneOf|not)$/, ''),
          ),
      )
      .forEach(error => add(toProblem(error, value)));
  }
  checkLists(schema, value, [], add);
  return [...problems.values()];
}

function compile(schema: Schema): ValidateFunction {
  const known = compiled.get(schema);
  if (known) return known;
  // Lenient about keywords and formats that it does not know, as the API server is.
  const ajv = new Ajv({
    allErrors: true,
    strict: false,
    verbose: true,
    formats: FORMATS,
    logger: false,
  });
  try {
    const validate = ajv.compile(toJsonSchema(schema));
    compiled.set(schema, validate);
    return validate;
  } catch (error) {
    throw new InputError(
      `The schema of the XRD cannot be used: ${
        (error as Error).message
      }. Tell the platform team.`,
    );
  }
}

function toProblem(error: ErrorObject, root: unknown): SchemaProblem {
  const path: Array<string | number> = [];
  let at: any = root;
  for (const token of error.instancePath.split('/').slice(1)) {
    const key = token.replace(/~1/g, '/').replace(/~0/g, '~');
    path.push(Array.isArray(at) ? Number(key) : key);
    at = at?.[key];
  }
  const child: string | undefined =
    error.params.missingProperty ?? error.params.additionalProperty;
  if (child !== undefined) path.push(child);
  const field = formatPath(path);
  const titled =
    error.keyword === 'required'
      ? error.parentSchema?.properties?.[child!]?.title
      : error.parentSchema?.title;
  return {
    rule: error.keyword === 'additionalProperties' ? 'unknown-field' : 'schema',
    field,
    message: `${sentence(
      field,
      error,
      error.keyword === 'additionalProperties' ? undefined : titled,
    )}.`,
  };
}

/** `x-kubernetes-list-type`: no entry of a set, and no key of a map, stands twice. */
function checkLists(
  schema: unknown,
  value: unknown,
  path: Array<string | number>,
  add: (problem: SchemaProblem) => void,
): void {
  if (!isObject(schema)) return;
  if (Array.isArray(value)) {
    const type = schema['x-kubernetes-list-type'];
    const keys: string[] = schema['x-kubernetes-list-map-keys'] ?? [];
    const keyOf = (item: any) =>
      type === 'map' ? keys.map(k => item?.[k]) : item;
    value.forEach((item, i) => {
      if (
        (type === 'set' || type === 'map') &&
        value.slice(0, i).some(v => isDeepStrictEqual(keyOf(v), keyOf(item)))
      ) {
        add({
          rule: 'schema',
          field: formatPath([...path, i]),
          message: `'${formatPath([
            ...path,
            i,
          ])}' stands in the list already: leave one of them out.`,
        });
      }
      checkLists(schema.items, item, [...path, i], add);
    });
  } else if (isObject(value)) {
    for (const [key, item] of Object.entries(value)) {
      const sub =
        isObject(schema.properties) && Object.hasOwn(schema.properties, key)
          ? schema.properties[key]
          : schema.additionalProperties;
      checkLists(sub, item, [...path, key], add);
    }
  }
}
