export { checkRepository } from './checkRepository';
export { RequestPlanner } from './RequestPlanner';
export { GitopsRepository } from './GitopsRepository';
export { readRequestsConfig, type RequestsConfig } from './requestsConfig';
export { RequestTracker } from './RequestTracker';
export { CommitReader } from './RequestFiles';
export { type EvaluationFigures, ReviewQueue } from './ReviewQueue';
