import {
  FINDING_CHANGES,
  FINDING_SEVERITIES,
  ISOLATION_RULES,
  type IsolationRuleId,
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
  texts,
  unauthenticated,
} from './parts';

/** Which findings. */
const findingFilters = [
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
  texts('environment'),
  texts('owner'),
] as const;

/** The isolation rules and what they found. */
export const isolationPaths = {
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
  '/v1/isolation': {
    get: {
      operationId: 'getFleetIsolation',
      description:
        'How the isolation rules stand over the clusters that the caller may see, and what changed in the last 30 days: at most two seconds behind the store',
      parameters: findingFilters,
      responses: {
        '200': json('The report', 'FleetIsolationReport'),
        '304': notModified,
        '400': invalid,
        '401': unauthenticated,
        '403': forbidden,
      },
    },
  },
  '/v1/findings': {
    get: {
      operationId: 'listFindings',
      description:
        'Findings of the isolation rules, worst first; without `change` those that are open: of the clusters that the caller may see and, for those who may see management clusters, of these',
      parameters: [
        ...findingFilters,
        {
          in: 'query',
          name: 'change',
          description:
            'Open since less than 30 days (new) or more (standing), or resolved in the last 30 days',
          schema: { type: 'string', enum: FINDING_CHANGES },
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
} as const;
