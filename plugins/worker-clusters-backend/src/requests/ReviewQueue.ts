import { setTimeout as sleep } from 'node:timers/promises';
import { NotFoundError, toError } from '@backstage/errors';
import {
  type Message,
  stringifyClusterRef,
  writeMessage,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import {
  type FleetCluster,
  loadPlatform,
  type Platform,
  type Policy,
  readRequestMark,
  toFleetCluster,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';
import {
  type GitPullRequest,
  type GitRepository,
  RateLimitedError,
} from '@worker-clusters/git-pull-requests';
import type {
  EvaluationResult,
  FleetStore,
  Lease,
  QueuedRequest,
  QueueWritten,
} from '../store/types';
import {
  describeProblems,
  evaluateRequest,
  type RequestEvaluation,
} from './evaluateRequest';
import { findConflicts } from './findConflicts';
import type { GitopsRepository } from './GitopsRepository';
import { HostStates } from './HostStates';
import { isApplied } from './isApplied';
import { mapSome } from './mapSome';
import type { BranchHead, CommitReader, RequestFiles } from './RequestFiles';

/** Open pull requests that are looked at; the oldest ones. */
const MAX_OPEN = 200;
/** Time in which one pull request is to be read and evaluated, if not given. */
const TIMEOUT_MS = 30_000;
/** Time after which a refresh begins to evaluate no other pull request, if not given. */
const REFRESH_MS = 60_000;
/** How long a merged or closed request is kept. */
const KEEP_FINISHED_MS = 30 * 24 * 60 * 60_000;

export interface ReviewQueueOptions {
  repository: GitopsRepository;
  /** Name of the management cluster to which claims go. */
  managementCluster: string;
  policy: Policy;
  store: Pick<
    FleetStore,
    | 'getClaimDefinition'
    | 'getStates'
    | 'list'
    | 'listApplications'
    | 'requestQueue'
  >;
  reader: CommitReader;
  /** By which the requester of a pull request is known: see `readSigningKeys`. */
  signingKeys: readonly string[];
  timeoutMs?: number;
  refreshMs?: number;
  /** Aborted when the backend stops: what then fails is no fault of a pull request. */
  signal?: AbortSignal;
  /** Whether the catalog has an entity. */
  entityExists(ref: string): Promise<boolean>;
  /** Told of each refresh that evaluated the open requests. */
  onEvaluated(evaluated: EvaluationFigures): void;
}

/** What one refresh of the review queue did. */
export interface EvaluationFigures {
  /** Of each pull request that was evaluated and touches a claim. */
  results: EvaluationResult[];
  milliseconds: number;
}

/**
 * Keeps the review queue: every open pull request that touches a claim, whoever opened it, evaluated as a request in the portal
 * is. Each is evaluated apart: one that is broken, huge or slow is kept with what is wrong with it, and the others are not
 * held up. What a refresh has no time for stays as it was evaluated before, and is the first in the next one.
 */
export class ReviewQueue {
  readonly #hostStates: HostStates;

  constructor(private readonly options: ReviewQueueOptions) {
    this.#hostStates = new HostStates(options.repository.git);
  }

  /**
   * Evaluates the open pull requests and follows those that are not open any more.
   *
   * @param open - all open pull requests
   * @param lease - taken before they were read
   */
  async refresh(
    open: GitPullRequest[],
    base: BranchHead,
    lease?: Lease,
  ): Promise<QueueWritten[]> {
    const { requestQueue } = this.options.store;
    const known = await requestQueue.read(['open', 'merged', 'closed']);
    const evaluated = await this.#evaluate(open, base, known);
    const conflicts = findConflicts(evaluated);
    const requested = new Set(evaluated.map(({ request }) => request.number));
    const states = await this.#hostStates.read(
      open.filter(({ number }) => requested.has(number)),
      // A few are read in each refresh: a replica that starts keeps what another one has read.
      new Map(
        known.flatMap(({ request: { number, host } }) =>
          host ? [[number, host]] : [],
        ),
      ),
    );
    const current = evaluated.map(({ request, ...rest }) => {
      const host = states.get(request.number);
      return {
        ...rest,
        request: {
          ...request,
          ...(host && { host }),
          conflicts: conflicts.get(request.number) ?? [],
        },
      };
    });
    const numbers = new Set(open.map(({ number }) => number));
    const finished = await this.#finish(
      known.filter(
        ({ request }) =>
          request.state === 'open' && !numbers.has(request.number),
      ),
    );
    const merged = await this.#follow([
      ...known.filter(({ request }) => request.state === 'merged'),
      ...finished.filter(({ request }) => request.state === 'merged'),
    ]);
    const written = await requestQueue.write(
      [
        ...current,
        ...finished.filter(({ request }) => request.state === 'closed'),
        ...merged,
      ],
      lease,
    );
    const forgotten = known.filter(
      ({ request }) =>
        // It touches no claim of the followed branch any more.
        (request.state === 'open' &&
          numbers.has(request.number) &&
          !requested.has(request.number)) ||
        Date.now() - Date.parse(request.finishedAt ?? '') > KEEP_FINISHED_MS,
    );
    return [
      written,
      await requestQueue.delete(
        forgotten.map(({ request }) => request.number),
        lease,
      ),
    ];
  }

  /** The requests among the pull requests, oldest first. */
  async #evaluate(
    open: GitPullRequest[],
    base: BranchHead,
    known: QueuedRequest[],
  ): Promise<QueuedRequest[]> {
    const { onEvaluated, refreshMs = REFRESH_MS } = this.options;
    // Merged into another branch they change nothing that is applied.
    const oldest = open
      .filter(pullRequest => pullRequest.base === base.branch)
      .sort((a, b) => a.number - b.number)
      .slice(0, MAX_OPEN);
    if (oldest.length === 0) return [];
    const evaluatedAt = new Date().toISOString();
    const platform = await this.#platform(base);
    const begun = performance.now();
    const before = new Map(
      known
        .filter(({ request }) => request.state === 'open')
        .map(queued => [queued.request.number, queued]),
    );
    const failures: unknown[] = [];
    const results: EvaluationResult[] = [];
    const evaluated = await mapSome(
      longestAgoFirst(oldest, before),
      async pullRequest => {
        if (performance.now() - begun > refreshMs) {
          return before.get(pullRequest.number);
        }
        const { files, evaluation, error } = await this.#evaluateOne(
          pullRequest,
          base,
          platform,
        );
        if (error) failures.push(error);
        if (files?.paths.length === 0) return undefined;
        const { ranges, diffs, ...rest } = evaluation;
        const result = resultOf(evaluation);
        results.push(result);
        return {
          head: pullRequest.head,
          files: files?.paths.slice(0, 100) ?? [],
          ranges,
          diffs,
          result,
          request: {
            ...this.#describe(pullRequest),
            ...rest,
            evaluatedAt,
            conflicts: [],
          },
        };
      },
    );
    // The Git host is down, rather than all pull requests broken.
    if (failures.length > 0 && failures.length === oldest.length) {
      throw failures[0];
    }
    onEvaluated({ results, milliseconds: performance.now() - begun });
    return evaluated.sort((a, b) => a.request.number - b.request.number);
  }

  /**
   * What a pull request would do, or why that is not known, after a bounded time. Rejects if the Git host takes no calls for
   * now.
   */
  async #evaluateOne(
    pullRequest: GitPullRequest,
    base: BranchHead,
    platform: Platform,
  ): Promise<Evaluated> {
    const { managementCluster, reader, timeoutMs = TIMEOUT_MS } = this.options;
    const read: Pick<Evaluated, 'files'> = {};
    try {
      const evaluation = await within(timeoutMs, async ended => {
        const files = await reader.getFiles(pullRequest, base);
        read.files = files;
        if (files.unread !== undefined) return problem(files.unread);
        return evaluateRequest(files, {
          platform: {
            ...platform,
            fleet: platform.fleet?.filter(c => countsFor(c, pullRequest)),
          },
          managementCluster,
          signal: ended,
        });
      });
      const late = writeMessage(
        read.files ? 'request-evaluated-late' : 'request-read-late',
        { seconds: timeoutMs / 1000 },
      );
      return { ...read, evaluation: evaluation ?? problem(late) };
    } catch (error) {
      if (error instanceof RateLimitedError || this.options.signal?.aborted) {
        throw error;
      }
      const failed = writeMessage(
        read.files ? 'request-not-evaluated' : 'request-not-read',
        { reason: toError(error).message },
      );
      return { ...read, evaluation: problem(failed), error };
    }
  }

  #describe(pullRequest: GitPullRequest) {
    const { repository, signingKeys } = this.options;
    const { number, url, title, state, author, createdAt } = pullRequest;
    const requestedBy = readRequestMark(pullRequest, {
      repository: repository.git.url,
      signingKeys,
    })?.requestedBy;
    return {
      number,
      url,
      title: title.slice(0, 300),
      state,
      ...(author && { author: author.slice(0, 255) }),
      ...(requestedBy && { requestedBy }),
      createdAt,
    };
  }

  /** What requests are planned with; files of the followed branch are read once for each of its commits. */
  async #platform(base: BranchHead): Promise<Platform> {
    const { repository, policy, store, managementCluster } = this.options;
    const { git, config } = repository;
    const cached: Pick<
      GitRepository,
      | 'url'
      | 'defaultBranch'
      | 'getBranch'
      | 'getFile'
      | 'listFiles'
      | 'listPullRequests'
      | 'fileUrl'
    > = {
      url: git.url,
      defaultBranch: async () => base.branch,
      getBranch: async name =>
        name === base.branch
          ? { name, commit: base.commit ?? '' }
          : git.getBranch(name),
      getFile: async path => {
        const file = await this.options.reader.getFile(path, base);
        return file === 'tooLarge' ? undefined : file;
      },
      listFiles: folder => this.options.reader.listFiles(folder, base),
      // What is in each other's way is found apart, for all of them together.
      listPullRequests: async () => [],
      fileUrl: (path, branch) => git.fileUrl(path, branch),
    };
    return loadPlatform({
      repository: cached,
      gitops: config,
      policy,
      readDefinition: () => store.getClaimDefinition(managementCluster),
      listClusters: () => this.#fleet(),
      listApplications: ref => store.listApplications(ref),
      entityExists: ref => this.options.entityExists(ref),
    });
  }

  async #fleet(): Promise<FleetCluster[]> {
    const clusters: FleetCluster[] = [];
    let cursor: string | undefined;
    do {
      const page = await this.options.store.list({
        sort: 'name',
        limit: 500,
        cursor,
      });
      clusters.push(...page.items.map(toFleetCluster));
      cursor = page.nextCursor;
    } while (cursor);
    return clusters;
  }

  /** How requests that were open have ended. */
  async #finish(requests: QueuedRequest[]): Promise<QueuedRequest[]> {
    const { git } = this.options.repository;
    const finished: QueuedRequest[] = [];
    for (const queued of requests) {
      const { request } = queued;
      let found: GitPullRequest | undefined;
      try {
        found = await git.getPullRequest(request.number);
      } catch (error) {
        if (!(error instanceof NotFoundError)) throw error;
      }
      // Just beyond the ones that are looked at.
      if (found?.state === 'open') continue;
      const { host: _, ...rest } = request;
      finished.push({
        ...queued,
        request: {
          ...rest,
          state: found?.state ?? 'closed',
          finishedAt: found?.finishedAt ?? new Date().toISOString(),
          conflicts: [],
        },
      });
    }
    return finished;
  }

  /** Merged requests with whether the management cluster has applied them: once it has, later changes do not count. */
  async #follow(finished: QueuedRequest[]): Promise<QueuedRequest[]> {
    const merged = finished.filter(({ request }) => !request.applied);
    const refs = merged.flatMap(({ request }) =>
      request.changes.map(({ cluster }) => cluster),
    );
    const states = await this.options.store.getStates(refs);
    return merged.map(queued => {
      const { request } = queued;
      const applied = request.changes.map(change =>
        isApplied(change, states.get(stringifyClusterRef(change.cluster))),
      );
      const { applied: _, ...rest } = request;
      const known = !applied.includes(undefined) && applied.length > 0;
      return {
        ...queued,
        request: { ...rest, ...(known && { applied: applied.every(Boolean) }) },
      };
    });
  }
}

/** Whether a cluster counts for a request: one that is only requested does if it was requested before, by a valid request. */
function countsFor(
  { phase, request }: FleetCluster,
  { number }: GitPullRequest,
): boolean {
  if (phase === 'closed') return false;
  return phase !== 'requested' || !request || request.number < number;
}

/** What is known of a pull request after an evaluation. */
interface Evaluated {
  /** Absent if they were not read. */
  files?: RequestFiles;
  evaluation: RequestEvaluation;
  /** Why it failed, where that may be no fault of the pull request. */
  error?: unknown;
}

function problem(message: Message): RequestEvaluation {
  return { changes: [], ranges: [], diffs: [], ...describeProblems([message]) };
}

function resultOf({
  problem: unclear,
  changes,
}: RequestEvaluation): EvaluationResult {
  if (unclear !== undefined) return 'problem';
  return changes.every(change => change.allowed) ? 'allowed' : 'refused';
}

/** New ones first, then those that were evaluated longest ago. */
function longestAgoFirst(
  pullRequests: GitPullRequest[],
  before: Map<number, QueuedRequest>,
): GitPullRequest[] {
  const time = ({ number }: GitPullRequest) =>
    Date.parse(before.get(number)?.request.evaluatedAt ?? '') || 0;
  return [...pullRequests].sort((a, b) => time(a) - time(b));
}

/** The result, or undefined if it takes longer: then the signal of the work is aborted. */
async function within<T>(
  milliseconds: number,
  work: (ended: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  const ended = new AbortController();
  const result = work(ended.signal);
  // What fails after its time is nobody's any more.
  result.catch(() => {});
  try {
    return await Promise.race([
      result,
      sleep(milliseconds, undefined, { signal: ended.signal }),
    ]);
  } finally {
    ended.abort();
  }
}
