/**
 * Types, lifecycle phases, health aggregation, permissions and the API client of the
 * worker-clusters plugin: pure, isomorphic, no I/O of its own.
 *
 * @packageDocumentation
 */
export * from './applicationCounts';
export * from './applicationHealth';
export * from './applicationProblems';
export * from './applications';
export * from './argocd';
export * from './argocdInstance';
export * from './client';
export * from './cidr';
export * from './clusterName';
export * from './clusterRef';
export * from './clusters';
export * from './crossplane';
export * from './fleet';
export * from './isolation';
export * from './lifecycle';
export * from './mergePatch';
export * from './permissions';
export * from './requestedCluster';
export * from './requests';
export * from './supportLife';
export * from './verdictRules';
export * from './versions';
