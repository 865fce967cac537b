import type { ClusterProblem } from './clusterProblems';

/**
 * What each problem of a cluster is called, and what to do about it. `{{count}}` and `{{version}}` stand for the values of
 * the problem.
 *
 * @public
 */
export const CLUSTER_PROBLEM_TEXTS = {
  failed: {
    title: 'Provisioning failed',
    remedy:
      'Correct what the message names: the claim by a pull request, or a quota or permission in the cloud account. Crossplane then tries again.',
  },
  'deletion-blocked': {
    title: 'The deletion is blocked',
    remedy:
      'Remove what still uses the resource, for example load balancers or network interfaces that the cluster left behind. Crossplane then goes on.',
  },
  'update-failed': {
    title: 'A change of the cluster failed',
    remedy:
      'Correct the claim by a pull request, or revert the last change. The cluster runs as it was before.',
  },
  degraded: {
    title: 'A part of the infrastructure is not ready',
    remedy: 'See the conditions of the resources that are not ready.',
  },
  'awaiting-confirmation': {
    title: 'The deletion waits for a confirmation',
    remedy:
      'Confirm it in the management Argo CD, or restore the claim in Git to keep the cluster.',
  },
  'token-refused': {
    title: "The cluster refuses the portal's token",
    remedy:
      'See whether the Secret with the token in the management cluster is up to date, and whether the service account still exists in the cluster.',
  },
  'read-forbidden': {
    title: 'The portal may not read the cluster',
    remedy:
      "Give the portal's service account in the cluster get, list and watch on what the message names.",
  },
  unreachable: {
    title: "The cluster's API server is not reachable",
    remedy:
      'See whether the cluster runs, and whether its endpoint admits the addresses of the portal. What is shown is the last known state.',
  },
  'controller-not-running': {
    title: 'The application controller does not run',
    remedy:
      "Start the application controller of the cluster's Argo CD. Until then health and sync status are frozen.",
  },
  'applications-wrong': {
    title_one: '{{count}} application needs attention',
    title_other: '{{count}} applications need attention',
    remedy:
      'See what each of them reports. The infrastructure does not depend on them.',
  },
  'findings-high': {
    title_one: '{{count}} severe isolation finding',
    title_other: '{{count}} severe isolation findings',
    remedy: 'Remove or correct the objects that break the isolation.',
  },
  'kubernetes-unsupported': {
    title: 'Kubernetes {{version}} is not supported any more',
    remedy: 'Upgrade the cluster, one minor version at a time.',
  },
  'connection-cut': {
    title: 'The connection to the cluster is cut',
    remedy:
      'The portal connects again by itself. If that lasts, see the network between the portal and the cluster.',
  },
  'never-reached': {
    title: 'The portal has never reached the cluster',
    remedy:
      'See whether its endpoint admits the addresses of the portal, and whether the Secret with its credential exists in the management cluster. Until then only the management cluster reports on it.',
  },
  'reading-paused': {
    title: 'Reading the cluster is paused',
    remedy:
      'The cluster sends more than its share. See which objects change all the time; the portal goes on by itself.',
  },
  'argocd-degraded': {
    title: 'Argo CD is not complete',
    remedy:
      'See the pods of the components that are not ready, in the namespace of Argo CD.',
  },
  'no-argocd': {
    title: 'The cluster has no Argo CD',
    remedy: 'See whether the Composition installs it, and what it reports.',
  },
  'applications-muted': {
    title_one: '{{count}} application is not compared any more',
    title_other: '{{count}} applications are not compared any more',
    remedy:
      'See whether the application controller hangs, or has more to do than it can.',
  },
  'stage-overdue': {
    title: 'A stage takes longer than usual',
    remedy: 'See the resources that are not ready yet.',
  },
  'claim-not-applied': {
    title: 'The claim in Git is not applied',
    remedy:
      'See the Application of the management Argo CD that syncs the claim.',
  },
  'not-in-git': {
    title: 'The claim is not managed from Git',
    remedy:
      'Add the claim to the GitOps repository. Until then no pull request changes or removes the cluster.',
  },
  'reconcile-paused': {
    title: 'Crossplane is told to leave the cluster alone',
    remedy:
      'Remove the annotation crossplane.io/paused from the claim when the work is done.',
  },
  'lifetime-over': {
    title: 'The lifetime is over',
    remedy: 'Extend it, or merge the pull request that removes the cluster.',
  },
  'change-not-allowed': {
    title: 'An open pull request does not pass the checks',
    remedy: 'See the results of the checks, and correct the pull request.',
  },
  'findings-other': {
    title_one: '{{count}} isolation finding',
    title_other: '{{count}} isolation findings',
    remedy: 'See which objects they name, and how to correct them.',
  },
  'kinds-not-read': {
    title: 'Some composed resources are not read',
    remedy:
      "Give the portal's role in the management cluster get, list and watch on these kinds. Until then the stages lack them.",
  },
  'namespaces-not-read': {
    title: 'Applications in other namespaces are not read',
    remedy:
      "Give the portal's service account in the cluster get, list and watch on applications (argoproj.io) in all namespaces.",
  },
  'crossplane-notice': {
    title: 'Crossplane reports a problem',
    remedy: 'See the conditions of the claim.',
  },
  'argocd-unsupported': {
    title: 'Argo CD {{version}} is not supported any more',
    remedy: 'Upgrade Argo CD by its version in the claim.',
  },
  'lifetime-ending': {
    title: 'The lifetime ends soon',
    remedy:
      'Extend it, if the cluster is still needed. Else a pull request removes it then.',
  },
  'kubernetes-extended-support': {
    title: 'Kubernetes {{version}} is in extended support',
    remedy: 'Plan the upgrade: extended support costs more.',
  },
  'kubernetes-support-ending': {
    title: 'Standard support of Kubernetes {{version}} ends soon',
    remedy: 'Plan the upgrade: after that, extended support costs more.',
  },
  'argocd-support-ending': {
    title: 'Support of Argo CD {{version}} ends soon',
    remedy: 'Plan the upgrade of Argo CD.',
  },
} as const;

/**
 * Title and remedy of a problem, in English; the pages have them in the language of the reader.
 *
 * @public
 */
export function describeClusterProblem({
  id,
  count = 1,
  version = '',
}: Pick<ClusterProblem, 'id' | 'count' | 'version'>): {
  title: string;
  remedy: string;
} {
  const text = CLUSTER_PROBLEM_TEXTS[id];
  let title: string;
  if ('title' in text) title = text.title;
  else title = count === 1 ? text.title_one : text.title_other;
  return {
    title: title
      .replace('{{count}}', `${count}`)
      .replace('{{version}}', version),
    remedy: text.remedy,
  };
}
