import type { Application } from './applications';

/**
 * What became of the search for a commit.
 *
 * @public
 */
export const COMMIT_STATUSES = [
  'found',
  /** The repository has no such commit, or the portal's account does not see the repository. */
  'notFound',
  /** Its host is not among the portal's `integrations`: it was not called. */
  'hostNotConfigured',
  /** The Git host does not allow the portal's account to read it. */
  'notAllowed',
  /** The Git host, or the portal for it, takes no more calls for now: see `retryAt`. */
  'rateLimited',
  /** No answer in time, or none that could be read. */
  'unavailable',
] as const;

/** @public */
export type CommitStatus = (typeof COMMIT_STATUSES)[number];

/**
 * Of which revisions of an Application the commits are to be read.
 *
 * @public
 */
export interface ReadCommitsRequest {
  application: Pick<Application, 'namespace' | 'name'>;
  /**
   * `current`: those that are compared and deployed, of all sources. `history`: those of the last ten deployments, for which
   * the Application is read from the cluster.
   */
  of: 'current' | 'history';
}

/**
 * The commit of a revision, as its Git host tells it. Texts are untrusted: anybody who may push writes them.
 *
 * @public
 */
export interface ApplicationCommit {
  /** As in {@link ApplicationSource.repoUrl}. */
  repoUrl: string;
  /** The commit's full id, as in {@link ApplicationRevision.value}. */
  revision: string;
  status: CommitStatus;
  /** First line of the message; at most 200 characters. */
  title?: string;
  /** The rest of the message; at most 2000 characters. */
  body?: string;
  /** The message has more than `title` and `body`. */
  truncated?: true;
  author?: string;
  /** RFC 3339, UTC. */
  authoredAt?: string;
  /** When it may be read, if it is `rateLimited`: RFC 3339, UTC. */
  retryAt?: string;
}

/** @public */
export interface ApplicationCommits {
  /** Each commit once, the newest deployment first; at most 20. */
  items: ApplicationCommit[];
  /** How many commits the revisions are. */
  totalItems: number;
}
