import {
  createConditionExports,
  createPermissionResourceRef,
  createPermissionRule,
} from '@backstage/plugin-permission-node';
import {
  RESOURCE_TYPE_WORKER_CLUSTER,
  WorkerCluster,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { z } from 'zod/v4';

/**
 * The condition of a permission rule: a property of the cluster has one of these values. The backend translates it to
 * SQL.
 *
 * @public
 */
export interface WorkerClusterCondition {
  property: 'owner' | 'environment' | 'managementCluster';
  values: string[];
}

/**
 * The properties of a cluster that permission rules compare: of one that exists, or of one that is requested.
 *
 * @public
 */
export interface WorkerClusterAttributes {
  managementCluster?: WorkerCluster['managementCluster'];
  environment?: WorkerCluster['environment'];
  owner?: WorkerCluster['owner'];
}

/**
 * The resource of conditional decisions about worker clusters. References are `<management cluster>/<namespace>/<name>`,
 * and for `worker-clusters.cluster.create` those of `stringifyRequestedCluster`.
 *
 * @public
 */
export const workerClusterResourceRef = createPermissionResourceRef<
  WorkerClusterAttributes,
  WorkerClusterCondition
>().with({
  pluginId: 'worker-clusters',
  resourceType: RESOURCE_TYPE_WORKER_CLUSTER,
});

/** The same in memory as the backend does in SQL: a property without a value equals nothing. */
function matches(
  cluster: WorkerClusterAttributes,
  { property, values }: WorkerClusterCondition,
): boolean {
  const value = cluster[property];
  return value !== undefined && values.includes(value);
}

/**
 * Clusters whose claim names one of these owners.
 *
 * @public
 */
export const isOwner = createPermissionRule({
  name: 'IS_OWNER',
  description: 'Allow worker clusters of certain owners',
  resourceRef: workerClusterResourceRef,
  paramsSchema: z.object({
    owners: z
      .array(z.string())
      .describe(
        'Entity references of owners as claims name them, for example group:default/payments',
      ),
  }),
  apply: (cluster, { owners }) =>
    matches(cluster, { property: 'owner', values: owners }),
  toQuery: ({ owners }) => ({ property: 'owner', values: owners }),
});

/**
 * Clusters in certain environments.
 *
 * @public
 */
export const isInEnvironment = createPermissionRule({
  name: 'IS_IN_ENVIRONMENT',
  description: 'Allow worker clusters in certain environments',
  resourceRef: workerClusterResourceRef,
  paramsSchema: z.object({
    environments: z
      .array(z.string())
      .describe('Environments, for example dev and staging'),
  }),
  apply: (cluster, { environments }) =>
    matches(cluster, { property: 'environment', values: environments }),
  toQuery: ({ environments }) => ({
    property: 'environment',
    values: environments,
  }),
});

/**
 * Clusters that certain management clusters manage.
 *
 * @public
 */
export const isManagedBy = createPermissionRule({
  name: 'IS_MANAGED_BY',
  description: 'Allow worker clusters of certain management clusters',
  resourceRef: workerClusterResourceRef,
  paramsSchema: z.object({
    managementClusters: z
      .array(z.string())
      .describe(
        'Names of management clusters as in workerClusters.managementClusters',
      ),
  }),
  apply: (cluster, { managementClusters }) =>
    matches(cluster, {
      property: 'managementCluster',
      values: managementClusters,
    }),
  toQuery: ({ managementClusters }) => ({
    property: 'managementCluster',
    values: managementClusters,
  }),
});

/** Every rule about worker clusters. @public */
export const workerClusterRules = { isOwner, isInEnvironment, isManagedBy };

const conditionExports = createConditionExports({
  resourceRef: workerClusterResourceRef,
  rules: workerClusterRules,
});

/**
 * Conditions for a permission policy, for example
 * `workerClusterConditions.isOwner({ owners: user.info.ownershipEntityRefs })`.
 *
 * @public
 */
export const workerClusterConditions = conditionExports.conditions;

/**
 * Makes a conditional decision of conditions, in a permission policy.
 *
 * @public
 */
export const createWorkerClusterConditionalDecision =
  conditionExports.createConditionalDecision;
