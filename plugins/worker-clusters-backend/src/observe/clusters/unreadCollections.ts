import type { ConnectionState } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { UnreadCollection } from '../types';
import type { ClaimKey } from './ClaimIndex';
import type { CollectionSet } from './CollectionSet';
import type { Needs } from './neededCollections';

/** After an outage each watch comes back at its own time: so long no one of them fails alone. */
export const RECOVERY_MS = 60_000;

/** What the functions here read. */
export interface UnreadInput {
  needs: Needs;
  collections: Pick<CollectionSet, 'get' | 'ids'>;
  /** Of the management cluster. */
  connection: ConnectionState;
  /** Epoch milliseconds. */
  now: number;
}

/** A collection that fails together with the whole server is no failure of its own. */
function failureOf(
  id: string,
  { collections, connection, now }: UnreadInput,
): UnreadCollection | undefined {
  const collection = collections.get(id);
  const failure = collection?.tracker.failure;
  if (!collection || !failure) return undefined;
  const serverIsWell =
    connection.status === 'live' &&
    now - Date.parse(connection.since) > RECOVERY_MS;
  return failure.lasting || serverIsWell
    ? { ...collection.kind, ...failure.error }
    : undefined;
}

/** Returns the kinds that one cluster needs and that cannot be read. */
export function unreadOfCluster(
  key: ClaimKey,
  input: UnreadInput,
): UnreadCollection[] {
  const needs = input.needs.clusters.get(key);
  if (!needs) return [];
  const failures = needs.collections.flatMap(id => failureOf(id, input) ?? []);
  return [...needs.refused, ...failures];
}

/** Returns the kinds of a management cluster that cannot be read, with the clusters that need each. */
export function unreadOfServer(
  input: UnreadInput,
): Array<UnreadCollection & { keys: ClaimKey[] }> {
  return input.collections.ids().flatMap(id => {
    const failure = failureOf(id, input);
    return failure ? [{ ...failure, keys: clustersThatNeed([id], input) }] : [];
  });
}

/** Returns the clusters that need one of the collections. */
export function clustersThatNeed(
  ids: string[],
  { needs }: Pick<UnreadInput, 'needs'>,
): ClaimKey[] {
  return [...needs.clusters].flatMap(([key, { collections }]) =>
    ids.some(id => collections.includes(id)) ? [key] : [],
  );
}
