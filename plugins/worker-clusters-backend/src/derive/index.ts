export { deriveCluster, type DeriveClusterOptions } from './deriveCluster';
export { deriveRequestedCluster } from './deriveRequestedCluster';
export { DEFAULT_DERIVE_SETTINGS, type DeriveSettings } from './settings';
export { versionNumbers } from './version';
