export {
  deriveClusterInSteps,
  type DeriveClusterOptions,
  type DeriveClusterResult,
} from './deriveCluster';
export { CLAIM_LAG_MS } from './claimLag';
export { UNTRACKED_AFTER_MS } from './claimTracking';
export { deriveInfrastructure } from './infrastructure';
export {
  evaluateIsolation,
  inputOfCluster,
  inputOfManagement,
  type IsolationResult,
  type IsolationSettings,
} from './isolation';
export { deriveRequestedCluster } from './deriveRequestedCluster';
export { DEFAULT_DERIVE_SETTINGS, type DeriveSettings } from './settings';
export type { KnownApplication, KnownApplications } from './deriveApplications';
export type { Steps } from './steps';
