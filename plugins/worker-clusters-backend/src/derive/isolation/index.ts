export { evaluateIsolation, type IsolationResult } from './evaluateIsolation';
export { inputOfCluster, inputOfManagement } from './isolationInput';
export type { IsolationSettings } from './types';
