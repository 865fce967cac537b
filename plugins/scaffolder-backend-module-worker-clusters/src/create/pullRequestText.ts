import type { Claim } from '@worker-clusters/backstage-plugin-worker-clusters-node';
import { codeSpan, escapeMarkdown, markdownTable } from '../markdown';
import type { Requester } from './requester';

/** One check that ran before the pull request was opened. */
export interface Check {
  title: string;
  /** Markdown, on one line. */
  result: string;
}

export interface PullRequestTextOptions {
  claim: Claim;
  claimPath: string;
  requester: Requester;
  checks: Check[];
  appBaseUrl: string;
  taskId: string;
}

export function pullRequestTitle({ metadata, spec }: Claim): string {
  return `worker-cluster: create ${metadata.name} (${spec.region})`;
}

export function commitMessage(claim: Claim, requester: Requester): string {
  const trailer = requester.ref ? `\n\nRequested-by: ${requester.ref}` : '';
  return `${pullRequestTitle(claim)}${trailer}\n`;
}

/** What the reviewer reads: for whom, what, what it leads to, what was checked, where it came from. */
export function pullRequestBody(options: PullRequestTextOptions): string {
  const { claim, claimPath, requester, checks, appBaseUrl, taskId } = options;
  const { metadata, spec } = claim;
  const { nodes } = spec;
  const who = requester.ref
    ? `**${escapeMarkdown(requester.displayName)}** (${escapeMarkdown(
        requester.ref,
      )})`
    : `**${escapeMarkdown(requester.displayName)}**`;

  return [
    `${who} asks for a new worker cluster.`,
    markdownTable(
      ['What', 'Value'],
      [
        ['Name', metadata.name],
        ['Environment', spec.environment],
        ['Region', spec.region],
        ['Owner', spec.owner],
        ['Kubernetes version', spec.kubernetesVersion],
        ['Nodes', `${nodes?.size}, ${nodes?.min} to ${nodes?.max}`],
      ].map(row => row.map(escapeMarkdown)),
    ),
    [
      `It adds one file: ${codeSpan(claimPath)}.`,
      'After the merge the management Argo CD applies it, Crossplane creates the cluster and installs an Argo CD',
      'into it, and that Argo CD deploys the applications of its environment.',
      'To refuse the request, close this pull request.',
    ].join(' '),
    '### Checked before this pull request was opened',
    markdownTable(
      ['Check', 'Result'],
      checks.map(({ title, result }) => [title, result]),
    ),
    `[The request in the portal](${appBaseUrl}/create/tasks/${encodeURIComponent(
      taskId,
    )}) · [The fleet](${appBaseUrl}/worker-clusters)`,
    taskMarker(taskId),
  ].join('\n\n');
}

/** Tells a pull request that this very task opened from another one. Not shown to people. */
export function taskMarker(taskId: string): string {
  return `<!-- worker-clusters-task: ${taskId.replace(/[^\w.-]/g, '_')} -->`;
}
