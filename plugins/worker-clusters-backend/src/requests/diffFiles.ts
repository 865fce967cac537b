import { setImmediate as nextTurn } from 'node:timers/promises';
import type {
  ClusterRef,
  RequestFileDiff,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import {
  type Claim,
  claimNamespace,
  hasSecretObject,
  parseClaimPath,
  unifiedDiff,
  withoutSecrets,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';
import type { QueuedDiff } from '../store/types';
import type { RequestFiles } from './RequestFiles';

/** Characters of a file that is compared: a claim has about 600. */
const MAX_TEXT = 64 * 1024;
/** Characters of the diff of one file, and of all files of a pull request, that are kept. */
const MAX_DIFF = 32 * 1024;
const MAX_DIFFS = 128 * 1024;

const NAMESPACE = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

interface DiffOptions {
  claimsFolder: string;
  managementCluster: string;
  /** The one claim of a file. Throws for any other file. */
  readClaim(text: string): Claim;
  /** Aborted: no other file is compared. */
  signal?: AbortSignal;
}

/**
 * Compares the files of a pull request line by line: without credentials, bounded, each with the clusters whose claims it
 * shows.
 *
 * @throws AbortError once the signal is aborted.
 */
export async function diffFiles(
  { before, after, tooLarge }: RequestFiles,
  options: DiffOptions,
): Promise<QueuedDiff[]> {
  const paths = new Set([...before.keys(), ...after.keys(), ...tooLarge]);
  const diffs: QueuedDiff[] = [];
  let size = 0;
  for (const path of [...paths].sort()) {
    await nextTurn();
    options.signal?.throwIfAborted();
    const texts = [before, after].map(files => files.get(path)?.content);
    const [was, is] = texts;
    if (was === is && !tooLarge.includes(path)) continue;
    let diff: RequestFileDiff = tooLarge.includes(path)
      ? { path, withheld: 'too-large' }
      : diffOf(path, was ?? '', is ?? '');
    size += diff.diff?.length ?? 0;
    if (size > MAX_DIFFS) diff = { path, withheld: 'too-large' };
    // Of what is withheld only the path is shown: it is not parsed.
    const shown = diff.withheld ? [] : texts;
    const clusters = clustersOf(path, shown, options);
    diffs.push({ ...diff, ...(clusters && { clusters }) });
  }
  return diffs;
}

// A NUL, or half of a surrogate pair: PostgreSQL refuses both.
const storable = (text: string) => text.replace(/\0|\p{Surrogate}/gu, '\ufffd');

function diffOf(path: string, was: string, is: string): RequestFileDiff {
  if (was.length > MAX_TEXT || is.length > MAX_TEXT) {
    return { path, withheld: 'too-large' };
  }
  if (hasSecretObject(was) || hasSecretObject(is)) {
    return { path, withheld: 'secret' };
  }
  const [shownBefore, shownAfter] = [was, is].map(withoutSecrets);
  // Only credentials differ.
  if (shownBefore === shownAfter) return { path, withheld: 'secret' };
  const diff = storable(unifiedDiff(shownBefore, shownAfter));
  if (diff.length <= MAX_DIFF) return { path, diff };
  const end = diff.lastIndexOf('\n', MAX_DIFF) + 1;
  // One line without an end.
  if (end === 0) return { path, withheld: 'too-large' };
  const more = diff.slice(end).split('\n').length - 1;
  return { path, diff: `${diff.slice(0, end)}@@ ${more} more lines\n` };
}

/**
 * The clusters of which a file tells: those that its path and the claims in it name, before and after. Undefined for a file
 * that is not one claim, which may tell of any cluster.
 *
 * @param texts - none: only of its path
 */
function clustersOf(
  path: string,
  texts: Array<string | undefined>,
  { claimsFolder, managementCluster, readClaim }: DiffOptions,
): ClusterRef[] | undefined {
  const place = parseClaimPath(path, claimsFolder);
  if (!place) return undefined;
  const ownNamespace = claimNamespace(place.environment);
  const refs = new Map<string, ClusterRef>();
  const add = (namespace: string, name: string) =>
    refs.set(`${namespace}/${name}`, { managementCluster, namespace, name });
  for (const text of texts) {
    if (text === undefined) continue;
    let claim: Claim;
    try {
      claim = readClaim(text);
    } catch {
      return undefined;
    }
    const { name, namespace = ownNamespace } = claim.metadata;
    if (!NAMESPACE.test(namespace)) return undefined;
    add(namespace, place.name);
    add(namespace, name);
  }
  if (refs.size === 0) add(ownNamespace, place.name);
  return [...refs.values()];
}
