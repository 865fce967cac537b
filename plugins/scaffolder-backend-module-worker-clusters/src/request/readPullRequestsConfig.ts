import type { Config } from '@backstage/config';

/** `workerClusters.pullRequests`: how requests are opened. */
export interface PullRequestsConfig {
  draft: boolean;
  labels: string[];
  reviewers: string[];
  teamReviewers: string[];
  assignees: string[];
  autoMerge: boolean;
  /** Templates with `{{ name }}` and the like; the default text if not given. */
  title?: string;
  body?: string;
}

/** Reads `workerClusters.pullRequests`. */
export function readPullRequestsConfig(config: Config): PullRequestsConfig {
  const own = config.getOptionalConfig('workerClusters.pullRequests');
  const list = (key: string) => own?.getOptionalStringArray(key) ?? [];
  return {
    draft: own?.getOptionalBoolean('draft') ?? false,
    labels: list('labels'),
    reviewers: list('reviewers'),
    teamReviewers: list('teamReviewers'),
    assignees: list('assignees'),
    autoMerge: own?.getOptionalBoolean('autoMerge') ?? false,
    title: own?.getOptionalString('title'),
    body: own?.getOptionalString('body'),
  };
}
