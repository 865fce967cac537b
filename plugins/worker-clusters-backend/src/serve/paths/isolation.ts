import {
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
  unauthenticated,
} from './parts';

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
} as const;
