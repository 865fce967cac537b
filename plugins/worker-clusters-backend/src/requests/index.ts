export { RequestPlanner } from './RequestPlanner';
export { GitopsRepository } from './GitopsRepository';
export { readRequestsConfig, type RequestsConfig } from './requestsConfig';
export { RequestTracker } from './RequestTracker';
