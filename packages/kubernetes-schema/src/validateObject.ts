import Ajv, { ErrorObject, ValidateFunction } from 'ajv';
import { advise } from './alternatives';
import { tooLarge } from './bounds';
import { isRatcheted } from './correlate';
import { checkEmbedded } from './embedded';
import { formatCheck } from './formats';
import { findDuplicates } from './lists';
import { compilePattern } from './pattern';
import {
  eachField,
  eachValue,
  formatPath,
  isObject,
  ownValue,
  Path,
  Schema,
  schemaOf,
  SchemaProblem,
} from './Schema';
import { hint, nameOf, sentence, show, WordingOptions } from './sentences';
import { toJsonSchema } from './toJsonSchema';

/** How an object is checked. @public */
export interface ValidateOptions {
  /**
   * The object as it was: what was wrong before and is as it was does not count, as an API server has it since 1.33
   * ("validation ratcheting").
   */
  oldValue?: unknown;
}

/** Thrown for a schema that no object can be checked by. @public */
export class InvalidSchemaError extends Error {
  override name = 'InvalidSchemaError';
}

/** A person can mend so many at a time. */
const MAX_PROBLEMS = 50;

/** Of more faults the order is of no matter, and putting them into one would take long. */
const MAX_FOUND = 200;

/** Of a value with one of these wrong, the other keywords say nothing that helps; the first is the strongest. */
const DECISIVE = ['type', 'int64', 'enum'];

/** Compiling takes longer than everything else, and a portal has one schema. */
const compiled = new WeakMap<Schema, Compiled>();

interface Compiled {
  validate: ValidateFunction;
  /** Whether there are lists of type set or map in the schema. */
  lists: boolean;
  /** Whether there are embedded resources in the schema. */
  embedded: boolean;
}

/** One thing that is wrong with a value. */
export interface Finding {
  path: Path;
  /** Of JSON Schema; `list` and `embedded` are of Kubernetes. */
  keyword: string;
  /** What is wrong; absent for what JSON Schema has no word for. */
  error?: ErrorObject;
  /** What would have been allowed instead; for `anyOf` and `oneOf`. */
  allowed?: string;
  /** Of an entry that stands in its list already: the entry, or its keys. */
  duplicate?: unknown;
  /** What is wrong with an embedded resource, without a subject. */
  says?: string;
}

/**
 * Checks an object by a structural OpenAPI v3 schema, as an API server does after it has filled in the defaults (see
 * `applyDefaults`); its CEL rules apart (see `checkRules`). A field that the schema does not have is a problem, where a
 * server drops it.
 *
 * @returns the problems, each once, in the order of the object; none for a sound one
 * @throws InvalidSchemaError if the schema itself cannot be used; never because of the object.
 * @public
 */
export function validateObject(
  schema: Schema,
  value: unknown,
  options: ValidateOptions & WordingOptions = {},
): SchemaProblem[] {
  const large = tooLarge(value);
  if (large) {
    return [
      {
        rule: 'schema',
        field: '',
        message: `The object is not checked: ${large}.`,
      },
    ];
  }
  const problems = findFaults(schema, value, options).map(finding => ({
    finding,
    problem: toProblem(finding, options),
  }));
  return order(problems, schema, value);
}

/**
 * Finds what is wrong with a value by a structural schema.
 *
 * @throws InvalidSchemaError if the schema itself cannot be used.
 */
export function findFaults(
  schema: Schema,
  value: unknown,
  options: ValidateOptions,
): Finding[] {
  const { validate, lists, embedded } = compile(schema);
  const found: Finding[] = [];
  if (!validate(value)) {
    const errors = validate.errors ?? [];
    for (const error of errors.filter(e => !isInBranch(e.schemaPath))) {
      if (found.length >= MAX_FOUND) break;
      for (const meant of whatWasMeant(error, errors)) {
        const strange = meant.keyword === 'additionalProperties';
        const path = pathOf(meant, value);
        const at =
          meant.params.missingProperty === undefined ? path : path.slice(0, -1);
        // A server does not ratchet unknown fields: they are no part of the object.
        if (strange || !isRatcheted(schema, value, options.oldValue, at)) {
          const { keyword } = meant;
          const alternatives = keyword === 'anyOf' || keyword === 'oneOf';
          found.push({
            path,
            keyword,
            error: meant,
            allowed: alternatives ? advise(meant, errors).allowed : undefined,
          });
        }
      }
    }
  }
  const apart = [
    ...(lists ? checkLists(schema, value, options) : []),
    ...(embedded ? checkResources(schema, value) : []),
  ];
  return [...found, ...apart.slice(0, MAX_FOUND)];
}

function compile(schema: Schema): Compiled {
  const known = compiled.get(schema);
  if (known) return known;
  // Lenient about keywords that it does not know, as the API server is.
  const ajv = new Ajv({
    allErrors: true,
    strict: false,
    verbose: true,
    logger: false,
    ownProperties: true,
    // As precise as Go's `swag.IsFloat64AJSONInteger`.
    multipleOfPrecision: 9,
    code: {
      regExp: Object.assign((pattern: string) => compilePattern(pattern), {
        code: 'compilePattern',
      }),
    },
  });
  ajv.addKeyword({
    keyword: 'goFormat',
    type: 'string',
    validate: (format: string, text: string) => formatCheck(format)!(text),
  });
  ajv.addKeyword({
    keyword: 'int64',
    type: 'number',
    validate: (_: boolean, n: number) => n >= -(2 ** 63) && n < 2 ** 63,
  });
  try {
    const result = {
      validate: ajv.compile(toJsonSchema(schema)),
      lists: hasField(schema, field =>
        ['set', 'map'].includes(field['x-kubernetes-list-type']),
      ),
      embedded: hasField(
        schema,
        field => field['x-kubernetes-embedded-resource'] === true,
      ),
    };
    compiled.set(schema, result);
    return result;
  } catch (error) {
    throw new InvalidSchemaError((error as Error).message);
  }
}

function hasField(schema: Schema, holds: (field: Schema) => boolean): boolean {
  let found = false;
  eachField(schema, field => {
    found ||= holds(field);
  });
  return found;
}

/** Inside of branches it is the error of the whole that counts; `if` says nothing of its own. */
function isInBranch(schemaPath: string): boolean {
  return /\/(?:(?:anyOf|oneOf)\/\d+|not)\/|\/if$/.test(schemaPath);
}

/** The errors of the branch that was meant, or the error itself. */
function whatWasMeant(error: ErrorObject, all: ErrorObject[]): ErrorObject[] {
  if (error.keyword !== 'anyOf' && error.keyword !== 'oneOf') return [error];
  const meant = advise(error, all).meant.filter(
    ({ schemaPath }) =>
      !isInBranch(schemaPath.slice(error.schemaPath.length + 1)),
  );
  return meant.length ? meant.slice(0, MAX_FOUND) : [error];
}

function toProblem(finding: Finding, wording: WordingOptions): SchemaProblem {
  const { path, keyword, error, allowed } = finding;
  const field = formatPath(path);
  if (!error) {
    const says =
      finding.says ??
      `stands in the list already (${show(
        finding.duplicate,
      )}): leave one of them out`;
    return {
      rule: 'schema',
      field,
      message: `${nameOf(field, undefined, wording)} ${says}.`,
    };
  }
  const strange = keyword === 'additionalProperties';
  const described = isObject(error.parentSchema) ? error.parentSchema : {};
  let title: unknown = described.title;
  if (keyword === 'required') {
    title = (schemaOf(described, error.params.missingProperty) as Schema)
      ?.title;
  }
  const name = nameOf(field, strange ? undefined : title, wording);
  let text = sentence(name, error, wording);
  if (keyword === 'anyOf' || keyword === 'oneOf') {
    text += hint(error) || (allowed ? `: it ${allowed}` : '');
  }
  return {
    rule: strange ? 'unknown-field' : 'schema',
    field,
    message: `${text}.`,
  };
}

function pathOf(error: ErrorObject, root: unknown): Path {
  const path: Path = [];
  let at: any = root;
  for (const token of error.instancePath.split('/').slice(1)) {
    const key = token.replace(/~1/g, '/').replace(/~0/g, '~');
    path.push(Array.isArray(at) ? Number(key) : key);
    at = ownValue(at, key);
  }
  const child: string | undefined =
    error.params.missingProperty ?? error.params.additionalProperty;
  return child === undefined ? path : [...path, child];
}

/** Entries that stand in their list already. */
function checkLists(
  schema: Schema,
  value: unknown,
  { oldValue }: ValidateOptions,
): Finding[] {
  const found = findDuplicates(schema, value).map(({ path, key }) => ({
    path,
    keyword: 'list',
    duplicate: key,
  }));
  // As an API server has it: if a list was wrong before, lists may be wrong.
  return found.length &&
    oldValue !== undefined &&
    findDuplicates(schema, oldValue).length
    ? []
    : found;
}

/** What is wrong with embedded resources. */
function checkResources(schema: Schema, value: unknown): Finding[] {
  const found: Finding[] = [];
  eachValue(schema, value, (sub, resource, path) => {
    if (sub['x-kubernetes-embedded-resource'] !== true) return;
    for (const [rest, says] of checkEmbedded(resource)) {
      found.push({ path: [...path, ...rest], keyword: 'embedded', says });
    }
  });
  return found;
}

/** In the order of the object, each once, and of what contradicts each other the strongest. */
function order(
  problems: Array<{ finding: Finding; problem: SchemaProblem }>,
  schema: Schema,
  value: unknown,
): SchemaProblem[] {
  const decisive = (field: string) =>
    DECISIVE.find(keyword =>
      problems.some(
        ({ finding, problem }) =>
          finding.keyword === keyword && problem.field === field,
      ),
    );
  const seen = new Set<string>();
  return problems
    .filter(({ finding: { keyword }, problem: { field, message } }) => {
      const key = `${field}\n${message}`;
      const strongest = decisive(field);
      if (seen.has(key) || (strongest && strongest !== keyword)) return false;
      seen.add(key);
      return true;
    })
    .map(({ finding, problem }) => ({
      problem,
      position: positionOf(finding.path, schema, value),
    }))
    .sort((a, b) => {
      const at = a.position.findIndex((n, i) => n !== b.position[i]);
      if (at < 0) return a.position.length - b.position.length;
      return a.position[at] - (b.position[at] ?? -1);
    })
    .slice(0, MAX_PROBLEMS)
    .map(({ problem }) => problem);
}

/** Where a path stands in the object: number of each field; a missing one after those that are there. */
function positionOf(path: Path, schema: unknown, value: unknown): number[] {
  const [key, ...rest] = path;
  if (key === undefined) return [];
  let position = Number(key);
  if (typeof key === 'string') {
    const keys = isObject(value) ? Object.keys(value) : [];
    const known =
      isObject(schema) && isObject(schema.properties)
        ? Object.keys(schema.properties)
        : [];
    position = keys.includes(key)
      ? keys.indexOf(key)
      : keys.length + known.indexOf(key);
  }
  return [
    position,
    ...positionOf(rest, schemaOf(schema, key), ownValue(value, key)),
  ];
}
