import {
  toHealthStatus,
  toSyncStatus,
  type WorkerClusterDetails,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { ArgoApplication } from '../observe/types';
import type { DeriveSettings } from './settings';
import { boundedText, boundedWord } from './text';

/** The management Argo CD's Application that carries the claim, as much as the page shows of it. */
export function deriveCarrier(
  carrier: ArgoApplication | undefined,
  settings: DeriveSettings,
): WorkerClusterDetails['carrier'] {
  if (!carrier) return undefined;
  const revision = boundedWord(carrier.revision);
  const failed =
    carrier.operationPhase === 'Failed' || carrier.operationPhase === 'Error';
  const message = boundedText(
    failed ? carrier.operationMessage : carrier.healthMessage,
    settings.maxMessageLength,
  );
  return {
    name: boundedWord(carrier.metadata.name) ?? '?',
    sync: toSyncStatus(carrier.sync),
    health: toHealthStatus(carrier.health),
    ...(revision && { revision }),
    ...(message && { message }),
  };
}
