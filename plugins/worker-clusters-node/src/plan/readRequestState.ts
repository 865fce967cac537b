import type {
  GitFile,
  GitPullRequest,
} from '@worker-clusters/git-pull-requests';
import { claimPath, definitionOf, requireClusterName } from '../claims';
import { findAmendable, listRequests, markersOf } from './findTaken';
import type { PlanInput, Platform } from './Platform';
import { isAsRequested } from './requestMarker';
import { withEarlierRequests } from './withEarlierRequests';
import { withOpenRequests } from './withOpenRequests';

/** A request with what Git holds of its cluster. */
export interface RequestState {
  input: PlanInput;
  /** With the definition of the claim's own kind; for a new cluster, with the clusters of open requests in the fleet. */
  platform: Platform;
  path: string;
  /** The claim's file on the base branch. */
  file?: GitFile;
  /** Open pull requests of requests, without those that take nothing. */
  open: GitPullRequest[];
  /** Numbers of open pull requests for the same whose claims are not valid. */
  ignored: number[];
  /** Number of open requests that were not read. */
  unread: number;
  /** The requester's open pull request that the request amends. */
  amendable?: GitPullRequest;
  /** The claim's file on the branch of that, if the request is added to it. */
  amended?: GitFile;
}

/**
 * Reads what Git holds of the cluster of a request, and the open requests that it is checked against.
 *
 * @throws InputError for an identity that cannot be part of a path.
 */
export async function readRequestState(
  platform: Platform,
  input: PlanInput,
): Promise<RequestState> {
  requireClusterName(input.name);
  const path = claimPath({ ...input, claimsFolder: platform.claimsFolder });
  const open = await listRequests(platform, input);
  const file = await platform.repository.getFile(path, platform.base);
  const amendable = findAmendable(platform, input, open);
  if (!file || input.verb === 'create') {
    const others = open.filter(pullRequest => pullRequest !== amendable);
    const requests = await (input.openedAs === undefined
      ? withOpenRequests(platform, others, input)
      : withEarlierRequests(platform, others, input));
    return {
      input,
      platform: { ...platform, fleet: requests.fleet },
      path,
      file,
      open: [...requests.open, ...(amendable ? [amendable] : [])],
      ignored: requests.invalid,
      unread: requests.unread,
      amendable,
    };
  }
  // The XRD of the claim's own kind applies, which may be an older one.
  const { definition, others = [] } = platform;
  const state: RequestState = {
    input,
    platform: {
      ...platform,
      definition: definitionOf(file.content, [definition, ...others]),
    },
    path,
    file,
    open,
    ignored: [],
    unread: 0,
  };
  if (input.verb !== 'update' || !amendable) return { ...state, amendable };
  const amended = await platform.repository.getFile(path, amendable.head);
  // A branch on which somebody has changed the claim is not the requester's alone.
  return isAsRequested(amendable, amended?.content, markersOf(platform))
    ? { ...state, amendable, amended }
    : state;
}
