import { InputError, NotFoundError } from '@backstage/errors';
import {
  ClusterRef,
  RequestReport,
  stringifyClusterRef,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import {
  CLAIM_BRANCH_PREFIX,
  claimBranch,
  parseClaimBranch,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';
import type { GitPullRequest } from '@worker-clusters/git-pull-requests';
import type { FaultLog } from '../reconcile';
import type { Membership } from '../replicas/types';
import type {
  ClusterRequest,
  FleetStore,
  Lease,
  WriteResult,
} from '../store/types';
import type { GitopsRepository } from './GitopsRepository';
import { mapSome } from './mapSome';
import { readRequest, reportedRequest } from './readRequest';
import type { BranchHead, CommitReader } from './RequestFiles';
import type { ReviewQueue } from './ReviewQueue';

const SUBJECT = 'Reading the pull requests that request clusters';
const REVIEW_SUBJECT = 'Evaluating the pull requests for review';
/** A Git host may show a merge a little before the merged file. */
const MERGE_LAG_MS = 10 * 60_000;

/** Epoch milliseconds; NaN if it is open. */
const finishedMs = ({ finishedAt }: ClusterRequest['pullRequest']) =>
  Date.parse(finishedAt ?? '');

export interface RequestTrackerOptions {
  /** Undefined if no GitOps repository is configured. */
  repository: GitopsRepository | undefined;
  /** Absent without a repository. */
  reader: CommitReader | undefined;
  /** Absent without a repository or a management cluster. */
  reviewQueue: ReviewQueue | undefined;
  /** Name of the management cluster to which claims go; undefined if none is configured. */
  managementCluster: string | undefined;
  store: FleetStore;
  membership: Membership;
  faults: FaultLog;
  /** Aborted when the backend stops: a read that fails afterwards is not logged. */
  signal?: AbortSignal;
  /** Told of clusters that are to be derived again. */
  enqueue(refs: ClusterRef[]): void;
  /** Told after each write that changed something. */
  onChange(result: WriteResult): void;
  /** Told of each refresh that failed to read the pull requests, or to evaluate them for review. */
  onFailure(step: 'read' | 'review'): void;
}

/**
 * Knows the pull requests that request clusters: from the scaffolder's action at once, and from the Git host, which
 * decides. A Git host that is down leaves what is known as it is.
 */
export class RequestTracker {
  readonly #options: RequestTrackerOptions;

  constructor(options: RequestTrackerOptions) {
    this.#options = options;
  }

  /**
   * Takes the report of a pull request that has just been opened.
   *
   * @throws InputError if there is no management cluster to which the claim could go.
   */
  async report(report: RequestReport): Promise<void> {
    const { managementCluster } = this.#options;
    if (!managementCluster) {
      throw new InputError(
        'The portal has no management cluster to which the claim could go: the platform team must add one under workerClusters.managementClusters.',
      );
    }
    await this.#save([reportedRequest(report, managementCluster)]);
  }

  /**
   * Reads the Git host. Call it once at a time. Never rejects: what goes wrong is logged when it begins, and the next
   * scheduled refresh is the retry, so that a Git host that limits its callers is not called more often.
   */
  async refresh(): Promise<void> {
    const {
      repository,
      managementCluster,
      membership,
      faults,
      signal,
      reader,
    } = this.#options;
    const member = membership.current;
    if (!repository || !reader || !managementCluster || !member) return;
    if (signal?.aborted) return;
    try {
      await this.#refresh(
        { repository, reader },
        managementCluster,
        member.lease,
      );
      faults.succeeded(SUBJECT);
    } catch (error) {
      if (!signal?.aborted) this.#failed('read', error);
    }
  }

  /** @param lease - taken before the first read: what was read by a replica that was paused meanwhile is not written */
  async #refresh(
    source: { repository: GitopsRepository; reader: CommitReader },
    managementCluster: string,
    lease: Lease | undefined,
  ) {
    const { repository } = source;
    const { store } = this.#options;
    const branch = await repository.branch();
    const head = await repository.git.getBranch(branch);
    const base = { branch, commit: head?.commit };
    const known = await store.listOpenRequests();
    const all = await repository.git.listPullRequests({ state: 'open' });
    // First, so that a request which is not valid never counts.
    await this.#review(all, base, lease);
    const open = all.filter(p => p.head.startsWith(CLAIM_BRANCH_PREFIX));
    const current = await mapSome(oldestOfEachRequest(open), pullRequest =>
      readRequest(source, pullRequest, { base, managementCluster }),
    );
    const stillOpen = new Set(open.map(p => p.url));
    const finished = await mapSome(
      known.filter(request => !stillOpen.has(request.pullRequest.url)),
      request => readFinished(repository, request),
    );
    await this.#save([...current, ...finished], lease);
    await this.#forgetTakenBack(repository, lease);
    await this.#forgetReverted(repository, lease);
  }

  /** A review queue that cannot be kept does not keep the requests from being followed. */
  async #review(
    open: GitPullRequest[],
    base: BranchHead,
    lease: Lease | undefined,
  ) {
    const { faults, onChange, reviewQueue, signal } = this.#options;
    try {
      for (const written of (await reviewQueue?.refresh(open, base, lease)) ??
        []) {
        if (written.raised) onChange(written);
      }
      faults.succeeded(REVIEW_SUBJECT);
    } catch (error) {
      if (!signal?.aborted) this.#failed('review', error);
    }
  }

  #failed(step: 'read' | 'review', error: unknown) {
    const { faults, onFailure } = this.#options;
    faults.failed(step === 'read' ? SUBJECT : REVIEW_SUBJECT, error);
    onFailure(step);
  }

  /** Merged requests to remove clusters whose claim is in Git again: somebody has taken the removal back. */
  async #forgetReverted(
    repository: GitopsRepository,
    lease: Lease | undefined,
  ) {
    const { store } = this.#options;
    const { items } = await store.list({
      phase: ['awaiting-confirmation', 'deleting'],
      limit: 500,
    });
    const merged = await store.getDecommissions(items);
    const reverted = await mapSome([...merged.values()], async request => {
      const { pullRequest, claimPath } = request;
      if (!(Date.now() - finishedMs(pullRequest) > MERGE_LAG_MS)) {
        return undefined;
      }
      const branch = await repository.branch();
      return (await repository.git.getFile(claimPath, branch))
        ? {
            ...request,
            pullRequest: { ...pullRequest, state: 'closed' as const },
          }
        : undefined;
    });
    await this.#save(reverted, lease);
  }

  /** Requests that were merged and whose claim has left Git again before the management cluster had it. */
  async #forgetTakenBack(
    repository: GitopsRepository,
    lease: Lease | undefined,
  ) {
    const { store, onChange } = this.#options;
    const { items } = await store.list({ phase: ['merged'], limit: 500 });
    const requests = await store.getRequests(items);
    const takenBack = await mapSome([...requests.values()], async request => {
      const age = Date.now() - finishedMs(request.pullRequest);
      if (!(age > MERGE_LAG_MS)) return undefined;
      const branch = await repository.branch();
      const file = await repository.git.getFile(request.claimPath, branch);
      return file ? undefined : request.ref;
    });
    if (takenBack.length)
      onChange(await store.removeClusters(takenBack, lease, 'any'));
  }

  async #save(requests: ClusterRequest[], lease?: Lease) {
    const { store, onChange, enqueue } = this.#options;
    if (requests.length === 0) return;
    const before = await store.getRequests(requests.map(r => r.ref));
    const result = await store.saveRequests(
      requests.map(request => merge(request, before)),
      lease,
    );
    if (result.changed.length === 0) return;
    onChange(result);
    enqueue(result.changed);
  }
}

/** What was reported stays where the claim file does not say it (any more). */
function merge(
  request: ClusterRequest,
  before: Map<string, ClusterRequest>,
): ClusterRequest {
  const known = before.get(stringifyClusterRef(request.ref));
  if (known?.pullRequest.url !== request.pullRequest.url) return request;
  return {
    ...known,
    ...request,
    pullRequest: {
      ...request.pullRequest,
      requestedBy:
        request.pullRequest.requestedBy ?? known.pullRequest.requestedBy,
    },
  };
}

/** How a request that was open and is not any more has ended; undefined if it has not, or cannot be followed. */
async function readFinished(
  repository: GitopsRepository,
  request: ClusterRequest,
): Promise<ClusterRequest | undefined> {
  const { pullRequest } = request;
  // The action can be told to use another repository: what becomes of that request is not known here.
  if (!isOf(repository, pullRequest.url)) return undefined;
  let found: GitPullRequest | undefined;
  try {
    found = await repository.git.getPullRequest(pullRequest.number);
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
  }
  const now = new Date().toISOString();
  const { state, finishedAt, title } = found ?? {
    ...pullRequest,
    state: 'closed' as const,
    finishedAt: now,
  };
  if (state === 'open') return undefined;
  return {
    ...request,
    pullRequest: {
      ...pullRequest,
      state,
      title,
      finishedAt: finishedAt ?? now,
    },
  };
}

/** Whether a page belongs to the repository. The host is left out: it can have one name for people, another for us. */
function isOf(repository: GitopsRepository, url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { pathname } = new URL(repository.git.url);
  return `${new URL(url).pathname}/`.startsWith(
    `${pathname.replace(/\/$/, '')}/`,
  );
}

/** Of several for the same request the first counts. */
function oldestOfEachRequest(pullRequests: GitPullRequest[]): GitPullRequest[] {
  const byRequest = new Map<string, GitPullRequest>();
  for (const pullRequest of pullRequests) {
    const request = parseClaimBranch(pullRequest.head);
    const key = request ? claimBranch(request) : pullRequest.head;
    const other = byRequest.get(key);
    if (!other || pullRequest.number < other.number) {
      byRequest.set(key, pullRequest);
    }
  }
  return [...byRequest.values()];
}
