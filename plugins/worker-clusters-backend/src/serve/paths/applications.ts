import {
  APPLICATION_SORT_FIELDS,
  MATRIX_ROW_FILTERS,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
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
  readProblems,
  search,
  texts,
  unauthenticated,
} from './parts';

/** Over the labels of Applications. */
const selector = {
  in: 'query',
  name: 'selector',
  description: 'Label selector over the labels of the Applications',
  schema: { type: 'string', maxLength: 1000 },
} as const;

/** Which applications, and in which order. */
const applicationParameters = [
  search(
    'Words in name, namespaces, cluster, project, repository URLs or images',
  ),
  texts('health'),
  texts('sync'),
  texts('operationPhase'),
  texts('project'),
  texts('namespace'),
  texts('repo'),
  texts('name'),
  texts('applicationNamespace'),
  selector,
  ...order(APPLICATION_SORT_FIELDS),
  limit(500),
  cursor,
] as const;

/** What deploys a component: all parts have to be fulfilled. */
const deploymentParameters = [
  texts('name'),
  texts('applicationNamespace'),
  selector,
  texts('project'),
  texts('clusterName'),
] as const;

/** The Argo CD Applications of clusters, and what is read of their objects. */
export const applicationPaths = {
  '/v1/applications': {
    get: {
      operationId: 'listFleetApplications',
      description:
        'The Argo CD Applications of the clusters that the caller may see',
      parameters: [
        ...applicationParameters,
        texts('cluster'),
        texts('environment'),
        texts('clusterName'),
      ],
      responses: {
        '200': json('One page of applications', 'FleetApplicationList'),
        '304': notModified,
        '400': invalid,
        '401': unauthenticated,
        '403': forbidden,
      },
    },
  },
  '/v1/deployments': {
    get: {
      operationId: 'listDeployments',
      description:
        'The Argo CD Applications that deploy a component, with the clusters that run them, of those that the caller may see. One of name, selector and project is required',
      parameters: [...deploymentParameters, limit(500), cursor],
      responses: {
        '200': json(
          'One page of applications and their clusters',
          'DeploymentList',
        ),
        '304': notModified,
        '400': invalid,
        '401': unauthenticated,
        '403': forbidden,
      },
    },
  },
  '/v1/applications/matrix': {
    get: {
      operationId: 'getApplicationMatrix',
      description:
        'Applications with their version, health and sync status on each cluster that the caller may see: at most 250 ms behind the store',
      parameters: [
        search('Words in name or repository'),
        {
          in: 'query',
          name: 'version',
          description: 'Beginning of a version that runs on a cluster',
          schema: { type: 'string', maxLength: 128 },
        },
        texts('environment'),
        {
          in: 'query',
          name: 'only',
          description:
            'Only applications with several versions in an environment, or that are not healthy on a cluster',
          schema: {
            type: 'array',
            maxItems: 2,
            items: { type: 'string', enum: MATRIX_ROW_FILTERS },
          },
        },
        limit(200),
        cursor,
      ],
      responses: {
        '200': json('One page of applications', 'ApplicationMatrix'),
        '304': notModified,
        '400': invalid,
        '401': unauthenticated,
        '403': forbidden,
      },
    },
  },
  '/v1/deployments/clusters': {
    get: {
      operationId: 'listDeployedClusters',
      description:
        'The clusters, of those that the caller may see, that run an Application that deploys a component. One of name, selector and project is required',
      parameters: deploymentParameters,
      responses: {
        '200': json('References of clusters', 'DeployedClusterList'),
        '304': notModified,
        '400': invalid,
        '401': unauthenticated,
        '403': forbidden,
      },
    },
  },
  '/v1/clusters/{managementCluster}/{namespace}/{name}/applications': {
    get: {
      operationId: 'listApplications',
      description: 'The Argo CD Applications of one cluster',
      parameters: [...clusterParameters, ...applicationParameters],
      responses: {
        '200': json('One page of applications', 'ApplicationList'),
        '304': notModified,
        '400': invalid,
        '401': unauthenticated,
        '404': notFound,
      },
    },
  },
  '/v1/clusters/{managementCluster}/{namespace}/{name}/applications/read': {
    post: {
      operationId: 'readApplication',
      description:
        'Reads an Application from the cluster: resources, history, images and sync windows. Audited and rate-limited; only on request of a person',
      parameters: clusterParameters,
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: { $ref: '#/components/schemas/ReadApplicationRequest' },
          },
        },
      },
      responses: {
        '200': json('The Application as it was read', 'ApplicationReading'),
        ...readProblems,
      },
    },
  },
  '/v1/clusters/{managementCluster}/{namespace}/{name}/applications/commits': {
    post: {
      operationId: 'readCommits',
      description:
        "Reads the commits of an Application's revisions from their Git hosts, of those that are configured under integrations: messages, authors and times. Audited and rate-limited; only on request of a person",
      parameters: clusterParameters,
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: { $ref: '#/components/schemas/ReadCommitsRequest' },
          },
        },
      },
      responses: {
        '200': json(
          'The commits, each with what became of its search',
          'ApplicationCommits',
        ),
        ...readProblems,
      },
    },
  },
  '/v1/clusters/{managementCluster}/{namespace}/{name}/resources/read': {
    post: {
      operationId: 'readResource',
      description:
        'Reads an object that an Application reports as not healthy or not in sync from the cluster: conditions and events. Audited and rate-limited; only on request of a person',
      parameters: clusterParameters,
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: { $ref: '#/components/schemas/ReadResourceRequest' },
          },
        },
      },
      responses: {
        '200': json('The object as it was read', 'ResourceReading'),
        ...readProblems,
      },
    },
  },
} as const;
