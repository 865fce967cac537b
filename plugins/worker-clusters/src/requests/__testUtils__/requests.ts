import type {
  RequestedChange,
  ReviewRequest,
  ReviewRequestDetails,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';

const ago = (minutes: number) =>
  new Date(Date.now() - minutes * 60_000 - 30_000).toISOString();

/** A change of a cluster of which nothing is wrong; `over` says what is different. */
export const change = (
  over: Partial<RequestedChange> = {},
): RequestedChange => ({
  cluster: {
    managementCluster: 'management',
    namespace: 'clusters-dev',
    name: 'payments',
  },
  verb: 'update',
  environment: 'dev',
  owner: 'group:default/payments',
  path: 'crossplane/claims/dev/payments.yaml',
  allowed: true,
  findings: [],
  changes: [
    { field: 'spec.nodes.max', label: 'Maximum', before: '3', after: '5' },
  ],
  consequences: [],
  ...over,
});

/** An open request of which nothing is wrong. */
export const request = (over: Partial<ReviewRequest> = {}): ReviewRequest => ({
  number: 8,
  url: `https://git.example.org/pulls/${over.number ?? 8}`,
  title: 'Resize payments',
  state: 'open',
  author: 'portal-bot',
  requestedBy: 'user:default/jane',
  createdAt: ago(90),
  evaluatedAt: ago(0),
  changes: [change()],
  host: {
    checks: 'passed',
    reviews: { approvedBy: ['ada'], changesRequestedBy: [], pending: ['bob'] },
    mergeability: 'mergeable',
  },
  conflicts: [],
  ...over,
});

export const details = (
  over: Partial<ReviewRequestDetails> = {},
): ReviewRequestDetails => ({
  files: [
    {
      path: 'crossplane/claims/dev/payments.yaml',
      diff: '   nodes:\n-    max: 3\n+    max: 5\n',
    },
  ],
  ...request(over),
  ...over,
});
