import {
  closed,
  codedMessage,
  connectionStatus,
  counters,
  listOf,
  number,
  ref,
  text,
  time,
} from './parts';

/** Schemas of the health of the backend, and of errors. */
export const backendSchemas = {
  ConfigProblem: closed(['key', 'severity', 'message'], {
    key: text,
    severity: { type: 'string', enum: ['error', 'warning'] },
    message: text,
    effect: text,
  } as const),
  BackendHealth: closed(
    [
      'status',
      'problems',
      'configuration',
      'managementClusters',
      'database',
      'queue',
    ],
    {
      status: { type: 'string', enum: ['ok', 'degraded', 'failed'] },
      problems: listOf(text),
      configuration: listOf(ref('ConfigProblem')),
      managementClusters: listOf(
        closed(['name', 'status', 'since', 'workers'], {
          name: text,
          status: connectionStatus,
          since: time,
          lastSeen: time,
          message: text,
          workers: counters,
        } as const),
      ),
      database: closed(['status', 'milliseconds'], {
        status: { type: 'string', enum: ['ok', 'failed'] },
        milliseconds: number,
        message: text,
      } as const),
      queue: listOf(
        closed(['type', 'ready', 'working', 'delayed', 'oldestSeconds'], {
          type: text,
          ready: number,
          working: number,
          delayed: number,
          oldestSeconds: { type: 'number', minimum: 0 },
        } as const),
      ),
    } as const,
  ),
  Error: {
    type: 'object',
    required: ['error', 'response'],
    properties: {
      error: {
        type: 'object',
        required: ['name', 'message'],
        properties: { name: text, message: text, messageCode: codedMessage },
      },
      response: {
        type: 'object',
        required: ['statusCode'],
        properties: { statusCode: number },
      },
    },
  },
} as const;
