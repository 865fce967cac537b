/**
 * Permission rules for worker clusters. An entry point of its own: a permission policy loads neither the claim model nor
 * the checks of requests.
 *
 * @packageDocumentation
 */
export {
  createWorkerClusterConditionalDecision,
  workerClusterConditions,
  type WorkerClusterAttributes,
  type WorkerClusterCondition,
  workerClusterResourceRef,
  workerClusterRules,
} from './workerClusterRules';
