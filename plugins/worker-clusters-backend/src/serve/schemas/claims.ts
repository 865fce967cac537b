import {
  closed,
  codedMessage,
  listOf,
  number,
  ref,
  text,
  time,
  word,
} from './parts';

/** DNS label (RFC 1123), as Kubernetes names namespaces. */
const dnsLabel = {
  type: 'string',
  pattern: '^[a-z0-9]([a-z0-9-]*[a-z0-9])?$',
  maxLength: 63,
} as const;

const source = {
  type: 'string',
  enum: ['management-cluster', 'repository'],
} as const;

const verb = {
  type: 'string',
  enum: ['create', 'update', 'decommission'],
} as const;

/** What a Composition creates, by kind. */
const resources = listOf(
  closed(['kind', 'count'], { kind: text, count: number }),
);

/** Schemas of claims and requests for clusters. */
export const claimSchemas = {
  ClaimDefinition: closed(['group', 'version', 'kind', 'schema'], {
    group: text,
    version: text,
    kind: text,
    schema: { type: 'object' },
  } as const),
  PlatformDefinition: closed(['definition', 'source'], {
    definition: ref('ClaimDefinition'),
    others: listOf(ref('ClaimDefinition')),
    source,
    composition: text,
    resources,
    otherCompositions: listOf(
      closed(['name', 'resources'], { name: text, resources }),
    ),
  }),
  ClaimForm: closed(
    [
      'apiVersion',
      'kind',
      'schema',
      'source',
      'immutable',
      'environments',
      'allowed',
    ],
    {
      apiVersion: text,
      kind: text,
      schema: { type: 'object' },
      source,
      immutable: listOf(text),
      environments: listOf(
        closed(['name'], {
          name: text,
          regions: listOf(text),
          kubernetesVersions: listOf(text),
          nodeSizes: listOf(text),
          maxNodes: number,
          secondApprover: text,
        }),
      ),
      allowed: { type: 'object', additionalProperties: listOf(text) },
      freeCidr: text,
      repository: closed(['url', 'requiresUserCredentials'], {
        url: text,
        requiresUserCredentials: { type: 'boolean' },
      } as const),
      owners: listOf(text),
    } as const,
  ),
  ClaimDocument: closed(['path', 'text', 'spec', 'openRequests'], {
    path: text,
    text,
    spec: { type: 'object' },
    openRequests: listOf(
      closed(['number', 'url', 'title'], {
        number,
        url: text,
        title: text,
      }),
    ),
  } as const),
  LiveClaimComparison: closed(['readAt', 'differences', 'defaults', 'diff'], {
    readAt: time,
    differences: listOf(
      closed(['field', 'label'], {
        field: text,
        label: text,
        before: text,
        after: text,
        isDefault: { type: 'boolean', enum: [true] },
      } as const),
    ),
    more: number,
    defaults: listOf(
      closed(['field', 'label', 'value'], {
        field: text,
        label: text,
        value: text,
      }),
    ),
    diff: text,
  } as const),
  RequestRights: closed(['create'], { create: { type: 'boolean' } } as const),
  ClusterRequestInput: closed(['verb', 'environment', 'name'], {
    verb,
    environment: dnsLabel,
    name: { type: 'string', minLength: 1, maxLength: 253 },
    spec: { type: 'object' },
    expiresAt: { type: 'string', maxLength: 63 },
    extend: { type: 'boolean' },
  } as const),
  RequestPreview: closed(
    [
      'verb',
      'title',
      'path',
      'diff',
      'allowed',
      'findings',
      'checks',
      'changes',
      'consequences',
      'resources',
    ],
    {
      verb,
      title: text,
      path: text,
      before: text,
      after: text,
      diff: text,
      allowed: { type: 'boolean' },
      findings: listOf(ref('RequestFinding')),
      checks: listOf(
        closed(['title', 'result'], { title: text, result: text }),
      ),
      changes: listOf(ref('ClaimChange')),
      consequences: listOf(text),
      consequenceCodes: listOf(codedMessage),
      resources,
      cost: ref('RequestCost'),
    } as const,
  ),
  RequestReport: closed(['namespace', 'name', 'claimPath', 'pullRequest'], {
    namespace: dnsLabel,
    name: dnsLabel,
    environment: word,
    region: word,
    owner: word,
    kubernetesVersion: word,
    vpcCidr: word,
    requestedBy: word,
    claimPath: { type: 'string', minLength: 1, maxLength: 1024 },
    pullRequest: closed(['number', 'url', 'title', 'createdAt'], {
      number: { type: 'integer', minimum: 1, maximum: 2147483647 },
      url: { type: 'string', pattern: '^https?://', maxLength: 2048 },
      title: { type: 'string', maxLength: 1024 },
      createdAt: time,
    } as const),
  } as const),
} as const;
