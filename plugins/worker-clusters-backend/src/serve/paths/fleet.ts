import { CLUSTER_SORT_FIELDS } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import {
  clusterParameters,
  cursor,
  forbidden,
  invalid,
  json,
  limit,
  notFound,
  notModified,
  order,
  search,
  texts,
  unauthenticated,
} from './parts';

/** Which clusters; each narrows what the others leave. */
const clusterFilters = [
  texts('environment'),
  texts('region'),
  texts('owner'),
  texts('managementCluster'),
  texts('kubernetesVersion'),
  texts('phase'),
  texts('health'),
  texts('sync'),
  texts('connection'),
  texts('verdict'),
  texts('attention'),
  texts('findings'),
  texts('pending'),
  texts('incident'),
] as const;

/** The fleet and its clusters. */
export const fleetPaths = {
  '/v1/fleet': {
    get: {
      operationId: 'getFleet',
      description:
        'The clusters that the caller may see, their counts, and the management clusters: at most 250 ms behind the store',
      parameters: [
        search('Text in name, owner, environment or region'),
        ...clusterFilters,
        ...order(CLUSTER_SORT_FIELDS),
        limit(5000),
      ],
      responses: {
        '200': json('The fleet', 'Fleet'),
        '304': notModified,
        '400': invalid,
        '401': unauthenticated,
        '403': forbidden,
      },
    },
  },
  '/v1/incidents': {
    get: {
      operationId: 'listIncidents',
      description:
        'Reasons that two or more of the clusters have that the caller may see: at most a second behind the store',
      parameters: [],
      responses: {
        '200': json('The incidents', 'IncidentList'),
        '304': notModified,
        '401': unauthenticated,
        '403': forbidden,
      },
    },
  },
  '/v1/clusters': {
    get: {
      operationId: 'listClusters',
      description: 'The clusters that the caller may see',
      parameters: [
        search('Text in name, owner, environment or region'),
        ...clusterFilters,
        {
          in: 'query',
          name: 'name',
          description: 'Exact name of the claim',
          schema: { type: 'string', maxLength: 253 },
        },
        {
          in: 'query',
          name: 'may',
          description:
            'Only clusters for which the caller may request this by pull request',
          schema: { type: 'string', enum: ['update', 'decommission'] },
        },
        ...order(CLUSTER_SORT_FIELDS),
        limit(500),
        cursor,
      ],
      responses: {
        '200': json('One page of clusters', 'ClusterList'),
        '304': notModified,
        '400': invalid,
        '401': unauthenticated,
        '403': forbidden,
      },
    },
  },
  '/v1/clusters/{managementCluster}/{namespace}/{name}': {
    get: {
      operationId: 'getCluster',
      description: 'Everything that is known of one cluster',
      parameters: clusterParameters,
      responses: {
        '200': json('The cluster', 'WorkerClusterDetails'),
        '304': notModified,
        '401': unauthenticated,
        '404': notFound,
      },
    },
  },
  '/v1/clusters/{managementCluster}/{namespace}/{name}/infrastructure': {
    get: {
      operationId: 'getInfrastructure',
      description:
        'The resources that Crossplane composes for one cluster, those that failed first',
      parameters: clusterParameters,
      responses: {
        '200': json('The resources', 'ClusterInfrastructure'),
        '304': notModified,
        '401': unauthenticated,
        '404': notFound,
      },
    },
  },
  '/v1/clusters/{managementCluster}/{namespace}/{name}/transitions': {
    get: {
      operationId: 'listTransitions',
      description: 'The phases that a cluster was in, newest first',
      parameters: [...clusterParameters, limit(100), cursor],
      responses: {
        '200': json('One page of phases', 'TransitionList'),
        '304': notModified,
        '400': invalid,
        '401': unauthenticated,
        '404': notFound,
      },
    },
  },
  '/v1/clusters/{managementCluster}/{namespace}/{name}/access': {
    get: {
      operationId: 'getAccess',
      description:
        'Address and read-only token of the API server, for the kubernetes plugin only',
      parameters: clusterParameters,
      responses: {
        '200': json('The access; not to be stored', 'ClusterAccess'),
        '401': unauthenticated,
        '403': forbidden,
        '404': notFound,
      },
    },
  },
  '/v1/entities': {
    get: {
      operationId: 'listClusterEntities',
      description:
        'What the catalog entities of all clusters are made of; for backend plugins only',
      parameters: [],
      responses: {
        '200': json('All clusters that have a claim', 'ClusterEntityList'),
        '304': notModified,
        '401': unauthenticated,
        '403': forbidden,
      },
    },
  },
  '/v1/summary': {
    get: {
      operationId: 'getSummary',
      description: 'Counts of the clusters that the caller may see',
      parameters: [],
      responses: {
        '200': json('The counts', 'FleetSummary'),
        '304': notModified,
        '401': unauthenticated,
        '403': forbidden,
      },
    },
  },
  '/v1/management-clusters': {
    get: {
      operationId: 'listManagementClusters',
      description: 'The management clusters and how the portal reaches them',
      parameters: [],
      responses: {
        '200': json('All of them', 'ManagementClusterList'),
        '304': notModified,
        '401': unauthenticated,
        '403': forbidden,
      },
    },
  },
} as const;
