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
  const { value, unknown } = prune(schema, input, { root: true });
  const object = applyDefaults(schema, value) as Schema;
  const { whole, head, rules } = prepare(schema);
  // What is stored gets today's defaults, too, when a server reads it. Most objects are sound: then nobody asks.
  const readOld = () =>
    options.oldObject &&
    applyDefaults(
      schema,
      prune(schema, options.oldObject, { root: true }).value,
    );
  let faults = findFaults(whole, object, {});
  if (faults.length && options.oldObject) {
    faults = findFaults(whole, object, { oldValue: readOld() });
  }
  const causes = faults.map(fault => faultCause(fault));
  if (!rules) return { object, unknown, causes };
  if (causes.some(({ reason }) => BLOCKING.includes(reason))) {
    causes.push(
      invalid(
        '',
        null,
        'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation',
      ),
    );
    return { object, unknown, causes };
  }
  const { violations, skipped } = evaluateRules(head, object, {
    oldValue: readOld(),
    ratchet: true,
  });
  causes.push(
    ...violations.map(violation => ruleCause(violation)),
    // A rule that this evaluator does not understand protects something: nothing passes by it.
    ...skipped.map(({ field, rule, why }) =>
      internalError(field, `rule cannot be evaluated: ${rule}: ${why}`),
    ),
  );
  return { object, unknown, causes };
}

/** A schema, made ready to admit objects. */
interface Prepared {
  /** With a head of which it says nothing but what it restricts: the server validates metadata by itself. */
  whole: Schema;
  /** With the head that rules see. */
  head: Schema;
  /** Whether there are rules in it. */
  rules: boolean;
}

/** The checker compiles a schema once: it must be the same object each time. */
const prepared = new WeakMap<Schema, Prepared>();

function prepare(schema: Schema): Prepared {
  const known = prepared.get(schema);
  if (known) return known;
  const properties: Schema = isObject(schema.properties)
    ? schema.properties
    : {};
  const whole = {
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
  const result = {
    whole,
    head: withHead(whole),
    rules: countRules(schema) > 0,
  };
  prepared.set(schema, result);
  return result;
}
