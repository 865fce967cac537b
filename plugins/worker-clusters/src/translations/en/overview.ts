/** The overview of one cluster: what is wrong, what to do, and how far it has come. */
export const overview = {
  summary: {
    label: 'Summary',
    good: 'All good, checked {{age}}.',
    goodEmpty: 'All good, checked {{age}}. No application is deployed yet.',
    pending_one:
      'Nothing is wrong, checked {{age}}. {{count}} application is being synced or rolled out.',
    pending_other:
      'Nothing is wrong, checked {{age}}. {{count}} applications are being synced or rolled out.',
    more_one: 'and {{count}} more problem',
    more_other: 'and {{count}} more problems',
    phase: {
      requested:
        'Requested. Once the pull request is reviewed and merged, the cluster is created.',
      merged:
        'Merged. The management Argo CD has not brought the claim to the management cluster yet.',
      provisioning: 'Being provisioned.',
      installing: 'Argo CD is being installed.',
      updating: 'A change is being applied.',
      deleting: 'Being deleted.',
      closed: 'The pull request was closed without a merge.',
    },
    readyApart:
      'Ready is the state of the infrastructure. Applications have a health of their own.',
  },
  problems: {
    more: 'More in {{tab}}',
    others_one: '{{count}} more problem',
    others_other: '{{count}} more problems',
    bad: 'Problem',
    warn: 'Warning',
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
  },
  stages: {
    heading: 'From request to applications',
    table: 'Stages, with when they began and how long they took',
    stage: 'Stage',
    state: 'State',
    progress: 'Progress',
    axis: 'Time since {{time}}',
    names: {
      requested: 'Requested',
      merged: 'Merged',
      network: 'Network',
      identity: 'Identity',
      'control-plane': 'Control plane',
      nodes: 'Nodes and add-ons',
      argocd: 'Argo CD',
      applications: 'Applications',
    },
    ready: '{{ready}} of {{expected}} ready',
    took: 'took {{duration}}',
    since: 'for {{duration}}',
    usually: 'usually {{duration}}',
    overdue: 'longer than usual ({{duration}})',
    unknownBegin: 'begin not known',
    blocks: 'Blocks now',
    reported: 'Reported done',
    reportedNote:
      'As the management cluster reports: the portal has never reached the cluster itself.',
    source: {
      regionAndVersion_one:
        '9 of 10 take at most {{p90}}, learnt from {{count}} cluster in the same region with the same Kubernetes version',
      regionAndVersion_other:
        '9 of 10 take at most {{p90}}, learnt from {{count}} clusters in the same region with the same Kubernetes version',
      region_one:
        '9 of 10 take at most {{p90}}, learnt from {{count}} cluster in the same region',
      region_other:
        '9 of 10 take at most {{p90}}, learnt from {{count}} clusters in the same region',
      fleet_one:
        '9 of 10 take at most {{p90}}, learnt from {{count}} cluster of the fleet',
      fleet_other:
        '9 of 10 take at most {{p90}}, learnt from {{count}} clusters of the fleet',
    },
    legend: {
      usual: 'Usual duration (9 of 10)',
      median: 'Median',
      now: 'Now',
    },
    removal: 'Removal',
    removalTable: 'Phases of the removal, with when they began',
    removalNames: {
      'awaiting-confirmation': 'Confirmation',
      deleting: 'Deletion',
    },
  },
  about: {
    heading: 'About',
    environment: 'Environment',
    region: 'Region',
    owner: 'Owner',
    kubernetes: 'Kubernetes',
    requested: 'requested',
    nodes: 'Nodes',
    cost: 'Cost, estimated',
    nodeRange: '{{min}} to {{max}}',
    claim: 'Claim',
    pullRequest: 'Pull request',
    catalog: 'Catalog',
    apiServer: 'API server',
    addressRange: 'Address range',
    created: 'Created',
    lifetime: 'Lifetime ends',
  },
  changes: {
    pullRequest: 'Pull request #{{number}}',
    open: 'waits for review',
    merged: 'merged',
    closed: 'closed without a merge',
    update: 'to change this cluster waits for review',
    decommission: 'to remove this cluster waits for review',
    review:
      'The platform team reviews it. Once it is merged the cluster is created.',
    change: '{{label}}: {{before}} → {{after}}',
    notSet: 'not set',
  },
  head: {
    infrastructure: 'Infrastructure',
    connection: 'Connection',
    applications: 'Applications',
    noApplications: 'None',
    heard: 'heard {{age}}',
    lastSeen: 'last seen {{age}}',
  },
} as const;
