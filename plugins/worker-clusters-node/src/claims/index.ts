export * from './claim';
export * from './claimName';
export * from './claimPaths';
export * from './gitopsConfig';
export { countCelRules } from './openApiSchema';
export * from './parseClaim';
export * from './renderClaim';
export * from './validateClaim';
export * from './xrd';
