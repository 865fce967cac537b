import { InputError } from '@backstage/errors';
import Ajv from 'ajv';
import type { ErrorObject, ValidateFunction } from 'ajv';
import type { Claim } from './claim';
import { toSpecSchema } from './openApiSchema';
import type { ClaimDefinition } from './xrd';

/** One thing that is wrong with a claim, for the person who asks. @public */
export interface ClaimProblem {
  /** Path of the field in `spec`, for example `nodes.min`; empty for `spec` itself. */
  field: string;
  /** A sentence without a full stop: what is wrong and what to do. */
  message: string;
}

/** What the fields are called in the form. */
const LABELS: Record<string, string> = {
  environment: 'Environment',
  region: 'Region',
  owner: 'Owner',
  kubernetesVersion: 'Kubernetes version',
  'nodes.size': 'Node size',
  'nodes.min': 'Minimum number of nodes',
  'nodes.max': 'Maximum number of nodes',
};

/**
 * Checks a claim against the XRD's schema, and what a schema cannot say: that bounds are in order.
 *
 * @returns the problems, one per field; none for a sound claim
 * @throws InputError if the XRD's schema itself cannot be used.
 * @public
 */
export function validateClaim(
  claim: Claim,
  definition: ClaimDefinition,
): ClaimProblem[] {
  const validate = compile(definition);
  const problems = new Map<string, ClaimProblem>();
  const add = (problem: ClaimProblem) => {
    if (!problems.has(problem.field)) problems.set(problem.field, problem);
  };

  if (!validate(claim.spec)) {
    // A broken branch of `anyOf` says less than the sentence about the whole.
    (validate.errors ?? [])
      .filter(error => !/\/(anyOf|oneOf)\/\d+\//.test(error.schemaPath))
      .forEach(error => add(toProblem(error)));
  }
  const { min, max } = claim.spec.nodes ?? {};
  if (min !== undefined && max !== undefined && min > max) {
    add({
      field: 'nodes.max',
      message: `Maximum number of nodes (${max}) is below the minimum (${min}): raise the maximum or lower the minimum`,
    });
  }
  return [...problems.values()];
}

function compile(definition: ClaimDefinition): ValidateFunction {
  // Lenient about keywords and formats that it does not know, as the API server is.
  const ajv = new Ajv({
    allErrors: true,
    strict: false,
    verbose: true,
    validateFormats: false,
    logger: false,
  });
  try {
    return ajv.compile(toSpecSchema(definition.schema));
  } catch (error) {
    throw new InputError(
      `The schema of the XRD for ${definition.kind} cannot be used: ${
        (error as Error).message
      }. Tell the platform team.`,
    );
  }
}

function toProblem(error: ErrorObject): ClaimProblem {
  const parent = error.instancePath.slice(1).replace(/\//g, '.');
  const child: string | undefined =
    error.params.missingProperty ?? error.params.additionalProperty;
  const field = [parent, child].filter(Boolean).join('.');
  return { field, message: sentence(field, error) };
}

const TYPES: Record<string, string> = {
  integer: 'a whole number',
  number: 'a number',
  string: 'a text',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
};

function sentence(field: string, error: ErrorObject): string {
  const label = LABELS[field] ?? (field ? `'${field}'` : 'The claim');
  const value = show(error.data);
  const { params } = error;
  switch (error.keyword) {
    case 'required':
      return `${label} is missing: fill it in`;
    case 'additionalProperties':
      return `${label} is not a field of a worker cluster: leave it out`;
    case 'enum':
      return `${label} ${value} is not offered: choose one of ${(
        params.allowedValues as unknown[]
      )
        .map(String)
        .join(', ')}`;
    case 'pattern':
      return `${label} ${value} is not offered: it must match ${
        params.pattern
      }${hint(error)}`;
    case 'type':
      return `${label} must be ${
        TYPES[String(params.type)] ?? params.type
      }, not ${value}`;
    case 'minimum':
      return `${label} must be at least ${params.limit}, not ${value}`;
    case 'maximum':
      return `${label} must be at most ${params.limit}, not ${value}`;
    case 'minLength':
      return `${label} must have at least ${params.limit} characters`;
    case 'maxLength':
      return `${label} must have at most ${params.limit} characters`;
    default:
      return `${label} ${value} ${error.message}`;
  }
}

/** What the XRD says of the field, for people: a pattern alone is hard to read. */
function hint({ parentSchema }: ErrorObject): string {
  const description = parentSchema?.description;
  return typeof description === 'string' && description
    ? ` (${description.replace(/\.$/, '')})`
    : '';
}

function show(value: unknown): string {
  const text =
    typeof value === 'string' ? `'${value}'` : JSON.stringify(value) ?? '';
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
