import type { GitPullRequest } from '@worker-clusters/backstage-plugin-worker-clusters-node';

const START = '<!-- worker-clusters-task: ';

/** Tells a pull request that this very task opened from another one. Not shown to people. */
export function taskMarker(taskId: string): string {
  return `${START}${taskId.replace(/[^\w.-]/g, '_')} -->`;
}

/** Whether a task opened it. */
export function isOfTask({ body }: GitPullRequest, taskId: string): boolean {
  return body.includes(taskMarker(taskId));
}

/** Whether any task of a portal opened it. */
export function isOfPortal({ body }: GitPullRequest): boolean {
  return body.includes(START);
}
