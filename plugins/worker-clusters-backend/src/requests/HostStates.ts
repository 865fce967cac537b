import type { RequestHostState } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type {
  GitPullRequest,
  GitRepository,
} from '@worker-clusters/git-pull-requests';

/** How long the state of a pull request whose branch stays as it is is used again. */
const MAX_AGE_MS = 10 * 60_000;
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
    { commit?: string; at: number; state?: RequestHostState }
  >();

  constructor(
    private readonly git: Pick<GitRepository, 'getPullRequestStatus'>,
    private readonly now: () => number = Date.now,
  ) {}

  /**
   * The states of these pull requests, as far as they were read. One that the host does not tell is tried again later, and
   * keeps what is known of it.
   */
  async read(
    pullRequests: Array<Pick<GitPullRequest, 'number' | 'headCommit'>>,
  ): Promise<Map<number, RequestHostState>> {
    const open = new Set(pullRequests.map(({ number }) => number));
    for (const number of this.#known.keys()) {
      if (!open.has(number)) this.#known.delete(number);
    }
    const due = pullRequests
      .map(pullRequest => ({ ...pullRequest, age: this.#ageOf(pullRequest) }))
      .filter(({ age }) => age >= MAX_AGE_MS)
      .sort((a, b) => b.age - a.age);
    for (const { number, headCommit } of due.slice(0, MAX_READS)) {
      const before = this.#known.get(number)?.state;
      let state: RequestHostState | undefined;
      try {
        state = toState(await this.git.getPullRequestStatus(number));
      } catch {
        // The queue is worth showing without it.
        state = before;
      }
      this.#known.set(number, { commit: headCommit, at: this.now(), state });
    }
    return new Map(
      [...this.#known].flatMap(([number, { state }]) =>
        state ? [[number, state]] : [],
      ),
    );
  }

  /** Milliseconds since the state was read; infinite if the branch has another commit since. */
  #ageOf({
    number,
    headCommit,
  }: Pick<GitPullRequest, 'number' | 'headCommit'>): number {
    const known = this.#known.get(number);
    return known && known.commit === headCommit
      ? this.now() - known.at
      : Infinity;
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
