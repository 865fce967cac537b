/** The report of isolation over the fleet. */
export const report = {
  title: 'Isolation of the fleet',
  loading: 'Loading the report…',
  failed: 'The report cannot be read.',
  failedLater:
    'The report cannot be read at the moment. What you see is the last known state.',
  findingsFailed: 'The findings cannot be read at the moment.',
  none: 'There is no cluster to report on yet.',
  noneMatches: 'No cluster matches these filters.',
  printed: 'As of {{date}}.',
  filteredBy: 'Filters: {{filters}}',
  filter: {
    label: 'Filter the report',
    all: 'All',
    environment: 'Environment',
    owner: 'Owner',
    severity: 'Severity',
    rule: 'Promise',
    clear: 'Clear',
  },
  export: {
    promises: 'Promises (CSV)',
    findings: 'Findings (CSV)',
    print: 'Print',
    failed: 'The findings cannot be exported.',
  },
  summary: {
    clusters_one: '{{count, number}} cluster.',
    clusters_other: '{{count, number}} clusters.',
    held: '{{held}} of {{total}} promises hold on all of them.',
    broken_one: '{{count, number}} promise is broken.',
    broken_other: '{{count, number}} promises are broken.',
    notChecked_one:
      '{{count, number}} promise was not checked on every cluster.',
    notChecked_other:
      '{{count, number}} promises were not checked on every cluster.',
    open: 'Open findings: {{high}} high, {{medium}} medium, {{low}} low.',
  },
  promises: {
    title: 'Promises',
    note: 'What "one Argo CD per worker cluster" promises, and on how many clusters that holds. What was not checked is not known to hold.',
    held: 'Holds: {{some}}',
    lastKnown: 'Held at the last contact: {{some}}',
    broken: 'Broken: {{some}}',
    notChecked: 'Not checked: {{some}}',
    findings_one: '{{count, number}} finding',
    findings_other: '{{count, number}} findings',
    only: 'Only this promise',
    reasons: 'Why not checked',
    reason_one: '{{reason}} ({{count, number}} cluster)',
    reason_other: '{{reason}} ({{count, number}} clusters)',
    clusters: 'Clusters that break it',
  },
  management: {
    title: 'Management clusters',
    note: 'The promises that the management clusters themselves have to keep.',
    ok: 'Holds',
    found_one: 'Broken, {{count, number}} finding',
    found_other: 'Broken, {{count, number}} findings',
    notChecked: 'Not checked',
  },
  changes: {
    title: 'Changes in 30 days',
    text: '{{new}} new, {{resolved}} resolved, {{standing}} open for longer.',
    chart:
      'Findings by day: opened above the line, resolved below it; the line on top is what is open.',
    table: 'The same as a table',
    day: 'Day',
    open: 'Open',
    opened: 'Opened',
    resolved: 'Resolved',
    unchanged: 'Nothing was opened or resolved in 30 days.',
  },
  findings: {
    title: 'Findings',
    change: 'Which findings',
    open: 'Open',
    new: 'New in 30 days',
    resolved: 'Resolved in 30 days',
    standing: 'Open for longer',
    cluster: 'Cluster',
    managementCluster: 'Management cluster',
    none: 'No finding matches. Promises that were not checked may have some.',
    capped: 'The first {{count, number}} are shown. The CSV has all of them.',
  },
  /** What each rule promises, in a sentence for somebody who does not run Argo CD. */
  promise: {
    'management-destination':
      'The Argo CD of the management cluster provisions infrastructure; it deploys nothing into a worker cluster.',
    'application-destination':
      'What an Argo CD deploys runs in its own cluster, never in that of another team.',
    'cluster-secret':
      'No Argo CD holds the credential of another cluster, so that whoever takes one over gains no other.',
    'project-clusters':
      'No project permits another cluster as a destination, even if nobody uses it today.',
    'project-namespaces':
      'Each project deploys into namespaces that it names, and not into those of others.',
    'project-argocd-namespace':
      'No project can change Argo CD itself or its permissions.',
    'project-sources':
      'Each project takes manifests from repositories that it names, and from no others.',
    'project-cluster-resources':
      'Each project names the cluster-wide kinds that it may make, such as namespaces.',
    'default-project':
      'The project that Argo CD brings along permits nothing, so that each Application needs a project with limits.',
    'anonymous-access': 'Nobody sees or uses an Argo CD without signing in.',
    'local-administrator':
      'There is no shared administrator whose password outlives the people who know it.',
    'web-terminal': 'Nobody opens a shell in a container through Argo CD.',
    'shared-credential':
      'The portal reads each cluster with a token of its own: one that leaks opens one cluster.',
    'shared-argocd': 'No two clusters of the fleet are the same one in fact.',
    'portal-rights':
      'The portal has no right to change anything, so that taking it over changes nothing either.',
    composition:
      'Each cluster is built by a Composition that has been released for that.',
    'credential-age':
      'The token with which the portal reads is renewed before it is too old.',
  },
} as const;
