import type { Entity } from '@backstage/catalog-model';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { mockServices } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import type { WorkerClustersService } from '@worker-clusters/backstage-plugin-worker-clusters-node';
import type { ActionServices } from '../actions/ActionServices';
import { createClusterAction } from '../actions/createClusterAction';
import { decommissionClusterAction } from '../actions/decommissionClusterAction';
import { pullRequestAction } from '../actions/pullRequestAction';
import { updateClusterAction } from '../actions/updateClusterAction';
import type { MemoryHost } from './MemoryHost';

/** The XRD of the tests' GitOps repository: what the default one has, as far as a claim goes. */
const XRD = `
apiVersion: apiextensions.crossplane.io/v2
kind: CompositeResourceDefinition
metadata: {name: workerclusters.platform.example.org}
spec:
  scope: Namespaced
  group: platform.example.org
  names: {kind: WorkerCluster, plural: workerclusters}
  versions:
    - name: v1alpha1
      served: true
      referenceable: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              required: [environment, region, owner, kubernetesVersion, nodes]
              x-kubernetes-validations:
                - {rule: "self.region == oldSelf.region", message: region is immutable}
              properties:
                environment: {type: string, enum: [dev, staging, prod]}
                region: {type: string, enum: [eu-west-1, us-east-1]}
                owner: {type: string}
                kubernetesVersion: {type: string, pattern: '^1\\.(3[2-9]|4[0-9])$'}
                nodes:
                  type: object
                  required: [size, min, max]
                  properties:
                    size: {type: string, enum: [small, medium, large]}
                    min: {type: integer, minimum: 1}
                    max: {type: integer, maximum: 50}
`;

/** Files of the tests' GitOps repository. */
export const REPOSITORY_FILES = {
  'README.md': '# Platform\n',
  'crossplane/xrds/workercluster.yaml': XRD,
  'crossplane/claims/dev/namespace.yaml':
    'apiVersion: v1\nkind: Namespace\nmetadata: {name: clusters-dev}\n',
  'crossplane/claims/prod/taken-prod.yaml':
    'apiVersion: platform.example.org/v1alpha1\nkind: WorkerCluster\nmetadata: {name: taken-prod}\n',
};

/** The text of a claim that is in Git already. */
export function claimFile(name = 'payments-dev', environment = 'dev'): string {
  return `# Ours.
apiVersion: platform.example.org/v1alpha1
kind: WorkerCluster
metadata:
  name: ${name}
  namespace: clusters-${environment}
spec:
  environment: ${environment}
  region: eu-west-1
  owner: group:default/payments
  kubernetesVersion: '1.34' # see the runbook
  nodes: { size: small, min: 2, max: 4 }
`;
}

/** What the form sends. */
const INPUT = {
  name: 'payments-dev',
  environment: 'dev',
  region: 'eu-west-1',
  owner: 'group:default/payments',
  kubernetesVersion: '1.34',
  nodes: { size: 'medium', min: 2, max: 4 },
};

const entity = (kind: string, name: string, spec: object = {}): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind,
  metadata: { name, namespace: 'default' },
  spec: spec as Entity['spec'],
});

/** The tests' catalog. */
export const ENTITIES: Entity[] = [
  entity('Group', 'payments', { type: 'team', children: [] }),
  entity('User', 'ada', {
    profile: { displayName: 'Ada | *L.*', email: 'ada@example.org' },
  }),
  entity('User', 'bob'),
  entity('Resource', 'taken-entity', { type: 'kubernetes-cluster' }),
];

/** A fleet of a few clusters, and what it was told. */
export function createFleet(...ready: string[]) {
  const reports: unknown[] = [];
  const cluster = (name: string, phase: string, environment = 'staging') => ({
    managementCluster: 'main',
    namespace: `clusters-${environment}`,
    name,
    environment,
    phase: { phase },
    connection: { status: 'live', since: '2026-11-23T08:00:00Z' },
  });
  const clusters = [
    cluster('taken-fleet', 'ready'),
    cluster('closed-before', 'closed'),
    ...ready.map(name => cluster(name, 'ready', 'dev')),
  ];
  const fleet = {
    listClusters: async ({ name }: { name?: string }) => ({
      items: clusters.filter(c => name === undefined || c.name === name),
    }),
    getCluster: jest.fn(async () => ({})),
    listApplications: jest.fn(async () => undefined),
    getClaimDefinition: async () => undefined,
    reportRequest: async (report: unknown) => {
      reports.push(report);
    },
  } as unknown as jest.Mocked<WorkerClustersService>;
  return { fleet, reports };
}

// Each one holds a folder until the process ends.
const mockContext = once(() => createMockActionContext());

/** The action over a Git host in memory, and a way to run it as one task of one user. */
export function createTestAction(
  host: MemoryHost,
  {
    id = 'worker-cluster:create',
    ...change
  }: Partial<ActionServices> & { id?: string } = {},
) {
  const { fleet, reports } = createFleet();
  const permissions = mockServices.permissions.mock();
  permissions.authorize.mockResolvedValue([{ result: AuthorizeResult.ALLOW }]);
  permissions.authorizeConditional.mockResolvedValue([
    { result: AuthorizeResult.ALLOW },
  ]);
  const userInfo = mockServices.userInfo.mock();
  userInfo.getUserInfo.mockResolvedValue({
    userEntityRef: 'user:default/ada',
    ownershipEntityRefs: ['user:default/ada', 'group:default/payments'],
  });
  const opened: Array<{ repository: unknown; token?: string }> = [];
  const options: ActionServices = {
    repositories: {
      open: (repository: unknown, open?: { token?: string }) => {
        opened.push({ repository, token: open?.token });
        return host.open();
      },
    },
    gitops: {
      repoUrl: 'git.test?owner=platform&repo=gitops',
      claimsFolder: 'crossplane/claims',
      xrdPath: 'crossplane/xrds/workercluster.yaml',
      compositionPath: 'crossplane/compositions/workercluster-aws.yaml',
      managementCluster: 'main',
    },
    policy: {},
    signingKeys: ['k'.repeat(32)],
    pullRequests: {
      draft: false,
      labels: [],
      reviewers: [],
      teamReviewers: [],
      assignees: [],
      autoMerge: false,
    },
    catalog: catalogServiceMock({ entities: ENTITIES }),
    fleet,
    permissions,
    userInfo,
    appBaseUrl: 'http://portal.test',
    defaultAuthor: { name: 'Portal', email: 'portal@example.org' },
    requireUserCredentials: false,
    confirmAfterMs: 0,
    ...change,
  };
  const action: any = [
    createClusterAction(options),
    updateClusterAction(options),
    decommissionClusterAction(options),
    pullRequestAction(options),
  ].find(a => a.id === id)!;

  const run = async (
    input: object = {},
    task: { id?: string; user?: string; isDryRun?: boolean } = {},
  ) => {
    const user = ENTITIES.find(
      e => e.kind === 'User' && e.metadata.name === (task.user ?? 'ada'),
    );
    const output: Record<string, unknown> = {};
    const log: string[] = [];
    const logger = mockServices.logger.mock();
    for (const level of ['info', 'warn'] as const) {
      logger[level].mockImplementation(line => log.push(`${level}: ${line}`));
    }
    await action.handler({
      ...mockContext(),
      input:
        id === 'worker-cluster:create'
          ? toInput({ ...INPUT, ...input })
          : input,
      logger,
      task: { id: task.id ?? 'task-1' },
      user: { ref: `user:default/${user!.metadata.name}`, entity: user },
      isDryRun: task.isDryRun,
      output: (name: string, value: unknown) => {
        output[name] = value;
      },
    } as any);
    return { output, log };
  };
  return {
    run,
    reports,
    fleet,
    permissions,
    userInfo,
    opened,
    action,
    services: options,
  };
}

/** The fields of the spec may stand beside the name. */
function toInput({
  region,
  owner,
  kubernetesVersion,
  nodes,
  spec,
  ...rest
}: Record<string, unknown>) {
  const flat = { region, owner, kubernetesVersion, nodes };
  return { ...rest, spec: { ...flat, ...(spec as object) } };
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
