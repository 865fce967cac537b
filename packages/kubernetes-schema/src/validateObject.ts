import { InputError } from '@backstage/errors';
import Ajv, { ErrorObject, ValidateFunction } from 'ajv';
import { advise } from './alternatives';
import { tooLarge } from './bounds';
import { isRatcheted } from './correlate';
import { checkEmbedded } from './embedded';
import { formatCheck } from './formats';
import { findDuplicates } from './lists';
import { compilePattern } from './pattern';
import {
  eachValue,
  formatPath,
  isObject,
  ownValue,
  Path,
  Schema,
  schemaOf,
  SchemaProblem,
} from './Schema';
import { hint, nameOf, sentence, show } from './sentences';
import { toJsonSchema } from './toJsonSchema';

/** How an object is judged. @public */
export interface ValidateOptions {
  /**
   * The object as it was: what was wrong before and is as it was does not count, as an API server has it since 1.33
   * ("validation ratcheting").
   */
  oldValue?: unknown;
}

/** A person can mend so many at a time. */
const MAX_PROBLEMS = 50;

/** Of more faults the order is of no matter, and putting them into one would take long. */
const MAX_FOUND = 200;

/** Of a value with one of these wrong, the other keywords say nothing that helps; the first is the strongest. */
const DECISIVE = ['type', 'int64', 'enum'];

/** Compiling takes longer than everything else, and a portal has one schema. */
const compiled = new WeakMap<Schema, ValidateFunction>();

interface Found {
  path: Path;
  problem: SchemaProblem;
  keyword: string;
}

/**
 * Judges an object by a structural OpenAPI v3 schema, as an API server does after it has filled in the defaults (see
 * `applyDefaults`); its CEL rules apart (see `checkRules`).
 *
 * @returns the problems, each once, in the order of the object; none for a sound one
 * @throws InputError if the schema itself cannot be used; never because of the object.
 * @public
 */
export function validateObject(
  schema: Schema,
  value: unknown,
  options: ValidateOptions = {},
): SchemaProblem[] {
  const validate = compile(schema);
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
  const found: Found[] = [];
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
          found.push(toFound(meant, path, errors));
        }
      }
    }
  }
  found.push(...checkApart(schema, value, options).slice(0, MAX_FOUND));
  return order(found, schema, value);
}

function compile(schema: Schema): ValidateFunction {
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

function toFound(error: ErrorObject, path: Path, all: ErrorObject[]): Found {
  const field = formatPath(path);
  const strange = error.keyword === 'additionalProperties';
  const described = isObject(error.parentSchema) ? error.parentSchema : {};
  let title: unknown = described.title;
  if (error.keyword === 'required') {
    title = (schemaOf(described, error.params.missingProperty) as Schema)
      ?.title;
  }
  let text = sentence(nameOf(field, strange ? undefined : title), error);
  if (error.keyword === 'anyOf' || error.keyword === 'oneOf') {
    const { allowed } = advise(error, all);
    text += hint(error) || (allowed && `: it ${allowed}`);
  }
  return {
    path,
    keyword: error.keyword,
    problem: {
      rule: strange ? 'unknown-field' : 'schema',
      field,
      message: `${text}.`,
    },
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

/** What JSON Schema has no word for. */
function checkApart(
  schema: Schema,
  value: unknown,
  { oldValue }: ValidateOptions,
): Found[] {
  const found: Found[] = [];
  const add = (path: Path, keyword: string, says: string) => {
    const field = formatPath(path);
    found.push({
      path,
      keyword,
      problem: {
        rule: 'schema',
        field,
        message: `${nameOf(field, undefined)} ${says}.`,
      },
    });
  };
  // As an API server has it: a list that was wrong before may stay so.
  if (oldValue === undefined || !findDuplicates(schema, oldValue).length) {
    for (const { path, key } of findDuplicates(schema, value)) {
      add(
        path,
        'list',
        `stands in the list already (${show(key)}): leave one of them out`,
      );
    }
  }
  eachValue(schema, value, (sub, resource, path) => {
    if (sub['x-kubernetes-embedded-resource'] !== true) return;
    for (const [rest, says] of checkEmbedded(resource)) {
      add([...path, ...rest], 'embedded', says);
    }
  });
  return found;
}

/** In the order of the object, each once, and of what contradicts each other the strongest. */
function order(
  found: Found[],
  schema: Schema,
  value: unknown,
): SchemaProblem[] {
  const decisive = (field: string) =>
    DECISIVE.find(keyword =>
      found.some(f => f.keyword === keyword && f.problem.field === field),
    );
  const seen = new Set<string>();
  return found
    .filter(({ keyword, problem: { field, message } }) => {
      const key = `${field}\n${message}`;
      const strongest = decisive(field);
      if (seen.has(key) || (strongest && strongest !== keyword)) return false;
      seen.add(key);
      return true;
    })
    .map(f => ({ ...f, position: positionOf(f.path, schema, value) }))
    .sort((a, b) => {
      const at = a.position.findIndex((n, i) => n !== b.position[i]);
      if (at < 0) return a.position.length - b.position.length;
      return a.position[at] - (b.position[at] ?? -1);
    })
    .slice(0, MAX_PROBLEMS)
    .map(f => f.problem);
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
