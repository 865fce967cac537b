import {
  type WorkerClusterDetails,
  writeMessage,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { Condition } from '../observe/types';
import { findCondition } from './conditions';
import type { DeriveSettings } from './settings';
import { boundedText, reasonOr } from './text';

/**
 * What Crossplane says of the way in which it works on a cluster, with what that means: its condition `Responsive`, which
 * is False with the reason `WatchCircuitOpen` while the circuit breaker of the composite resource's watches is open
 * (Crossplane 2). Undefined if there is nothing.
 */
export function deriveNotices(
  conditions: Condition[],
  settings: DeriveSettings,
): WorkerClusterDetails['notices'] {
  const responsive = findCondition(conditions, 'Responsive');
  if (responsive?.status !== 'False') return undefined;
  const reason = reasonOr(responsive.reason, 'NotResponsive');
  const meaning = writeMessage(
    reason === 'WatchCircuitOpen'
      ? 'notice-watch-circuit'
      : 'notice-unresponsive',
  );
  const message = boundedText(responsive.message, settings.maxMessageLength);
  return [
    {
      reason,
      ...(message
        ? writeMessage('notice-because', { meaning, message })
        : meaning),
    },
  ];
}
