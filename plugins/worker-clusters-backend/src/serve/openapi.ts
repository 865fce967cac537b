import {
  APPLICATION_SORT_FIELDS,
  CLUSTER_SORT_FIELDS,
  FINDING_SEVERITIES,
  ISOLATION_RULES,
  type IsolationRuleId,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { schemas } from './schemas';

function json<const N extends keyof typeof schemas>(
  description: string,
  name: N,
) {
  return {
    description,
    content: {
      'application/json': {
        schema: { $ref: `#/components/schemas/${name}` } as {
          readonly $ref: `#/components/schemas/${N}`;
        },
      },
    },
  } as const;
}

const unauthenticated = json('No or no valid credentials', 'Error');
const forbidden = json('The caller may not do this', 'Error');
const notFound = json('No such cluster, or the caller may not see it', 'Error');
const invalid = json('The request does not fit this document', 'Error');
const notModified = {
  description: 'Unchanged since the answer with the ETag of If-None-Match',
} as const;

function texts<const N extends string>(name: N) {
  return {
    in: 'query',
    name,
    description: 'Any of these; repeat the parameter for several',
    schema: {
      type: 'array',
      maxItems: 100,
      items: { type: 'string', maxLength: 255 },
    },
  } as const;
}

function pathText<const N extends string>(name: N, description: string) {
  return {
    in: 'path',
    name,
    required: true,
    description,
    schema: { type: 'string', minLength: 1, maxLength: 253 },
  } as const;
}

function search<const D extends string>(description: D) {
  return {
    in: 'query',
    name: 'search',
    description,
    schema: { type: 'string', maxLength: 200 },
  } as const;
}

function order<const F extends readonly string[]>(fields: F) {
  return [
    { in: 'query', name: 'sort', schema: { type: 'string', enum: fields } },
    {
      in: 'query',
      name: 'order',
      schema: { type: 'string', enum: ['asc', 'desc'] },
    },
  ] as const;
}

function limit<const N extends number>(maximum: N) {
  return {
    in: 'query',
    name: 'limit',
    schema: { type: 'integer', minimum: 1, maximum },
  } as const;
}

const cursor = {
  in: 'query',
  name: 'cursor',
  description: 'nextCursor of an earlier answer to the same query',
  schema: { type: 'string', maxLength: 4000 },
} as const;

/** Which applications, and in which order. */
const applicationParameters = [
  search('Words in name, namespaces, cluster, project or repository URLs'),
  texts('health'),
  texts('sync'),
  texts('operationPhase'),
  texts('project'),
  texts('namespace'),
  texts('repo'),
  ...order(APPLICATION_SORT_FIELDS),
  limit(500),
  cursor,
] as const;

const clusterParameters = [
  pathText('managementCluster', 'Name of the management cluster'),
  pathText('namespace', 'Namespace of the claim'),
  pathText('name', 'Name of the claim'),
] as const;

/** The backend's API. The router validates requests against it; tests validate the answers. */
export const spec = {
  openapi: '3.1.0',
  info: {
    title: 'worker-clusters',
    version: '1',
    description:
      'The fleet: every worker cluster, its Argo CD instance and its applications, as last observed',
    license: {
      name: 'Apache-2.0',
      url: 'http://www.apache.org/licenses/LICENSE-2.0.html',
    },
    contact: {},
  },
  servers: [{ url: '/' }],
  components: { schemas },
  paths: {
    '/v1/fleet': {
      get: {
        operationId: 'getFleet',
        description:
          'The clusters that the caller may see, their counts, and the management clusters: at most 250 ms behind the store',
        parameters: [
          search('Text in name, owner, environment or region'),
          texts('environment'),
          texts('region'),
          texts('owner'),
          texts('phase'),
          texts('health'),
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
    '/v1/clusters/{managementCluster}/{namespace}/{name}/isolation': {
      get: {
        operationId: 'getIsolation',
        description:
          'How the isolation rules stand for one cluster, and what they found',
        parameters: clusterParameters,
        responses: {
          '200': json('The report', 'IsolationReport'),
          '304': notModified,
          '401': unauthenticated,
          '404': notFound,
        },
      },
    },
    '/v1/findings': {
      get: {
        operationId: 'listFindings',
        description:
          'Open findings of the isolation rules: of the clusters that the caller may see and, for those who may see management clusters, of these',
        parameters: [
          {
            in: 'query',
            name: 'severity',
            description: 'Any of these',
            schema: {
              type: 'array',
              maxItems: 10,
              items: { type: 'string', enum: FINDING_SEVERITIES },
            },
          },
          {
            in: 'query',
            name: 'rule',
            description: 'Any of these',
            schema: {
              type: 'array',
              maxItems: 100,
              items: {
                type: 'string',
                enum: Object.keys(ISOLATION_RULES) as IsolationRuleId[],
              },
            },
          },
          limit(500),
          cursor,
        ],
        responses: {
          '200': json('One page of findings', 'FleetFindingList'),
          '304': notModified,
          '400': invalid,
          '401': unauthenticated,
          '403': forbidden,
        },
      },
    },
    '/v1/applications': {
      get: {
        operationId: 'listFleetApplications',
        description:
          'The Argo CD Applications of the clusters that the caller may see',
        parameters: [
          ...applicationParameters,
          texts('cluster'),
          texts('environment'),
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
    '/v1/clusters': {
      get: {
        operationId: 'listClusters',
        description: 'The clusters that the caller may see',
        parameters: [
          search('Text in name, owner, environment or region'),
          texts('environment'),
          texts('region'),
          texts('owner'),
          texts('phase'),
          texts('health'),
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
          '400': invalid,
          '401': unauthenticated,
          '403': json(
            "The caller may not do this, or the portal's identity may not read the kind",
            'Error',
          ),
          '404': json('No such cluster or object', 'Error'),
          '429': json('Too many reads', 'Error'),
          '503': json('The cluster does not answer', 'Error'),
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
    '/v1/claims/definition': {
      get: {
        operationId: 'getClaimDefinition',
        description:
          'What a claim is and what is made of it, as the management cluster has it',
        parameters: [],
        responses: {
          '200': json('XRD and Composition', 'PlatformDefinition'),
          '304': notModified,
          '401': unauthenticated,
          '403': forbidden,
          '404': json('The management cluster is not known yet', 'Error'),
        },
      },
    },
    '/v1/claims/form': {
      get: {
        operationId: 'getClaimForm',
        description:
          'What a form for claims needs: schema, policy, and a free address range',
        parameters: [],
        responses: {
          '200': json('The form', 'ClaimForm'),
          '304': notModified,
          '401': unauthenticated,
          '403': forbidden,
          '404': json('The portal has no GitOps repository', 'Error'),
        },
      },
    },
    '/v1/clusters/{managementCluster}/{namespace}/{name}/claim': {
      get: {
        operationId: 'getClaim',
        description: 'The claim of a cluster as it stands in Git',
        parameters: clusterParameters,
        responses: {
          '200': json('The claim', 'ClaimDocument'),
          '401': unauthenticated,
          '403': forbidden,
          '404': notFound,
        },
      },
    },
    '/v1/requests/rights': {
      get: {
        operationId: 'getRequestRights',
        description: 'What the caller may request at all',
        parameters: [],
        responses: {
          '200': json('The rights', 'RequestRights'),
          '304': notModified,
          '401': unauthenticated,
        },
      },
    },
    '/v1/requests/preview': {
      post: {
        operationId: 'previewRequest',
        description:
          'What a request would do, and whether it may be made; writes nothing',
        parameters: [],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: { $ref: '#/components/schemas/ClusterRequestInput' },
            },
          },
        },
        responses: {
          '200': json('The preview', 'RequestPreview'),
          '400': invalid,
          '401': unauthenticated,
          '403': forbidden,
          '404': notFound,
          '409': json('The claim in Git is that of another cluster', 'Error'),
          '429': json(
            'Too many previews; Retry-After says when to try again',
            'Error',
          ),
        },
      },
    },
    '/v1/requests': {
      get: {
        operationId: 'listRequests',
        description:
          'Pull requests that add, change or remove worker clusters, as far as the caller may see these',
        parameters: [
          {
            in: 'query',
            name: 'state',
            description: 'Default: open',
            schema: { type: 'string', enum: ['open', 'merged', 'closed'] },
          },
          texts('environment'),
          texts('owner'),
          texts('cluster'),
          {
            in: 'query',
            name: 'verb',
            description: 'Any of these',
            schema: {
              type: 'array',
              maxItems: 10,
              items: {
                type: 'string',
                enum: ['create', 'update', 'decommission'],
              },
            },
          },
          {
            in: 'query',
            name: 'order',
            description:
              'By the time at which they were opened. Default: desc, the newest first',
            schema: { type: 'string', enum: ['asc', 'desc'] },
          },
          limit(200),
          cursor,
        ],
        responses: {
          '200': json('One page of requests', 'RequestList'),
          '304': notModified,
          '400': invalid,
          '401': unauthenticated,
          '403': forbidden,
        },
      },
      post: {
        operationId: 'reportRequest',
        description:
          'Reports a pull request that requests a cluster; for backend plugins only',
        parameters: [],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: { $ref: '#/components/schemas/RequestReport' },
            },
          },
        },
        responses: {
          '202': { description: 'Taken' },
          '400': invalid,
          '401': unauthenticated,
          '403': forbidden,
        },
      },
    },
    '/v1/health': {
      get: {
        operationId: 'getHealth',
        description:
          'How the backend stands: management clusters, database, work queue; for administrators',
        parameters: [],
        responses: {
          '200': json('How it stands, failures included', 'BackendHealth'),
          '401': unauthenticated,
          '403': forbidden,
        },
      },
    },
  },
} as const;
