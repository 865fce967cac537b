export { ClusterInputs } from './ClusterInputs';
export { ReplicaMembership } from './ReplicaMembership';
