export { applyDefaults } from './defaults';
export { checkRules, countRules, immutableFields } from './checkRules';
export type { RulesResult } from './checkRules';
export type { SchemaProblem } from './Schema';
export { validateObject } from './validateObject';
