/** What more than one feature says. */
export const common = {
  /** The language of these messages, in which dates and numbers are written too. */
  language: 'en',
  /** Titles of the pages. */
  page: {
    plugin: 'Worker clusters',
    clusters: 'Clusters',
    requests: 'Requests',
    applications: 'Applications',
    isolation: 'Isolation',
  },
  tryAgain: 'Try again',
  /** What to do about something that could not be loaded. */
  error: {
    denied:
      'You may not see this. Ask the team that runs the portal for access.',
    signedOut: 'Your session has ended. Reload the page and sign in again.',
    notFound: 'It may have been deleted, or the address of this page is wrong.',
    unreachable: "The portal's backend does not answer: try again in a moment.",
    broken: 'Try again. If it goes on, tell the team that runs the portal.',
    requestId: 'Request id: {{id}}',
    requestIdName: 'request id',
    support: 'Get support',
  },
  /** What would move the rows of a table that one reads. */
  changes: {
    show_one: '{{count, number}} change, show',
    show_other: '{{count, number}} changes, show',
    some: 'The list has changes that are not shown yet.',
    gone: 'no longer in this list',
  },
  /** Before a line of a diff, for screen readers. */
  diff: { added: 'Added: ', removed: 'Removed: ' },
  showMore: 'Show more',
  showLess: 'Show less',
  copy: 'Copy',
  copyWhat: 'Copy: {{what}}',
  copied: 'Copied',
  copyFailed: 'Not copied: the browser does not allow it',
  /** An estimate, from the lowest to the highest number of nodes. */
  cost: {
    label: 'Estimated cost',
    range: '{{min}} to {{max}} {{currency}}',
    monthly: '{{cost}} a month',
    change: '{{cost}} a month (now {{before}})',
  },
  time: {
    justNow: 'just now',
    ago: '{{duration}} ago',
    in: 'in {{duration}}',
    never: 'never',
  },
  phase: {
    requested: 'Requested',
    merged: 'Merged',
    provisioning: 'Provisioning',
    installing: 'Installing',
    ready: 'Ready',
    updating: 'Updating',
    degraded: 'Degraded',
    'awaiting-confirmation': 'To confirm',
    deleting: 'Deleting',
    failed: 'Failed',
    closed: 'Closed',
  },
  stage: {
    waiting: 'Waiting',
    active: 'In progress',
    done: 'Done',
    failed: 'Failed',
  },
  severity: {
    error: 'Error',
    warning: 'Warning',
    info: 'Information',
    high: 'High',
    medium: 'Medium',
    low: 'Low',
  },
  /** How the portal reaches a cluster. */
  connection: {
    connecting: 'Connecting',
    live: 'Live',
    stale: 'Connection cut',
    paused: 'Paused',
    unauthorized: 'Token refused',
    forbidden: 'No read access',
    unreachable: 'Unreachable',
    unknown: 'Not connected',
    lastSeen: '{{connection}}, last seen {{age}}',
  },
  /** Why a cluster is not simply in its phase. */
  state: {
    managementNotHeard: 'Management cluster: {{connection}}',
    neverHeard: 'The portal has not reached the cluster yet',
    applications_one: '{{health}}: {{bad}} of {{count, number}} application',
    applications_other: '{{health}}: {{bad}} of {{count, number}} applications',
  },
  /** A management cluster that the portal does not reach. */
  management: {
    connecting:
      'Connecting to the management cluster {{title}}. What you see is the last known state.',
    notReached:
      'Management cluster {{title}}: {{connection}}. What you see is the last known state.',
    lastKnown:
      'Management cluster {{title}}: {{connection}}. What you see is the last known state, from {{age}}.',
    /** The applications of a cluster that the portal itself does not hear. */
    seen: 'seen by the management cluster {{age}}',
    seenBefore: 'was {{health}}, seen by the management cluster {{age}}',
    goesOn: 'The portal keeps trying; this page goes on by itself.',
  },
  /** The support of a version of Kubernetes. */
  support: {
    available: '{{version}} available',
    ending: 'support ends {{date}}',
    extended: 'extended support until {{date}}',
    ended: 'support ended {{date}}',
    source: '{{version}}, as of {{date}}: {{source}}',
  },
  newCluster: 'New cluster',
} as const;
