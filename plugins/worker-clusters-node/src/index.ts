/**
 * What other backend plugins and modules may use of worker-clusters: the fleet, the claim model, the policy and the plan
 * of a request, and the service that opens repositories on the portal's Git hosts. Permission rules are in the entry
 * point `./permissions`.
 *
 * @packageDocumentation
 */

// The fleet, for backend plugins and modules.
export {
  listAllClusters,
  type WorkerClustersService,
  type WorkerClustersServiceOptions,
  workerClustersServiceRef,
} from './fleet';

// The events of a plugin.
export { type FleetEventsService, fleetEventsServiceRef } from './events';

// Claims: where they are in Git, how they are read and written.
export {
  type Claim,
  CLAIM_BRANCH_PREFIX,
  claimBranch,
  type ClaimDefinition,
  type ClaimFileDocument,
  type ClaimFileProblem,
  type ClaimIdentity,
  type ClaimInput,
  claimNamespace,
  claimPath,
  type ClaimProblem,
  type ClaimSpec,
  type ClaimType,
  claimTypeOf,
  type ClaimValidation,
  createClaim,
  DEFAULT_CLAIM_TYPE,
  expiresAtAnnotation,
  definitionOf,
  type GitopsConfig,
  isDeletionProtected,
  isSameRequest,
  validateClaim,
  KUSTOMIZATION_FILES,
  kustomizationChange,
  numberedBranch,
  type OpenApiSchema,
  parseClaim,
  parseClaimBranch,
  parseClaimFile,
  parseClaimPath,
  parseXrd,
  readGitopsConfig,
  readManagementCluster,
  readPortalGitops,
  renderClaim,
  requireClusterName,
} from './claims';

// The platform team's policy.
export {
  allowedValues,
  checkLifetime,
  checkMachinery,
  checkRevisionChannel,
  checkPolicy,
  checkRestrictedFields,
  type ClaimAuthor,
  type EnvironmentPolicy,
  hasLifetimes,
  isOver,
  type KnownCluster,
  type Lifetime,
  type LifetimeInput,
  lifetimeOf,
  nextRange,
  type Policy,
  type PolicyInput,
  type PriceTable,
  readPolicy,
  readPortalPolicy,
  type RestrictedField,
} from './policy';

// Who may make a request, and for which cluster.
export {
  clusterOfClaim,
  type ClusterWithClaim,
  requireClaimOf,
} from './permissions/clusterOfClaim';
export {
  checkOwnership,
  LIFETIME_ACTOR,
  type OwnedRequest,
  type OwnershipPolicy,
  readActor,
  type RequestActor,
  requestableOwners,
} from './permissions/ownership';
export type { DisclosingFinding, MayRead } from './permissions/redactFindings';
export {
  type AuthorizedRequest,
  requireRequestPermission,
} from './permissions/requireRequestPermission';

// Requests: loadPlatform, planRequest, and the words of a plan.
export {
  changeKustomization,
  compareLiveClaim,
  type CompositionSummary,
  describeChecks,
  describeFiles,
  describePlan,
  estimateCost,
  escapeMarkdown,
  fieldWithoutSecret,
  findBase,
  type FileReview,
  type FileReviewInput,
  type FleetCluster,
  hasSecretObject,
  isAsRequested,
  isOfTask,
  isRequestOf,
  loadPlatform,
  type MarkedRequest,
  type MarkerContext,
  markersOf,
  parseCompositions,
  type PlanInput,
  type PlannedClaim,
  planRequest,
  type PlanRepository,
  type Platform,
  type PlatformDefinition,
  type PlatformPorts,
  pricesOf,
  readDefinition,
  readPortalSigningKeys,
  readRequestMark,
  readSigningKeys,
  type RequestMark,
  requestMarker,
  requireAllowed,
  type RequestPlan,
  type RequestWrite,
  type ReviewedFile,
  reviewFiles,
  toFleetCluster,
  unifiedDiff,
  withoutSecrets,
  type WrittenClaim,
} from './plan';

// The service that opens repositories on the portal's Git hosts.
export {
  gitProviderServiceRef,
  type GitRepositoriesService,
  gitRepositoriesServiceRef,
} from './git';
export type { ConfigProblemsService } from './config';
