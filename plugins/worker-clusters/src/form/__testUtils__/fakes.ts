import type {
  ClaimForm,
  ClaimSchema,
  RequestPreview,
  WorkerCluster,
  WorkerClustersApi,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { countApplications } from '@worker-clusters/backstage-plugin-worker-clusters-common';

const since = '2026-01-01T00:00:00Z';

/** The spec of the project's own XRD, shortened, and a field of every kind. */
export const schema: ClaimSchema = {
  type: 'object',
  required: ['environment', 'region', 'owner', 'kubernetesVersion'],
  properties: {
    environment: {
      type: 'string',
      title: 'Environment',
      enum: ['dev', 'prod'],
    },
    network: {
      type: 'object',
      title: 'Network',
      'x-ui-order': 6,
      'x-ui-advanced': true,
      default: {},
      properties: {
        vpcCidr: {
          type: 'string',
          title: 'Address range',
          'x-ui-field': 'cidr',
          pattern: '^10\\.[0-9]+\\.0\\.0/16$',
          default: '10.0.0.0/16',
          description: 'Of the VPC, 10.<n>.0.0/16.',
        },
      },
    },
    region: {
      type: 'string',
      title: 'Region',
      'x-ui-order': 2,
      enum: ['eu-west-1', 'us-east-1', 'ap-south-1', 'sa-east-1', 'me-south-1'],
    },
    owner: {
      type: 'string',
      title: 'Owner',
      'x-ui-order': 3,
      'x-ui-field': 'owner',
      pattern: '^(group|user):[a-z]+/[a-z]+$',
      description: 'For example group:default/payments.',
    },
    kubernetesVersion: {
      type: 'string',
      title: 'Kubernetes version',
      'x-ui-order': 4,
      pattern: '^1\\.[0-9]+$',
      description: 'Minor version, for example "1.34".',
    },
    nodes: {
      type: 'object',
      title: 'Nodes',
      'x-ui-order': 5,
      default: {},
      properties: {
        size: {
          type: 'string',
          title: 'Node size',
          enum: ['small', 'medium', 'large'],
          default: 'small',
        },
        min: {
          type: 'integer',
          title: 'Minimum number of nodes',
          minimum: 1,
          maximum: 50,
          default: 2,
        },
        max: {
          type: 'integer',
          title: 'Maximum number of nodes',
          minimum: 1,
          maximum: 50,
          default: 4,
        },
      },
    },
    secret: { type: 'string', 'x-ui-hidden': true },
  },
};

export const claimForm = (over: Partial<ClaimForm> = {}): ClaimForm => ({
  apiVersion: 'platform.example.org/v1alpha1',
  kind: 'WorkerCluster',
  schema,
  source: 'management-cluster',
  immutable: ['environment', 'region', 'network.vpcCidr'],
  allowed: {},
  environments: [
    {
      name: 'dev',
      regions: ['eu-west-1', 'us-east-1'],
      kubernetesVersions: ['1.34', '1.33'],
    },
    { name: 'prod' },
  ],
  freeCidr: '10.7.0.0/16',
  ...over,
});

export const spec = {
  environment: 'dev',
  region: 'eu-west-1',
  owner: 'group:default/payments',
  kubernetesVersion: '1.33',
  nodes: { size: 'small', min: 2, max: 4 },
  network: { vpcCidr: '10.1.0.0/16' },
};

export const fleetCluster = (
  name: string,
  over: Partial<WorkerCluster> = {},
): WorkerCluster => ({
  managementCluster: 'm',
  namespace: 'clusters-dev',
  name,
  environment: 'dev',
  region: 'eu-west-1',
  kubernetesVersion: 'v1.33.5',
  phase: { phase: 'ready', reason: 'Available', message: 'Fine.', since },
  applications: countApplications([]),
  connection: { status: 'live', since, lastSeen: since },
  revision: 1,
  ...over,
});

export const chosen = {
  managementCluster: 'm',
  namespace: 'clusters-dev',
  environment: 'dev',
  name: 'payments-dev',
};

export const preview = (
  over: Partial<RequestPreview> = {},
): RequestPreview => ({
  verb: 'create',
  title: 'Add worker cluster payments-dev',
  path: 'crossplane/claims/dev/payments-dev.yaml',
  after: 'kind: WorkerCluster\n',
  diff: '+kind: WorkerCluster\n',
  allowed: true,
  findings: [],
  checks: [],
  changes: [],
  consequences: [],
  resources: [],
  ...over,
});

/** A backend that knows two clusters and allows everything. */
export function fakeApi(over: Partial<WorkerClustersApi> = {}) {
  const items = [fleetCluster('payments-dev'), fleetCluster('data-dev')];
  return {
    listClusters: jest.fn(async ({ search = '', name }: any = {}) => {
      const found = items.filter(c =>
        name ? c.name === name : c.name.includes(search),
      );
      return { items: found, totalItems: found.length, revision: 1 };
    }),
    getClaimForm: jest.fn(async () => claimForm()),
    getClaim: jest.fn(async () => ({
      path: 'crossplane/claims/dev/payments-dev.yaml',
      text: '',
      spec,
      openRequests: [],
    })),
    previewRequest: jest.fn(async () => preview()),
    ...over,
  } as unknown as jest.Mocked<WorkerClustersApi>;
}
