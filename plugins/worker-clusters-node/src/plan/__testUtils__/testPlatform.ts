import type { GitPullRequest } from '@worker-clusters/git-pull-requests';
import { parseXrd } from '../../claims';
import type { FleetCluster, Platform } from '../Platform';

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
              required: [environment, region, owner, kubernetesVersion]
              x-kubernetes-validations:
                - {rule: "self.region == oldSelf.region", message: region is immutable}
              properties:
                environment: {type: string, enum: [dev, staging, prod]}
                region: {type: string, enum: [eu-west-1, us-east-1]}
                owner: {type: string}
                kubernetesVersion: {type: string}
                nodes:
                  type: object
                  default: {}
                  properties:
                    size: {type: string, enum: [small, medium], default: small}
                    min: {type: integer, default: 2}
                    max: {type: integer, default: 4, title: Maximum number of nodes}
                network:
                  type: object
                  properties:
                    vpcCidr: {type: string}
                deletionProtection:
                  type: string
                  title: Deletion protection
                  enum: [enabled, disabled]
                  x-ui-protected-environments: [prod]
`;

/** Path of the claim of {@link claimText}. */
export const CLAIM_PATH = 'crossplane/claims/dev/payments-dev.yaml';

/** The file of a claim that is in Git. */
export function claimText(
  spec = 'nodes: { size: small, min: 2, max: 4 }',
  name = 'payments-dev',
): string {
  return `# Ours.
apiVersion: platform.example.org/v1alpha1
kind: WorkerCluster
metadata:
  name: ${name}
  namespace: clusters-dev
spec:
  environment: dev
  region: eu-west-1
  owner: group:default/payments
  kubernetesVersion: '1.34' # see the runbook
  ${spec}
`;
}

/** The spec of a new cluster, without an environment. */
export const SPEC = {
  region: 'eu-west-1',
  owner: 'group:default/payments',
  kubernetesVersion: '1.34',
};

export interface TestPlatformOptions extends Partial<Platform> {
  /** Text of files by path; those of another branch by `<branch>:<path>`. */
  files?: Record<string, string>;
  /** Heads of open pull requests, or more of them. */
  open?: Array<Partial<GitPullRequest> & { head: string }>;
}

/** A platform over files in memory, with a catalog that has the group `payments`. */
export function testPlatform({
  files = {},
  open = [],
  ...change
}: TestPlatformOptions = {}): Platform {
  const pullRequests = open.map(
    (pullRequest, i): GitPullRequest => ({
      number: i + 1,
      url: `https://git.test/pulls/${i + 1}`,
      title: 't',
      body: '',
      state: 'open',
      base: 'main',
      createdAt: '2026-11-28T08:00:00Z',
      ...pullRequest,
    }),
  );
  return {
    definition: parseXrd(XRD, 'xrd.yaml'),
    source: 'repository',
    policy: {},
    claimsFolder: 'crossplane/claims',
    signingKeys: [],
    base: 'main',
    repository: {
      url: 'https://git.test',
      getFile: async (path, branch) => {
        const content = files[branch === 'main' ? path : `${branch}:${path}`];
        return content === undefined
          ? undefined
          : { path, content, sha: `sha of ${branch}:${path}` };
      },
      listPullRequests: async ({ headPrefix = '' }) =>
        pullRequests.filter(({ head }) => head.startsWith(headPrefix)),
      fileUrl: (path, branch) => `https://git.test/${branch}/${path}`,
    },
    fleet: [],
    entityExists: async ref => ref === 'group:default/payments',
    now: new Date('2026-11-28T12:00:00Z'),
    warnings: [],
    ...change,
  };
}

/** A cluster of the fleet. */
export function fleetCluster(
  name: string,
  change: Partial<FleetCluster> = {},
): FleetCluster {
  return { name, environment: 'dev', phase: 'ready', ...change };
}
