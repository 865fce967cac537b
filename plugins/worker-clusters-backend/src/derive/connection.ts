import {
  type ConnectionState,
  writeMessage,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { WorkerObservation } from '../observe/types';
import type { DeriveSettings } from './settings';
import { boundedMessage } from './text';
import { earliest, latest, toIso } from './time';

/**
 * The connection to the worker's API server. A worker that is not known has neither address nor credential yet.
 * `since` stays while the status does; `lastSeen` never goes back.
 */
export function deriveConnection(
  worker: WorkerObservation | undefined,
  context: {
    previous: ConnectionState | undefined;
    now: Date;
    settings: DeriveSettings;
  },
): ConnectionState {
  const { previous, settings } = context;
  const now = context.now.toISOString();
  const status = worker?.connection.status ?? 'unknown';
  const kept = previous?.status === status ? previous.since : undefined;
  const lastSeen = latest(worker?.connection.lastSeen, previous?.lastSeen);
  const said = worker
    ? boundedMessage(worker.connection, settings.maxMessageLength)
    : writeMessage('connection-not-known');
  return {
    status,
    since: earliest(kept, worker?.connection.since) ?? toIso(kept) ?? now,
    ...(lastSeen && { lastSeen }),
    ...said,
  };
}
