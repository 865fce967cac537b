export const requests = {
  change: 'Change cluster',
  /** A button that does nothing: the reason is a whole sentence. */
  notNow: 'Change cluster, not possible now. {{reason}}',
  menu: 'Change {{name}}',
  verb: {
    resize: 'Resize',
    upgrade: 'Upgrade',
    change: 'Edit specification',
    extend: 'Extend lifetime',
    decommission: 'Decommission',
  },
  noEnvironment:
    'The environment of the cluster is not known, so its claim cannot be found.',
  /** Why nothing can be requested in a phase. */
  impossible: {
    requested:
      'The cluster is only requested: its pull request is not merged yet.',
    merged: 'The cluster is not there yet: it is about to be created.',
    closed: 'The cluster was never created: its pull request was closed.',
    'awaiting-confirmation':
      'The cluster is about to be deleted: Argo CD waits for a confirmation.',
    deleting: 'The cluster is being deleted.',
  },
  does: {
    create: 'New cluster',
    update: 'Change',
    decommission: 'Decommission',
  },
  documentTitle_one: '({{count, number}}) Requests',
  documentTitle_other: '({{count, number}}) Requests',
  untitled: 'Pull request',
  numbered: 'Request #{{number}}',
  by: 'by {{who}}',
  opened: 'opened {{age}}',
  finished: { merged: 'merged {{age}}', closed: 'closed {{age}}' },
  onHost: 'Pull request on the Git host',
  moreChanges_one: 'and {{count, number}} more cluster',
  moreChanges_other: 'and {{count, number}} more clusters',
  hiddenChanges_one:
    '{{count, number}} change of a cluster that you may not see',
  hiddenChanges_other:
    '{{count, number}} changes of clusters that you may not see',
  hiddenNote:
    'Somebody who may see these clusters has to review them, too. Title and problems of the request are not shown.',
  view: {
    open: 'Open',
    openCount_one: 'Open ({{count, number}})',
    openCount_other: 'Open ({{count, number}})',
    'not-applied': 'Merged, not applied',
    merged: 'Merged',
    closed: 'Closed',
  },
  filter: {
    label: 'Which requests',
    view: 'State',
    environment: 'Environment',
    owner: 'Owner',
    verb: 'Kind of request',
    order: 'Order',
    all: 'All',
    clear: 'Clear filters',
  },
  order: { asc: 'Oldest first', desc: 'Newest first' },
  loading: 'Loading requests…',
  shown_one: '{{count, number}} request',
  shown_other: '{{count, number}} requests',
  shownFirst_one: 'The first request',
  shownFirst_other: 'The first {{count, number}} requests',
  none: {
    open: 'No pull request for a worker cluster waits for a review.',
    'not-applied':
      'No merged request is known to wait for its change to be applied.',
    merged: 'No request was merged in the last 30 days.',
    closed: 'No request was closed without a merge in the last 30 days.',
  },
  noneMatches: 'No request matches these filters.',
  failed: 'The requests cannot be read at the moment.',
  failedLater:
    'The requests cannot be read at the moment. What you see may be out of date.',
  oneFailed: 'The request cannot be read at the moment.',
  missing: 'There is no request #{{number}}, or you may not see it.',
  missingNote:
    'Merged and closed requests are kept for 30 days. The pull request is still on the Git host.',
  /** How a request stands for its reviewer. */
  standing: {
    pending: 'Not evaluated yet',
    problem: 'Cannot be evaluated',
    refused_one: '{{count, number}} error',
    refused_other: '{{count, number}} errors',
    partial: 'No error in what you may see',
    warned_one: 'Passes the checks, with {{count, number}} warning',
    warned_other: 'Passes the checks, with {{count, number}} warnings',
    allowed: 'Passes the checks',
    applied: 'Applied',
    notApplied: 'Merged, not applied yet',
    merged: 'Merged, not known whether applied',
    closed: 'Closed without a merge',
  },
  outdated: '{{standing}} (as last evaluated)',
  next: {
    refused:
      'Correct the branch of the pull request. It is evaluated again within a minute.',
    problem:
      'What cannot be evaluated takes no name and no address range. Review the pull request on the Git host.',
    notApplied:
      'The management Argo CD applies it with its next sync. See the page of the cluster if it takes longer.',
  },
  /** The checks of the Git host. */
  checks: {
    none: 'No checks',
    pending: 'Checks run',
    passed: 'Checks passed',
    failed: 'Checks failed',
  },
  mergeability: {
    mergeable: 'Can be merged',
    conflict: 'Conflicts with the branch',
    blocked: 'Blocked by a rule of the Git host',
    unknown: 'Mergeability not known',
  },
  host: { notRead: 'Not read from the Git host yet.' },
  reviews: {
    none: 'No review yet',
    approvedBy: 'Approved by {{names}}',
    changesRequestedBy: 'Changes requested by {{names}}',
    waitsFor: 'Waits for {{names}}',
  },
  conflict: {
    cluster: 'Another request is for the same cluster: {{other}}',
    range: 'The address range overlaps that of another request: {{other}}',
    file: 'Another request changes the same file: {{other}}',
    hidden: 'one that you may not see',
  },
  field: 'Field',
  before: 'Before',
  after: 'After',
  notSet: 'not set',
  effect: {
    heading: '{{verb}}: {{name}}',
    cluster: 'Cluster',
    namespace: 'Namespace',
    claim: 'Claim',
    findings: 'Findings',
    noFindings: 'The checks of schema, policy and what exists found nothing.',
    fields: 'Fields',
    fieldsOf: 'Fields of {{name}} that change',
    consequences: 'Consequences',
  },
  review: {
    heading: 'Review',
    standing: 'Result',
    host: 'Git host',
    reviews: 'Reviews',
    opened: 'Opened',
    evaluated: 'Evaluated',
    requester: 'Requested by',
    author: 'Author',
    conflicts: 'Conflicts',
    noConflicts: 'No other open request is in its way.',
  },
  files: {
    heading: 'Files',
    asOpen: 'As evaluated last while the pull request was open.',
    diff: 'Changes of the file {{path}}',
    secret:
      'Not shown: the file has a Secret, or only credentials change. See it on the Git host.',
    'too-large': 'Not shown: it is too large. See it on the Git host.',
    hidden_one: '{{count, number}} more file, which you may not see',
    hidden_other: '{{count, number}} more files, which you may not see',
    none: 'No file was read.',
  },
  /** In the side bar. */
  openCount_one: '{{count, number}} open request',
  openCount_other: '{{count, number}} open requests',
} as const;
