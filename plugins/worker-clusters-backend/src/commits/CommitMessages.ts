import type { ScmIntegrationRegistry } from '@backstage/integration';
import pLimit from 'p-limit';
import type { ApplicationCommit } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import {
  type GitRepository,
  RateLimitedError,
  type RepositoryLocation,
} from '@worker-clusters/git-pull-requests';
import { RateLimit } from '../RateLimit';
import { repositoryLocation } from './repositoryLocation';
import { cleanName, summarizeMessage } from './summarizeMessage';
import type { CommitRef } from './types';

const MINUTE_MS = 60_000;
/** A commit never changes; who may see it does. */
const FOUND_MAX_AGE_MS = 60 * MINUTE_MS;
const FAILED_MAX_AGE_MS = MINUTE_MS;
/** What is kept of one is 2.5 kB at most. */
const MAX_KEPT = 1000;
/** Commits that are read at a time, for all callers together. */
const CONCURRENCY = 4;
/** A fifth of what a Git host is called by default: the rest is for pull requests. */
const CALLS_PER_HOST_AND_MINUTE = 120;
/** A call, of three that are made at most. */
const CALL_TIMEOUT_MS = 5_000;
/** How long an answer waits for the Git hosts; what comes later is kept for the next one. */
const WAIT_MS = 8_000;

type Found = Omit<ApplicationCommit, 'repoUrl' | 'revision'>;

interface CommitMessagesOptions {
  integrations: Pick<ScmIntegrationRegistry, 'byHost'>;
  /** Those that may be called: see `configuredGitHosts`. */
  hosts: ReadonlySet<string>;
  open(
    location: RepositoryLocation,
    options: { timeoutMs: number; signal: AbortSignal },
  ): Pick<GitRepository, 'getCommit'>;
  /** Ends what is under way. */
  signal: AbortSignal;
  waitMs?: number;
  now?(): number;
}

/**
 * Reads the messages of commits from the Git hosts of the portal's configuration, each once: answers are kept, calls for
 * the same commit are made once, and calls are bounded in number and time. Rejects for no commit: what stood in the way
 * is its status.
 */
export class CommitMessages {
  readonly #kept = new Map<string, { until: number; found: Found }>();
  readonly #reading = new Map<string, Promise<Found>>();
  readonly #calls: RateLimit;
  readonly #limit = pLimit(CONCURRENCY);

  constructor(private readonly options: CommitMessagesOptions) {
    this.#calls = new RateLimit({
      limit: CALLS_PER_HOST_AND_MINUTE,
      windowMs: MINUTE_MS,
      now: options.now,
    });
  }

  async read(commits: CommitRef[]): Promise<ApplicationCommit[]> {
    const { waitMs = WAIT_MS } = this.options;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<Found>(resolve => {
      timer = setTimeout(() => resolve({ status: 'unavailable' }), waitMs);
    });
    try {
      return await Promise.all(
        commits.map(async ({ repoUrl, revision }) => ({
          repoUrl,
          revision,
          ...(await Promise.race([this.#find(repoUrl, revision), late])),
        })),
      );
    } finally {
      clearTimeout(timer);
    }
  }

  async #find(repoUrl: string, revision: string): Promise<Found> {
    const { integrations, hosts } = this.options;
    const location = repositoryLocation(integrations, hosts, repoUrl);
    if (!location) return { status: 'hostNotConfigured' };
    const key = JSON.stringify([location, revision]);
    const now = this.#now();
    const kept = this.#kept.get(key);
    if (kept && kept.until > now) return kept.found;
    const known = this.#reading.get(key);
    if (known) return known;
    const reading = this.#limit(() => this.#read(location, revision))
      .then(found => {
        this.#keep(key, found);
        return found;
      })
      .finally(() => this.#reading.delete(key));
    this.#reading.set(key, reading);
    return reading;
  }

  async #read(location: RepositoryLocation, revision: string): Promise<Found> {
    const { open, signal } = this.options;
    try {
      const wait = this.#calls.take(location.host);
      if (wait !== undefined) {
        const retryAt = new Date(this.#now() + wait).toISOString();
        return { status: 'rateLimited', retryAt };
      }
      const commit = await open(location, {
        timeoutMs: CALL_TIMEOUT_MS,
        signal,
      }).getCommit(revision);
      if (!commit) return { status: 'notFound' };
      const author = cleanName(commit.author);
      return {
        status: 'found',
        ...summarizeMessage(commit.message),
        ...(author && { author }),
        ...(commit.authoredAt && { authoredAt: commit.authoredAt }),
      };
    } catch (error) {
      return failureOf(error as Error);
    }
  }

  #keep(key: string, found: Found) {
    const now = this.#now();
    const age = found.status === 'found' ? FOUND_MAX_AGE_MS : FAILED_MAX_AGE_MS;
    // A host that limits calls is called again as soon as it takes them.
    const until = found.retryAt ? Date.parse(found.retryAt) : now + age;
    this.#kept.delete(key);
    this.#kept.set(key, { until: Math.min(until, now + age), found });
    if (this.#kept.size > MAX_KEPT) {
      this.#kept.delete(this.#kept.keys().next().value!);
    }
  }

  #now() {
    return (this.options.now ?? Date.now)();
  }
}

/** The status in place of a commit. The message stays here: it has names that the caller need not know. */
function failureOf(error: Error): Found {
  if (error instanceof RateLimitedError) {
    return { status: 'rateLimited', retryAt: error.retryAt };
  }
  switch (error.name) {
    case 'AuthenticationError':
    case 'NotAllowedError':
      return { status: 'notAllowed' };
    // InputError: no name of a repository on that host.
    case 'InputError':
    case 'NotFoundError':
      return { status: 'notFound' };
    default:
      return { status: 'unavailable' };
  }
}
