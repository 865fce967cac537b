import { faultCause, ruleCause } from '../causes';
import { withHead } from '../cel/values';
import { evaluateRules } from '../checkRules';
import { prune } from '../prune';
import { isObject, Schema } from '../Schema';
import { internalError, invalid, StatusCause } from '../StatusCause';
import { findFaults } from '../validateObject';
import { eachProperty } from './schemaParts';

/**
 * Says which defaults in a structural schema an API server refuses: a default must have no unknown fields, and must fit
 * its own schema and the CEL rules in it **as it is written**, without the defaults of its fields. So
 * `default: {}` breaks a rule that speaks of a field, even if the field has a default.
 */
export function checkDefaults(schema: Schema, path: string): StatusCause[] {
  return check(schema, path, true);
}

function check(schema: Schema, path: string, root: boolean): StatusCause[] {
  const causes: StatusCause[] = [];
  // `null` is no default: the server reads it as none.
  if (schema.default !== undefined && schema.default !== null) {
    causes.push(...checkDefault(schema, `${path}.default`, root));
  }
  // There are no defaults in `additionalProperties` and in branches.
  if (isObject(schema.items)) {
    causes.push(...check(schema.items, `${path}.items`, false));
  }
  for (const [key, property] of eachProperty(schema)) {
    causes.push(...check(property, `${path}.properties[${key}]`, false));
  }
  return causes;
}

function checkDefault(
  schema: Schema,
  path: string,
  root: boolean,
): StatusCause[] {
  const value: unknown = schema.default;
  const causes: StatusCause[] = [];
  const pruned = prune(schema, value, {
    root: root || schema['x-kubernetes-embedded-resource'] === true,
  });
  if (pruned.unknown.length) {
    causes.push(invalid(path, value, 'must not have unknown fields'));
  }
  const faults = findFaults(schema, pruned.value, {});
  if (faults.length) {
    return [...causes, ...faults.map(fault => faultCause(fault, path))];
  }
  const whole =
    root || schema['x-kubernetes-embedded-resource'] === true
      ? withHead(schema)
      : schema;
  // First as if nothing had changed, for the rules that compare; then as if it were new.
  for (const oldValue of [value, undefined]) {
    const { violations, skipped } = evaluateRules(whole, value, {
      oldValue,
      ratchet: false,
    });
    const broken = [
      ...violations.map(violation => ruleCause(violation, path)),
      ...skipped.map(({ rule, why }) =>
        internalError(path, `rule cannot be evaluated: ${rule}: ${why}`),
      ),
    ];
    if (broken.length) return [...causes, ...broken];
  }
  return causes;
}
