export { createFleetObserver } from './createFleetObserver';
export type * from './types';
