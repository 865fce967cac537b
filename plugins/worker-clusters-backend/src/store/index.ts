export { DatabaseFleetStore } from './DatabaseFleetStore';
export type {
  ClusterFilter,
  ClusterRequest,
  ClusterState,
  DerivedCluster,
  FleetStore,
  WriteResult,
} from './types';
