import type { RequestHostState } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type {
  GitPullRequest,
  GitRepository,
} from '@worker-clusters/git-pull-requests';

/** How long the state of a pull request whose branch stays as it is is used again. */
const MAX_AGE_MS = 10 * 60_000;
/** How long the last state of a branch that stays as it is is kept while reading it fails. */
const MAX_KEPT_MS = 60 * 60_000;
/** Pull requests whose state is read in one refresh: each is up to three calls. */
const MAX_READS = 5;
/** Names that are kept of each kind. */
const MAX_NAMES = 20;

/**
 * What the Git host says of open pull requests: checks, reviews, mergeability. A few are read in each refresh, first those
 * with a new commit, then those that were read longest ago.
 */
export class HostStates {
  readonly #known = new Map<
    number,
    {
      commit?: string;
      /** When reading it was tried last. */
      triedAt: number;
      /** When the state was read, or taken over from what is stored. */
      readAt: number;
      state?: RequestHostState;
    }
  >();

  constructor(
    private readonly git: Pick<GitRepository, 'getPullRequestStatus'>,
    private readonly now: () => number = Date.now,
  ) {}

  /**
   * The states of these pull requests, as far as they are known. One that cannot be read is tried again later; the last one
   * is kept for an hour, and dropped at once if the branch has another commit.
   *
   * @param stored - states that this or another replica has written, by number: they count until they are read here
   */
  async read(
    pullRequests: Array<Pick<GitPullRequest, 'number' | 'headCommit'>>,
    stored: ReadonlyMap<number, RequestHostState> = new Map(),
  ): Promise<Map<number, RequestHostState>> {
    const open = new Set(pullRequests.map(({ number }) => number));
    for (const number of this.#known.keys()) {
      if (!open.has(number)) this.#known.delete(number);
    }
    for (const { number, headCommit } of pullRequests) {
      const known = this.#known.get(number);
      if (known && known.commit === headCommit) continue;
      this.#known.set(number, {
        commit: headCommit,
        triedAt: -Infinity,
        readAt: this.now(),
        // What was said of another commit says nothing of this one.
        state: known ? undefined : stored.get(number),
      });
    }
    const due = [...this.#known]
      .filter(([, { triedAt }]) => this.now() - triedAt >= MAX_AGE_MS)
      .sort(([, a], [, b]) => a.triedAt - b.triedAt);
    for (const [number, known] of due.slice(0, MAX_READS)) {
      try {
        known.state = toState(await this.git.getPullRequestStatus(number));
        known.readAt = this.now();
      } catch {
        // The queue is worth showing without it.
        if (this.now() - known.readAt >= MAX_KEPT_MS) known.state = undefined;
      }
      known.triedAt = this.now();
    }
    return new Map(
      [...this.#known].flatMap(([number, { state }]) =>
        state ? [[number, state]] : [],
      ),
    );
  }
}

function toState({
  checks,
  reviews,
  mergeability,
}: RequestHostState): RequestHostState {
  const some = (names: string[]) =>
    names.slice(0, MAX_NAMES).map(name => name.slice(0, 255));
  return {
    checks,
    reviews: {
      approvedBy: some(reviews.approvedBy),
      changesRequestedBy: some(reviews.changesRequestedBy),
      pending: some(reviews.pending),
    },
    mergeability,
  };
}
