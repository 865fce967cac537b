import type { WorkerClusterDetails } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { UnreadCollection } from '../observe/types';
import type { DeriveSettings } from './settings';
import { boundedMessage, boundedWord } from './text';

/** Most kinds that are named as not read. */
const MAX_UNREAD = 20;

/** The kinds of composed resources of which nothing is known; undefined if there are none. */
export function deriveUnread(
  unread: UnreadCollection[] | undefined,
  settings: DeriveSettings,
): WorkerClusterDetails['unread'] {
  if (!unread?.length) return undefined;
  return unread.slice(0, MAX_UNREAD).map(({ apiVersion, kind, ...said }) => ({
    apiVersion: boundedWord(apiVersion) ?? '?',
    kind: boundedWord(kind) ?? '?',
    ...(boundedMessage(said, settings.maxMessageLength) ?? { message: '?' }),
  }));
}
