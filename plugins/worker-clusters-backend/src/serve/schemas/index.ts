import { applicationSchemas } from './applications';
import { backendSchemas } from './backend';
import { claimSchemas } from './claims';
import { fleetSchemas } from './fleet';
import { isolationSchemas } from './isolation';

/** The types of `worker-clusters-common` as JSON Schema. */
export const schemas = {
  ...fleetSchemas,
  ...applicationSchemas,
  ...isolationSchemas,
  ...claimSchemas,
  ...backendSchemas,
} as const;
