export { readClaimColumns } from './config';
export { createFleetObserver } from './createFleetObserver';
export type * from './types';
