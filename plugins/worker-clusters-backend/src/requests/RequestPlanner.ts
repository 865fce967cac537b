import type { LoggerService } from '@backstage/backend-plugin-api';
import { ConflictError, NotFoundError, toError } from '@backstage/errors';
import {
  type ClaimDocument,
  type ClaimForm,
  type ClusterRef,
  type ClusterRequestInput,
  type LiveClaimComparison,
  type RequestPreview,
  stringifyClusterRef,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import {
  allowedValues,
  CLAIM_BRANCH_PREFIX,
  claimPath,
  compareLiveClaim,
  definitionOf,
  findBase,
  type FleetCluster,
  loadPlatform,
  type MayRead,
  nextRange,
  parseClaim,
  parseClaimBranch,
  type PlatformDefinition,
  planRequest,
  type Policy,
  readDefinition,
  type RequestActor,
  requestableOwners,
  requireClaimOf,
  toFleetCluster,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';
import {
  applyDefaults,
  immutableFields,
} from '@worker-clusters/kubernetes-schema';
import type { FleetStore } from '../store/types';
import { CachedReads } from './CachedReads';
import type { GitopsRepository } from './GitopsRepository';

/** What a folder may be named after. */
const ENVIRONMENT = /^[a-z0-9-]{1,40}$/;

export interface RequestPlannerOptions {
  /** Undefined: the portal has no GitOps repository. */
  repository: GitopsRepository | undefined;
  policy: Policy;
  /** Whether pull requests are opened with the user's own token only. */
  requiresUserCredentials: boolean;
  /** See `readSigningKeys`. */
  signingKeys: readonly string[];
  /** To which the claims of the repository belong; undefined if none is configured. */
  managementCluster: string | undefined;
  store: Pick<FleetStore, 'getClaimDefinition' | 'list' | 'listApplications'>;
  logger: Pick<LoggerService, 'warn'>;
}

/** The requester, as far as a plan needs them. */
export interface Requester {
  /** Entity reference of the user. */
  requestedBy?: string;
  /** Whose teams' clusters may be requested, see `workerClusters.policy.requireOwnership`. */
  actor: RequestActor;
  /** The cluster that is changed or removed, on which the permission was decided. */
  cluster?: ClusterRef;
  /** Which clusters the requester may be told of. */
  mayRead: MayRead;
  /** Whether the catalog has an entity that the user may see. */
  entityExists(ref: string): Promise<boolean>;
}

/** The form's side of requests: which requests are possible, and their effects. Reads only. */
export class RequestPlanner {
  readonly #reads: CachedReads | undefined;

  constructor(private readonly options: RequestPlannerOptions) {
    const { repository } = options;
    this.#reads = repository && new CachedReads(repository.git);
  }

  /** Reads the Git host anew from now on: something has changed there. */
  forget(): void {
    this.#reads?.clear();
  }

  /** Returns the definition that the management cluster has; undefined as long as it is not known. */
  async liveDefinition(): Promise<PlatformDefinition | undefined> {
    const { store, managementCluster } = this.options;
    return managementCluster === undefined
      ? undefined
      : store.getClaimDefinition(managementCluster);
  }

  /** Environments for which there may be claims: the policy's, else those of the management cluster's XRD. */
  async environments(): Promise<string[]> {
    const { policy } = this.options;
    if (policy.environments) return Object.keys(policy.environments);
    const live = await this.liveDefinition();
    const spec = (live?.definition.schema as any)?.properties?.spec;
    const offered: unknown = spec?.properties?.environment?.enum;
    return (Array.isArray(offered) ? offered : []).filter(
      name => typeof name === 'string' && ENVIRONMENT.test(name),
    );
  }

  /**
   * @param actor - whose teams the form offers
   * @throws NotFoundError if neither the management cluster nor a repository has a definition.
   */
  async form(actor: RequestActor): Promise<ClaimForm> {
    const { policy, repository, requiresUserCredentials } = this.options;
    const owners = requestableOwners(policy.ownership, actor);
    const { definition, source } = await this.#define();
    const { group, version, kind } = definition;
    const schema = (definition.schema as any).properties?.spec ?? {};
    const offered: string[] = schema.properties?.environment?.enum ?? [];
    const names = policy.environments
      ? Object.keys(policy.environments)
      : offered;
    const free = await this.#freeCidr();
    return {
      apiVersion: `${group}/${version}`,
      kind,
      schema,
      source,
      immutable: immutableFields(schema),
      environments: names
        .filter(name => offered.length === 0 || offered.includes(name))
        .map(name => {
          const rules = policy.environments?.[name];
          const approvers = [
            ...(rules?.secondApprover?.teams ?? []),
            ...(rules?.secondApprover?.reviewers ?? []),
          ];
          return {
            name,
            ...(rules?.regions && { regions: rules.regions }),
            ...(rules?.kubernetesVersions && {
              kubernetesVersions: rules.kubernetesVersions,
            }),
            ...(rules?.nodeSizes && { nodeSizes: rules.nodeSizes }),
            ...(rules?.maxNodes !== undefined && { maxNodes: rules.maxNodes }),
            ...(rules?.secondApprover && {
              secondApprover: approvers.join(', ') || 'somebody else',
            }),
          };
        }),
      allowed: allowedValues(policy, schema),
      ...(free && { freeCidr: free }),
      ...(repository && {
        repository: { url: repository.git.url, requiresUserCredentials },
      }),
      ...(owners && { owners: owners.filter(ref => ref.startsWith('group:')) }),
    };
  }

  /** @throws NotFoundError if the GitOps repository has no claim of that cluster. */
  async claim(
    cluster: ClusterRef & { environment?: string },
  ): Promise<ClaimDocument> {
    const { git } = this.#repository();
    const { environment, name } = cluster;
    const { path, file, claim, definition } = await this.#readClaim(cluster);
    const open = await git.listPullRequests({
      state: 'open',
      headPrefix: CLAIM_BRANCH_PREFIX,
    });
    return {
      path,
      text: file.content,
      spec: applyDefaults(
        (definition.schema as any).properties?.spec,
        claim.spec,
      ) as ClaimDocument['spec'],
      openRequests: open
        .filter(({ head }) => {
          const found = parseClaimBranch(head);
          return found?.name === name && found.environment === environment;
        })
        .map(({ number, url, title }) => ({ number, url, title })),
    };
  }

  /**
   * Compares the claim of a cluster in Git with the one that its management cluster has.
   *
   * @param live - untrusted JSON
   * @throws NotFoundError if the GitOps repository has no claim of that cluster, ConflictError if they cannot be compared.
   */
  async compareClaim(
    cluster: ClusterRef & { environment?: string },
    live: unknown,
  ): Promise<Omit<LiveClaimComparison, 'readAt'>> {
    const { claim, definition } = await this.#readClaim(cluster);
    try {
      return compareLiveClaim(claim, live, definition);
    } catch (error) {
      throw new ConflictError(
        `The claim in management cluster ${
          cluster.managementCluster
        } cannot be compared: ${toError(error).message}`,
      );
    }
  }

  async #readClaim(cluster: ClusterRef & { environment?: string }) {
    const { git, claimsFolder } = this.#repository();
    const { environment, name } = cluster;
    if (
      cluster.managementCluster !== this.options.managementCluster ||
      environment === undefined
    ) {
      throw new NotFoundError(
        `The claim of worker cluster ${stringifyClusterRef(
          cluster,
        )} is not in the portal's GitOps repository`,
      );
    }
    const { definition: newest, others = [] } = await this.#define();
    const base = await this.#base();
    const path = claimPath({ environment, name, claimsFolder });
    const file = await git.getFile(path, base);
    if (!file) {
      throw new NotFoundError(
        `There is no claim of '${name}' in environment ${environment}: ${git.fileUrl(
          path,
          base,
        )} does not exist.`,
      );
    }
    const definition = definitionOf(file.content, [newest, ...others]);
    const claim = parseClaim(file.content, definition);
    requireClaimOf(claim, cluster);
    return { path, file, claim, definition };
  }

  /**
   * @throws InputError, NotFoundError or ConflictError where there is nothing to show; every other problem is a finding.
   */
  async preview(
    input: ClusterRequestInput,
    { entityExists, mayRead, ...requester }: Requester,
  ): Promise<RequestPreview> {
    const { policy, signingKeys, store, logger } = this.options;
    const { git, config } = this.#repository();
    const platform = await loadPlatform({
      repository: git,
      gitops: config,
      policy,
      signingKeys,
      readDefinition: () => this.liveDefinition(),
      listClusters: () => this.#fleet(),
      listApplications: ref => store.listApplications(ref),
      entityExists,
      mayRead,
    });
    platform.warnings.forEach(warning => logger.warn(warning));
    const { preview } = await planRequest(platform, { ...input, ...requester });
    return preview;
  }

  async #define(): Promise<PlatformDefinition> {
    const live = await this.liveDefinition();
    if (live) return live;
    const { git, config } = this.#repository();
    return readDefinition(git, config, await this.#base());
  }

  async #base(): Promise<string> {
    const { git, config } = this.#repository();
    return findBase(git, config);
  }

  #repository() {
    const { repository } = this.options;
    if (!repository || !this.#reads) {
      throw new NotFoundError(
        'The portal does not know the GitOps repository: the platform team must set workerClusters.gitops.repoUrl in its configuration.',
      );
    }
    const { claimsFolder, config } = repository;
    return { git: this.#reads, claimsFolder, config };
  }

  /** Lists all clusters, for any caller: a name or an address range is taken whether or not they may see by which. */
  async #fleet(): Promise<FleetCluster[]> {
    const clusters: FleetCluster[] = [];
    let cursor: string | undefined;
    do {
      const page = await this.options.store.list({
        sort: 'name',
        limit: 500,
        cursor,
      });
      clusters.push(...page.items.map(toFleetCluster));
      cursor = page.nextCursor;
    } while (cursor);
    return clusters.filter(({ phase }) => phase !== 'closed');
  }

  async #freeCidr(): Promise<string | undefined> {
    const { network } = this.options.policy;
    return network && nextRange(network, await this.#fleet());
  }
}
