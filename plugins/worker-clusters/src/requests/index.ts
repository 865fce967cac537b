export { ClusterRequestActions } from './ClusterRequestActions';
