import type { PermissionsService } from '@backstage/backend-plugin-api';
import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { InputError, NotAllowedError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { workerClusterCreatePermission } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import {
  claimBranch,
  claimNamespace,
  claimPath,
  GitopsConfig,
  GitRepositoriesService,
  requireClusterName,
  WorkerClustersService,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';
import { examples } from './createClusterAction.examples';
import { oneLine, reading } from './errors';
import {
  entityRefOf,
  FLEET_TIMEOUT_MS,
  prepareRequest,
} from './prepareRequest';
import { requestCluster } from './requestCluster';
import { toRequester } from './requester';

/** @public */
export interface CreateClusterActionOptions {
  repositories: GitRepositoriesService;
  /** Undefined if the portal has no GitOps repository: the action says so when it runs. */
  gitops: GitopsConfig | undefined;
  catalog: CatalogService;
  fleet: WorkerClustersService;
  permissions: PermissionsService;
  /** `app.baseUrl` */
  appBaseUrl: string;
  /** Author of a commit for which no user stands. */
  defaultAuthor: { name: string; email: string };
  /** `scaffolder.requireScmUserCredentials` */
  requireUserCredentials: boolean;
}

/**
 * The action `worker-cluster:create`: asks for a worker cluster by one pull request that adds one claim. It
 * applies nothing to any cluster.
 *
 * @public
 */
export function createCreateClusterAction(options: CreateClusterActionOptions) {
  return createTemplateAction({
    id: 'worker-cluster:create',
    description:
      'Asks for a worker cluster: checks the request and opens a pull request that adds its claim to the GitOps repository',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        name: z =>
          z
            .string()
            .describe(
              'Name of the cluster: small letters, digits and "-", begins with a letter, at most 40 characters',
            ),
        environment: z =>
          z.string().describe('Environment, for example dev, staging or prod'),
        region: z =>
          z.string().describe('Region of the cloud, for example eu-west-1'),
        owner: z =>
          z
            .string()
            .describe(
              'Entity reference of the group that owns the cluster, for example group:default/payments',
            ),
        kubernetesVersion: z =>
          z.string().describe('Minor version of Kubernetes, for example 1.34'),
        nodes: z =>
          z
            .object({
              size: z
                .string()
                .describe('Size of a node: small, medium or large'),
              min: z.number().int().describe('Minimum number of nodes'),
              max: z.number().int().describe('Maximum number of nodes'),
            })
            .describe('Nodes of the cluster'),
        repoUrl: z =>
          z
            .string()
            .optional()
            .describe(
              'GitOps repository as host?owner=o&repo=r, instead of workerClusters.gitops.repoUrl',
            ),
        token: z =>
          z
            .string()
            .optional()
            .describe(
              'Token for the Git host, instead of the credentials of its integration',
            ),
      },
      output: {
        pullRequestUrl: z => z.string().describe('Page of the pull request'),
        pullRequestNumber: z =>
          z.number().describe('Number of the pull request'),
        branch: z => z.string().describe('Branch of the pull request'),
        claimPath: z =>
          z.string().describe('Path of the claim in the GitOps repository'),
        entityRef: z =>
          z.string().describe('Catalog entity that the cluster will have'),
      },
    },
    async handler(ctx) {
      const { input, logger, signal } = ctx;
      const credentials = await ctx.getInitiatorCredentials();
      await authorize(options.permissions, credentials);

      const { gitops, repoUrl } = resolveGitops(options.gitops, input.repoUrl);
      if (options.requireUserCredentials && !input.token) {
        throw new InputError(
          `The portal opens pull requests with the user's own token only (scaffolder.requireScmUserCredentials): the template must pass one to the step '${
            ctx.step?.id ?? 'worker-cluster:create'
          }' as input 'token'.`,
        );
      }
      requireClusterName(input.name);
      const branch = claimBranch(input);
      const path = claimPath({ ...input, claimsFolder: gitops.claimsFolder });
      const taskId = ctx.task.id;
      const requester = toRequester({ ...options, user: ctx.user });
      const { repoUrl: _, token, ...request } = input;

      const prepare = () =>
        reading(
          prepareRequest({
            ...options,
            input: request,
            requestedBy: requester.ref,
            // Reads end when the task is cancelled.
            repository: options.repositories.open(repoUrl, { token, signal }),
            gitops,
            credentials,
            taskId,
            logger,
          }),
        );

      const outputRequest = (pullRequest: { url: string; number: number }) => {
        ctx.output('pullRequestUrl', pullRequest.url);
        ctx.output('pullRequestNumber', pullRequest.number);
        ctx.output('branch', branch);
        ctx.output('claimPath', path);
        ctx.output('entityRef', entityRefOf(input.name));
      };

      // Without the task's signal: what has been begun is finished or taken back.
      const repository = options.repositories.open(repoUrl, { token });

      if (ctx.isDryRun) {
        const { text } = await prepare();
        logger.info(`Dry run: would add ${path} on branch ${branch}:\n${text}`);
        outputRequest({ url: repository.url, number: 0 });
        return;
      }

      // One checkpoint around it all: with one after the branch alone, a retry would trust in a branch that has
      // been deleted again since. What is inside can be done again at any point.
      const opened = await ctx.checkpoint({
        key: `pull-request.${repository.url}.${branch}`,
        fn: async () => {
          const { number, url, title, createdAt } = await requestCluster({
            repository,
            branch,
            prepare,
            requester,
            appBaseUrl: options.appBaseUrl,
            taskId,
            log: line => logger.info(line),
            signal,
          });
          return { number, url, title, createdAt };
        },
      });

      outputRequest(opened);
      try {
        await options.fleet.reportRequest(
          {
            namespace: claimNamespace(input.environment),
            name: input.name,
            environment: input.environment,
            region: input.region,
            owner: input.owner,
            kubernetesVersion: input.kubernetesVersion,
            requestedBy: requester.ref,
            claimPath: path,
            pullRequest: opened,
          },
          { signal: AbortSignal.timeout(FLEET_TIMEOUT_MS) },
        );
      } catch (error) {
        logger.warn(
          `The fleet page will show the request a little later: it could not be told at once (${oneLine(
            error,
          )})`,
        );
      }
    },
  });
}

async function authorize(
  permissions: PermissionsService,
  credentials: BackstageCredentials,
) {
  const [decision] = await permissions.authorize(
    [{ permission: workerClusterCreatePermission }],
    { credentials },
  );
  if (decision.result !== AuthorizeResult.ALLOW) {
    throw new NotAllowedError(
      `You may not ask for worker clusters. Ask the platform team for the permission '${workerClusterCreatePermission.name}'.`,
    );
  }
}

function resolveGitops(
  gitops: GitopsConfig | undefined,
  override: string | undefined,
) {
  if (!gitops) {
    throw new InputError(
      `The portal does not know the GitOps repository: the platform team must set workerClusters.gitops.repoUrl in its configuration.`,
    );
  }
  // The branch in the configuration is one of the repository in the configuration.
  return override
    ? { gitops: { ...gitops, branch: undefined }, repoUrl: override }
    : { gitops, repoUrl: gitops.repoUrl };
}
