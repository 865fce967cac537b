export { listAllClusters } from './listAllClusters';
export type {
  WorkerClustersService,
  WorkerClustersServiceOptions,
} from './WorkerClustersService';
export { workerClustersServiceRef } from './workerClustersServiceRef';
