import { CLUSTER_PROBLEM_TEXTS } from '@worker-clusters/backstage-plugin-worker-clusters-common';

/** The overview of one cluster: what is wrong, what to do, and how far it has come. */
export const overview = {
  summary: {
    label: 'Summary',
    good: 'All good, checked {{age}}.',
    goodEmpty: 'All good, checked {{age}}. No application is deployed yet.',
    pending_one:
      'Nothing is wrong, checked {{age}}. {{count, number}} application is being synced or rolled out.',
    pending_other:
      'Nothing is wrong, checked {{age}}. {{count, number}} applications are being synced or rolled out.',
    more_one: 'and {{count, number}} more problem',
    more_other: 'and {{count, number}} more problems',
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
    others_one: '{{count, number}} more problem',
    others_other: '{{count, number}} more problems',
    bad: 'Problem',
    warn: 'Warning',
    ...CLUSTER_PROBLEM_TEXTS,
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
        '9 of 10 take at most {{p90}}, learnt from {{count, number}} cluster in the same region with the same Kubernetes version',
      regionAndVersion_other:
        '9 of 10 take at most {{p90}}, learnt from {{count, number}} clusters in the same region with the same Kubernetes version',
      region_one:
        '9 of 10 take at most {{p90}}, learnt from {{count, number}} cluster in the same region',
      region_other:
        '9 of 10 take at most {{p90}}, learnt from {{count, number}} clusters in the same region',
      fleet_one:
        '9 of 10 take at most {{p90}}, learnt from {{count, number}} cluster of the fleet',
      fleet_other:
        '9 of 10 take at most {{p90}}, learnt from {{count, number}} clusters of the fleet',
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
