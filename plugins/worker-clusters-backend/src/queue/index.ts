export { type QueueDepth, WorkQueue } from './WorkQueue';
