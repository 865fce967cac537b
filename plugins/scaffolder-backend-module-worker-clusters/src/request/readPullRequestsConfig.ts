import type { Config } from '@backstage/config';
import type { ConfigProblemsService } from '@worker-clusters/backstage-plugin-worker-clusters-node/config';

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

const KEY = 'workerClusters.pullRequests';

/** Reads `workerClusters.pullRequests`. A value that is wrong is reported, and its default used. */
export function readPullRequestsConfig(
  config: Config,
  problems: ConfigProblemsService,
): PullRequestsConfig {
  const read = <T>(key: string, fallback: T, get: (path: string) => T): T =>
    problems.read(
      {
        key: `${KEY}.${key}`,
        effect: 'Pull requests are opened as if it were not set.',
        fallback,
      },
      () => get(`${KEY}.${key}`),
    );
  const flag = (key: string) =>
    read(key, false, path => config.getOptionalBoolean(path) ?? false);
  const list = (key: string) =>
    read<string[]>(key, [], path => config.getOptionalStringArray(path) ?? []);
  const text = (key: string) =>
    read<string | undefined>(key, undefined, path =>
      config.getOptionalString(path),
    );
  return {
    draft: flag('draft'),
    labels: list('labels'),
    reviewers: list('reviewers'),
    teamReviewers: list('teamReviewers'),
    assignees: list('assignees'),
    autoMerge: flag('autoMerge'),
    title: text('title'),
    body: text('body'),
  };
}
