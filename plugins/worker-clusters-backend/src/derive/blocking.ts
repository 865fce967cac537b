import {
  type BlockingResource,
  type Message,
  writeMessage,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { messageOf } from '../messages';
import { findCondition } from './conditions';
import type { AssessedResource } from './resources';
import type { DeriveSettings } from './settings';
import { stageRank } from './stages';
import { boundedText, boundedWord } from './text';

/** Why a resource is not ready, in its own words where it has any. */
export function blockingMessage(
  { resource, error }: AssessedResource,
  settings: DeriveSettings,
): Message {
  if (error) return messageOf(error);
  const synced = findCondition(resource.conditions, 'Synced');
  const ready = findCondition(resource.conditions, 'Ready');
  const text =
    (synced?.status === 'False'
      ? synced.message ?? synced.reason
      : undefined) ??
    (ready?.status === 'True' ? undefined : ready?.message || ready?.reason);
  if (text) {
    return { message: boundedText(text, settings.maxMessageLength) ?? text };
  }
  if (resource.metadata.deletionTimestamp) {
    return writeMessage('resource-deleting');
  }
  return writeMessage(ready ? 'resource-remains' : 'resource-no-condition');
}

/** What a person looks at first: lasting errors, then errors, then what merely waits; early stages first. */
function relevance({ error, stage, resource }: AssessedResource): string {
  let severity = 2;
  if (error) severity = error.lasting ? 0 : 1;
  return [
    severity,
    stage === 'applications' ? 9 : stageRank(stage),
    resource.metadata.creationTimestamp,
    resource.kind,
    resource.metadata.name,
  ].join('\n');
}

/**
 * The composed resources that the cluster waits for, most relevant first. While a cluster is built or runs that is
 * what is not ready or cannot be changed; while it is deleted it is everything that is left.
 */
export function deriveBlocking(
  resources: AssessedResource[],
  options: { deleting: boolean; settings: DeriveSettings },
): BlockingResource[] {
  const { deleting, settings } = options;
  return resources
    .filter(r => deleting || !r.ready || r.error?.lasting)
    .map(r => ({ r, order: relevance(r) }))
    .sort((a, b) => (a.order < b.order ? -1 : 1))
    .slice(0, settings.maxBlocking)
    .map(({ r }) => {
      const compositionResourceName = boundedWord(
        r.resource.compositionResourceName,
      );
      return {
        apiVersion: boundedWord(r.resource.apiVersion) ?? '?',
        kind: boundedWord(r.resource.kind) ?? '?',
        name: boundedWord(r.resource.metadata.name) ?? '?',
        ...(compositionResourceName && { compositionResourceName }),
        ...blockingMessage(r, settings),
      };
    });
}
