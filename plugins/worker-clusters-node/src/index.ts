/**
 * What other backend plugins and modules may use of worker-clusters: the fleet, the rules for permission
 * policies, the claim model and the service that opens repositories on the portal's Git hosts.
 *
 * @packageDocumentation
 */
export * from './claims';
export * from './fleet';
export * from './git';
export * from './permissions';
export * from './plan';
export * from './policy';
