import { createPermission } from '@backstage/plugin-permission-common';

/** The resource type of conditional decisions about worker clusters. @public */
export const RESOURCE_TYPE_WORKER_CLUSTER = 'worker-cluster';

/** See a worker cluster, its Argo CD instance and its applications. @public */
export const workerClusterReadPermission = createPermission({
  name: 'worker-clusters.cluster.read',
  attributes: { action: 'read' },
  resourceType: RESOURCE_TYPE_WORKER_CLUSTER,
});

/** Have an object that an Application reports as not healthy read from the worker cluster: conditions and events. @public */
export const workerClusterResourceReadPermission = createPermission({
  name: 'worker-clusters.resource.read',
  attributes: { action: 'read' },
  resourceType: RESOURCE_TYPE_WORKER_CLUSTER,
});

/**
 * Request a new worker cluster by pull request. The resource is the cluster that is requested
 * (`stringifyRequestedCluster`), so that a policy may allow some owners and environments only.
 *
 * @public
 */
export const workerClusterCreatePermission = createPermission({
  name: 'worker-clusters.cluster.create',
  attributes: { action: 'create' },
  resourceType: RESOURCE_TYPE_WORKER_CLUSTER,
});

/** Request a change of a worker cluster by pull request: resize, upgrade, any field of its claim. @public */
export const workerClusterUpdatePermission = createPermission({
  name: 'worker-clusters.cluster.update',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_WORKER_CLUSTER,
});

/** Request the removal of a worker cluster by pull request. @public */
export const workerClusterDecommissionPermission = createPermission({
  name: 'worker-clusters.cluster.decommission',
  attributes: { action: 'delete' },
  resourceType: RESOURCE_TYPE_WORKER_CLUSTER,
});

/** See the pull requests that add, change or remove worker clusters, of the clusters that one may see. @public */
export const requestReadPermission = createPermission({
  name: 'worker-clusters.request.read',
  attributes: { action: 'read' },
});

/** See the management clusters and how the portal reaches them. @public */
export const managementClusterReadPermission = createPermission({
  name: 'worker-clusters.management-cluster.read',
  attributes: { action: 'read' },
});

/** @public */
export const workerClustersPermissions = [
  workerClusterReadPermission,
  workerClusterResourceReadPermission,
  workerClusterCreatePermission,
  workerClusterUpdatePermission,
  workerClusterDecommissionPermission,
  requestReadPermission,
  managementClusterReadPermission,
];
