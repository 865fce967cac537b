import type { ErrorObject } from 'ajv';

/** What fields are called where the schema gives them no title. */
const LABELS: Record<string, string> = {
  'spec.environment': 'Environment',
  'spec.region': 'Region',
  'spec.owner': 'Owner',
  'spec.kubernetesVersion': 'Kubernetes version',
  'spec.nodes.size': 'Node size',
  'spec.nodes.min': 'Minimum number of nodes',
  'spec.nodes.max': 'Maximum number of nodes',
  'spec.network.vpcCidr': 'Address range',
};

const TYPES: Record<string, string> = {
  integer: 'a whole number',
  number: 'a number',
  string: 'a text',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
  null: 'null',
};

/** What is wrong and what to do, without a full stop. */
export function sentence(
  field: string,
  error: ErrorObject,
  title: string | undefined,
): string {
  const label =
    title ??
    LABELS[field] ??
    (field ? `'${field.replace(/^spec\./, '')}'` : 'The claim');
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
    case 'format':
      return `${label} ${value} is not a valid ${params.format}${hint(error)}`;
    case 'type':
      return `${label} must be ${[params.type]
        .flat()
        .flatMap(t => String(t).split(','))
        .map(t => TYPES[t] ?? t)
        .join(' or ')}, not ${value}`;
    case 'minimum':
      return `${label} must be at least ${params.limit}, not ${value}`;
    case 'maximum':
      return `${label} must be at most ${params.limit}, not ${value}`;
    case 'exclusiveMinimum':
      return `${label} must be more than ${params.limit}, not ${value}`;
    case 'exclusiveMaximum':
      return `${label} must be less than ${params.limit}, not ${value}`;
    case 'multipleOf':
      return `${label} must be a multiple of ${params.multipleOf}, not ${value}`;
    case 'minLength':
      return `${label} must have at least ${params.limit} characters`;
    case 'maxLength':
      return `${label} must have at most ${params.limit} characters`;
    case 'minItems':
      return `${label} must have at least ${params.limit} entries`;
    case 'maxItems':
      return `${label} must have at most ${params.limit} entries`;
    case 'uniqueItems':
      return `${label} names something twice: leave one out`;
    case 'minProperties':
      return `${label} must have at least ${params.limit} fields`;
    case 'maxProperties':
      return `${label} must have at most ${params.limit} fields`;
    case 'anyOf':
    case 'oneOf':
      return `${label} ${value} fits ${
        error.keyword === 'oneOf' && params.passingSchemas
          ? 'more than one'
          : 'none'
      } of the forms that are allowed${hint(error)}`;
    case 'not':
      return `${label} ${value} is not allowed${hint(error)}`;
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

/** A value, short enough for a sentence. */
export function show(value: unknown): string {
  const text =
    typeof value === 'string' ? `'${value}'` : JSON.stringify(value) ?? '';
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
