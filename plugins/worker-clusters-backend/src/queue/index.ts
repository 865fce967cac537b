export { WorkQueue } from './WorkQueue';
export type { BatchResult, QueueDepth } from './WorkQueue';
