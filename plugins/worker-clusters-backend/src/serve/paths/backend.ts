import { forbidden, json, unauthenticated } from './parts';

/** How the backend stands. */
export const backendPaths = {
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
} as const;
