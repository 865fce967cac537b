import { tooLarge } from './bounds';
import { faultCause, ruleCause } from './causes';
import { withHead } from './cel/values';
import { evaluateRules } from './checkRules';
import { applyDefaults } from './defaults';
import { prune } from './prune';
import { countRules } from './rules';
import { isObject, Schema } from './Schema';
import { internalError, invalid, StatusCause } from './StatusCause';
import { findFaults } from './validateObject';

/** What an API server makes of a custom resource that somebody writes. @public */
export interface Admission {
  /** The object as it is stored: without unknown fields, with the schema's defaults. */
  object: Schema;
  /** Paths of the fields that were dropped: with `fieldValidation=Strict` a server refuses them, with `Warn` it says so. */
  unknown: string[];
  /** Why the object is refused; none if it is taken. */
  causes: StatusCause[];
}

/** Faults after which an API server does not evaluate the rules. */
const BLOCKING = [
  'FieldValueNotSupported',
  'FieldValueRequired',
  'FieldValueTooLong',
  'FieldValueTooMany',
  'FieldValueTypeInvalid',
];

/**
 * Does what an API server does with a custom resource that is created or updated: drops unknown fields, fills in the
 * defaults, validates the object, its lists of type set and map, its embedded resources and its CEL rules. What was
 * wrong before and is as it was is no cause ("validation ratcheting"). Changes nothing in place.
 *
 * @param schema - `openAPIV3Schema` of the version
 * @param options - `oldObject`: the object as it is stored; absent for a new one
 * @public
 */
export function admitObject(
  schema: Schema,
  input: object,
  options: { oldObject?: object } = {},
): Admission {
  const large = tooLarge(input);
  if (large) {
    return {
      object: input,
      unknown: [],
      causes: [invalid('', '', `the object is not checked: ${large}`)],
    };
  }
  const read = (value: object) => {
    const pruned = prune(schema, value, { root: true });
    return {
      object: applyDefaults(schema, pruned.value) as Schema,
      unknown: pruned.unknown,
    };
  };
  const { object, unknown } = read(input);
  // What is stored gets today's defaults, too, when a server reads it.
  const oldValue = options.oldObject && read(options.oldObject).object;
  const whole = withMetadata(schema);
  const causes = findFaults(whole, object, { oldValue }).map(f =>
    faultCause(f),
  );
  if (causes.some(({ reason }) => BLOCKING.includes(reason))) {
    if (countRules(schema)) {
      causes.push(
        invalid(
          '',
          null,
          'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation',
        ),
      );
    }
    return { object, unknown, causes };
  }
  const { violations, skipped } = evaluateRules(withHead(whole), object, {
    oldValue,
    ratchet: true,
  });
  causes.push(
    ...violations.map(v => ruleCause(v)),
    // A rule that this evaluator does not understand protects something: nothing passes by it.
    ...skipped.map(({ field, rule, why }) =>
      internalError(field, `rule cannot be evaluated: ${rule}: ${why}`),
    ),
  );
  return { object, unknown, causes };
}

/** The schema with a head of which it says nothing but what it restricts: the server validates metadata by itself. */
function withMetadata(schema: Schema): Schema {
  const properties: Schema = isObject(schema.properties)
    ? schema.properties
    : {};
  return {
    ...schema,
    properties: {
      apiVersion: { type: 'string' },
      kind: { type: 'string' },
      ...properties,
      metadata: {
        ...properties.metadata,
        type: 'object',
        'x-kubernetes-preserve-unknown-fields': true,
      },
    },
  };
}
