import type {
  GitPullRequest,
  GitRepository,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';
import { reading } from './errors';
import { openPullRequest } from './openPullRequest';
import type { PreparedRequest } from './prepareRequest';
import {
  commitMessage,
  pullRequestBody,
  pullRequestTitle,
  taskMarker,
} from './pullRequestText';
import type { Requester } from './requester';

export interface RequestClusterOptions {
  repository: GitRepository;
  branch: string;
  /** Runs the checks; rejects if the request is not sound. */
  prepare: () => Promise<PreparedRequest>;
  requester: Requester;
  appBaseUrl: string;
  taskId: string;
  log: (line: string) => void;
  signal?: AbortSignal;
}

/**
 * The pull request of this task: the one that an earlier attempt has opened, or else a new one, after every
 * check has passed.
 */
export async function requestCluster(
  options: RequestClusterOptions,
): Promise<GitPullRequest> {
  const { repository, branch, requester, taskId, log, signal } = options;

  // Before the checks: what this very task has asked for is taken by now.
  const earlier = await findOwn(options, 'open');
  if (earlier) return earlier;

  let prepared: PreparedRequest;
  try {
    prepared = await options.prepare();
  } catch (error) {
    if ((error as Error).name !== 'ConflictError') throw error;
    const merged = await findOwn(options, 'closed');
    if (merged?.state !== 'merged') throw error;
    return merged;
  }

  signal?.throwIfAborted();
  const { claim, path } = prepared;
  return openPullRequest({
    repository,
    base: prepared.base,
    branch,
    file: { path, content: prepared.text },
    commitMessage: commitMessage(claim, requester),
    author: requester.author,
    title: pullRequestTitle(claim),
    body: pullRequestBody({
      claim,
      claimPath: path,
      requester,
      checks: prepared.checks,
      appBaseUrl: options.appBaseUrl,
      taskId,
    }),
    taskId,
    log,
    signal,
  });
}

async function findOwn(
  { repository, branch, taskId, log }: RequestClusterOptions,
  state: 'open' | 'closed',
): Promise<GitPullRequest | undefined> {
  const found = await reading(
    repository.listPullRequests({ state, head: branch }),
  );
  const own = found.find(p => p.body.includes(taskMarker(taskId)));
  if (own) {
    log(
      `An earlier attempt has opened pull request #${own.number}: ${own.url}`,
    );
  }
  return own;
}
