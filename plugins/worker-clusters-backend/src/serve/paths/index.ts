import { applicationPaths } from './applications';
import { backendPaths } from './backend';
import { fleetPaths } from './fleet';
import { isolationPaths } from './isolation';
import { requestPaths } from './requests';

/** The routes with their parameters and responses. */
export const paths = {
  ...fleetPaths,
  ...applicationPaths,
  ...isolationPaths,
  ...requestPaths,
  ...backendPaths,
} as const;
