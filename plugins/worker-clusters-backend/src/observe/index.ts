export { createFleetObserver } from './createFleetObserver';
export { ReflectingWatcher } from './watch/ReflectingWatcher';
export type * from './types';
