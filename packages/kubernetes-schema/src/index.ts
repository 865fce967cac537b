export { applyDefaults } from './defaults';
export { checkRules } from './checkRules';
export { countRules, immutableFields } from './rules';
export type { RulesResult } from './checkRules';
export type { SchemaProblem } from './Schema';
export { validateObject } from './validateObject';
export type { ValidateOptions } from './validateObject';
