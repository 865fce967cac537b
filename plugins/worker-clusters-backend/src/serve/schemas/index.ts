import { applicationSchemas } from './applications';
import { backendSchemas } from './backend';
import { claimSchemas } from './claims';
import { fleetSchemas } from './fleet';
import { infrastructureSchemas } from './infrastructure';
import { isolationSchemas } from './isolation';
import { requestSchemas } from './requests';

/** The types of `worker-clusters-common` as JSON Schema. */
export const schemas = {
  ...fleetSchemas,
  ...applicationSchemas,
  ...infrastructureSchemas,
  ...isolationSchemas,
  ...claimSchemas,
  ...requestSchemas,
  ...backendSchemas,
} as const;
