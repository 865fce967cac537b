import { createHash } from 'node:crypto';
import type { GitPullRequest } from '@worker-clusters/git-pull-requests';

const START = '<!-- worker-clusters-task: ';
const MARKER =
  /<!-- worker-clusters-task: \S+ by: (\S+) file: ([0-9a-f]{64}) -->/g;

/**
 * What a request says of itself at the end of its pull request, unseen by people.
 *
 * @public
 */
export interface RequestMark {
  /** Id of the scaffolder's task. */
  taskId: string;
  /** Entity reference of who asks. */
  requestedBy?: string;
  /** The claim's file as the request writes it; undefined if it removes it. */
  content?: string;
}

/** The comment by which the portal knows its pull requests. @public */
export function requestMarker(mark: RequestMark): string {
  const { requestedBy, content } = mark;
  const by = requestedBy
    ? `by: ${encodeURIComponent(requestedBy)} file: ${digest(content)} `
    : '';
  return `${startOf(mark.taskId)}${by}-->`;
}

/** Whether a task opened, or last changed, a pull request. @public */
export function isOfTask({ body }: GitPullRequest, taskId: string): boolean {
  return body.includes(startOf(taskId));
}

/** Whether any task of a portal opened a pull request. @public */
export function isOfPortal({ body }: GitPullRequest): boolean {
  return body.includes(START);
}

/** Whether it was this person who asked, by a portal. @public */
export function isRequestOf(
  pullRequest: GitPullRequest,
  person: string | undefined,
): boolean {
  return !!person && readMarker(pullRequest)?.by === encodeURIComponent(person);
}

/** Whether a file is still what the request has written. @public */
export function isAsRequested(
  pullRequest: GitPullRequest,
  content: string | undefined,
): boolean {
  return readMarker(pullRequest)?.file === digest(content);
}

function startOf(taskId: string): string {
  return `${START}${taskId.replace(/[^\w.-]/g, '_')} `;
}

/** The last one: what stands before it may be text of people. */
function readMarker({ body }: GitPullRequest) {
  const [, by, file] = [...body.matchAll(MARKER)].pop() ?? [];
  return by === undefined ? undefined : { by, file };
}

function digest(content: string | undefined): string {
  return createHash('sha256')
    .update(content === undefined ? 'removed' : `file:${content}`)
    .digest('hex');
}
