export {
  evaluateIsolation,
  findingKey,
  type IsolationResult,
} from './evaluateIsolation';
export { inputOfCluster, inputOfManagement } from './isolationInput';
export type { FoundFinding, IsolationSettings, RuleOutcome } from './types';
