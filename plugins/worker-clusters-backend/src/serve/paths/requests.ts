import {
  clusterParameters,
  cursor,
  forbidden,
  invalid,
  json,
  limit,
  notFound,
  notModified,
  readProblems,
  texts,
  unauthenticated,
} from './parts';

/** Claims and the requests for them. */
export const requestPaths = {
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
  '/v1/clusters/{managementCluster}/{namespace}/{name}/claim/compare': {
    post: {
      operationId: 'compareClaim',
      description:
        'Reads the claim from the management cluster, and compares it with the one in Git. Audited and rate-limited; only on request of a person',
      parameters: clusterParameters,
      responses: {
        '200': json('The comparison', 'LiveClaimComparison'),
        ...readProblems,
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
        {
          in: 'query',
          name: 'applied',
          description:
            'Only merged requests that the management cluster has (true) or has not (false) applied',
          schema: { type: 'boolean' },
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
  '/v1/requests/{number}': {
    get: {
      operationId: 'getRequest',
      description:
        'One pull request that adds, changes or removes worker clusters, with the text that it changes, as far as the caller may see these',
      parameters: [
        {
          in: 'path',
          name: 'number',
          required: true,
          description: 'Number of the pull request in the GitOps repository',
          schema: { type: 'integer', minimum: 0, maximum: 2147483647 },
        },
      ],
      responses: {
        '200': json('The request', 'ReviewRequestDetails'),
        '304': notModified,
        '400': invalid,
        '401': unauthenticated,
        '403': forbidden,
        '404': json(
          'No such request, or the caller may see none of its clusters',
          'Error',
        ),
      },
    },
  },
} as const;
