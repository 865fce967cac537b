export { clusterOfClaim, requireClaimOf } from './clusterOfClaim';
export { requireRequestPermission } from './requireRequestPermission';
export * from './rules';
