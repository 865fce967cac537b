import {
  closed,
  clusterRef,
  codedMessage,
  listOf,
  number,
  ref,
  text,
  time,
} from './parts';

const verb = {
  type: 'string',
  enum: ['create', 'update', 'decommission'],
} as const;

const names = { type: 'array', items: text } as const;

const monthlyCost = closed(['min', 'max'], {
  min: { type: 'number' },
  max: { type: 'number' },
} as const);

const REQUEST_REQUIRED = [
  'number',
  'url',
  'state',
  'createdAt',
  'changes',
  'conflicts',
] as const;

const requestProperties = {
  number,
  url: text,
  title: text,
  state: { type: 'string', enum: ['open', 'merged', 'closed'] },
  author: text,
  requestedBy: text,
  createdAt: time,
  finishedAt: time,
  evaluatedAt: time,
  changes: listOf(ref('RequestedChange')),
  hiddenChanges: number,
  problem: text,
  problemMessages: listOf(
    closed(['message'], { message: text, messageCode: codedMessage } as const),
  ),
  host: closed(['checks', 'reviews', 'mergeability'], {
    checks: {
      type: 'string',
      enum: ['none', 'pending', 'passed', 'failed'],
    },
    reviews: closed(['approvedBy', 'changesRequestedBy', 'pending'], {
      approvedBy: names,
      changesRequestedBy: names,
      pending: names,
    }),
    mergeability: {
      type: 'string',
      enum: ['mergeable', 'conflict', 'blocked', 'unknown'],
    },
  } as const),
  conflicts: listOf(
    closed(['kind'], {
      kind: { type: 'string', enum: ['cluster', 'range', 'file'] },
      number,
      url: text,
    } as const),
  ),
  applied: { type: 'boolean' },
} as const;

/** Schemas of the review queue, and of the parts that it shares with previews. */
export const requestSchemas = {
  RequestFinding: closed(['severity', 'rule', 'message'], {
    severity: { type: 'string', enum: ['error', 'warning', 'info'] },
    rule: text,
    field: text,
    message: text,
    messageCode: codedMessage,
  } as const),
  ClaimChange: closed(['field', 'label'], {
    field: text,
    label: text,
    before: text,
    after: text,
  }),
  RequestCost: closed(['currency', 'monthly'], {
    currency: text,
    monthly: monthlyCost,
    before: monthlyCost,
  }),
  PendingChange: closed(['verb', 'changes', 'number', 'url', 'allowed'], {
    verb,
    changes: listOf(ref('ClaimChange')),
    number,
    url: text,
    allowed: { type: 'boolean' },
  } as const),
  RequestedChange: closed(
    [
      'cluster',
      'verb',
      'environment',
      'path',
      'allowed',
      'findings',
      'changes',
      'consequences',
    ],
    {
      cluster: closed(['managementCluster', 'namespace', 'name'], clusterRef),
      verb,
      environment: text,
      owner: text,
      path: text,
      allowed: { type: 'boolean' },
      findings: listOf(ref('RequestFinding')),
      changes: listOf(ref('ClaimChange')),
      consequences: listOf(text),
      consequenceCodes: listOf(codedMessage),
      cost: ref('RequestCost'),
    } as const,
  ),
  ReviewRequest: closed(REQUEST_REQUIRED, requestProperties),
  ReviewRequestDetails: closed([...REQUEST_REQUIRED, 'files'] as const, {
    ...requestProperties,
    files: listOf(ref('RequestFileDiff')),
    hiddenFiles: number,
  }),
  RequestFileDiff: closed(['path'], {
    path: text,
    diff: text,
    withheld: { type: 'string', enum: ['secret', 'too-large'] },
  } as const),
  RequestList: closed(['items', 'open'], {
    items: listOf(ref('ReviewRequest')),
    nextCursor: text,
    open: number,
  } as const),
} as const;
