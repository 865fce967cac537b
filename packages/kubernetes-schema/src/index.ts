/**
 * Structural schemas, defaults and CEL rules of custom resources, checked as a Kubernetes API server checks them, when a
 * CustomResourceDefinition is written and when an object is.
 *
 * @packageDocumentation
 */
export { admitObject } from './admitObject';
export type { Admission } from './admitObject';
export { applyDefaults } from './defaults';
export { checkRules } from './checkRules';
export type { RulesResult } from './checkRules';
export { countRules, immutableFields } from './rules';
export { readCustomResourceDefinition } from './definition/readDefinition';
export type { Schema, SchemaProblem } from './Schema';
export type { WordingOptions } from './sentences';
export { invalidMessage } from './StatusCause';
export type { StatusCause } from './StatusCause';
export { toCustomResourceDefinitions } from './crossplane/toCustomResourceDefinitions';
export { InvalidSchemaError, validateObject } from './validateObject';
export type { ValidateOptions } from './validateObject';
export { validateCustomResourceDefinition } from './definition/validateDefinition';
