export { DatabaseRequestQueue } from './DatabaseRequestQueue';
export type { RequestQueueStore } from './types';
