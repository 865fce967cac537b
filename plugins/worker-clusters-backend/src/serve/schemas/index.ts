import { applicationSchemas } from './applications';
import { backendSchemas } from './backend';
import { claimSchemas } from './claims';
import { fleetSchemas } from './fleet';
import { incidentSchemas } from './incidents';
import { infrastructureSchemas } from './infrastructure';
import { isolationSchemas } from './isolation';
import { requestSchemas } from './requests';

/** The types of `worker-clusters-common` as JSON Schema. */
export const schemas = {
  ...fleetSchemas,
  ...applicationSchemas,
  ...incidentSchemas,
  ...infrastructureSchemas,
  ...isolationSchemas,
  ...claimSchemas,
  ...requestSchemas,
  ...backendSchemas,
} as const;
