/**
 * Types, lifecycle phases, health aggregation, permissions and the API client of the
 * worker-clusters plugin: pure, isomorphic, no I/O of its own.
 *
 * @packageDocumentation
 */
export {
  type ApplicationCommit,
  type ApplicationCommits,
  COMMIT_STATUSES,
  type CommitStatus,
  type ReadCommitsRequest,
} from './applicationCommits';
export {
  type ApplicationDeployment,
  type ApplicationReading,
  type ApplicationSyncResult,
  type ApplicationSyncWindow,
  type ReadApplicationRequest,
} from './applicationReading';
export {
  type ApplicationMatrix,
  type ApplicationMatrixCell,
  type ApplicationMatrixColumn,
  type ApplicationMatrixQuery,
  type ApplicationMatrixRow,
  MATRIX_ROW_FILTERS,
  type MatrixRowFilter,
} from './applicationMatrix';
export {
  applicationVersion,
  type ApplicationVersion,
  type ApplicationVersionKind,
} from './applicationVersion';
export {
  countApplications,
  muteCounts,
  worstCounted,
} from './applicationCounts';
export {
  type ApplicationProblem,
  applicationProblems,
} from './applicationProblems';
export {
  type Application,
  APPLICATION_SORT_FIELDS,
  type ApplicationHydration,
  type ApplicationOwner,
  type ApplicationResource,
  type ApplicationRevision,
  type ApplicationSortField,
  type ApplicationSource,
  type FleetApplication,
  type ListApplicationsQuery,
  type ListApplicationsResponse,
  type ListDeploymentsQuery,
  type ListDeploymentsResponse,
  type ListFleetApplicationsQuery,
  type ListFleetApplicationsResponse,
  type ReadResourceRequest,
  type ResourceEvent,
  type ResourceReading,
  type ResourceRef,
} from './applications';
export {
  type ApplicationCondition,
  type ApplicationCounts,
  type ConditionSeverity,
  conditionSeverity,
  HEALTH_STATUSES,
  type HealthStatus,
  type OperationPhase,
  SYNC_STATUSES,
  type SyncStatus,
  toHealthStatus,
  toSyncStatus,
  worstHealth,
  worstSync,
} from './argocd';
export {
  ARGOCD_KINDS,
  type ArgoCdComponent,
  type ArgoCdInstance,
  type ArgoCdProject,
  type ArgoCdReach,
  type ArgoCdKind,
} from './argocdInstance';
export {
  clusterPath,
  type RequestOptions,
  type WorkerClustersApi,
  WorkerClustersClient,
  type WorkerClustersClientOptions,
} from './client';
export {
  type Cidr,
  cidrContains,
  cidrProblem,
  cidrsOverlap,
  formatCidr,
  freeCidr,
  parseCidr,
} from './cidr';
export { checkClusterName } from './clusterName';
export {
  ANNOTATION_CLUSTER,
  type ClusterRef,
  parseClusterRef,
  stringifyClusterRef,
} from './clusterRef';
export {
  type BlockingResource,
  type ClusterAccess,
  type ClusterChange,
  type ClusterEntity,
  type ClusterNotice,
  type ConnectionState,
  type ConnectionStatus,
  type ManagementCluster,
  type ManagementView,
  type ListTransitionsQuery,
  type ListTransitionsResponse,
  type PhaseTransition,
  type PullRequestInfo,
  type UnreadKind,
  type WorkerCluster,
  type WorkerClusterDetails,
} from './clusters';
export { isUsage } from './crossplane';
export {
  ANNOTATION_APPLICATION_CLUSTERS,
  ANNOTATION_APPLICATION_SELECTOR,
  ANNOTATION_APPLICATIONS,
  deploymentsOfAnnotations,
} from './deploymentAnnotations';
export {
  CLUSTER_SORT_FIELDS,
  type ClusterSortField,
  FLEET_ANSWER_SHARE_MS,
  FLEET_EVENT_TOPIC,
  FLEET_SIGNAL_CHANNEL,
  type FleetChangeEvent,
  type FleetColumn,
  type FleetCounts,
  type FleetQuery,
  type FleetResponse,
  type FleetSignal,
  type FleetSummary,
  type ListClusterEntitiesResponse,
  type ListClustersQuery,
  type ListClustersResponse,
} from './fleet';
export { type AccessTemplate, readAccessTemplates } from './accessTemplates';
export { type ConfigProblem } from './configProblem';
export {
  type Incident,
  INCIDENT_KINDS,
  type IncidentKind,
  type ListIncidentsResponse,
} from './incidents';
export {
  type ClusterInfrastructure,
  COMPOSED_STATES,
  type ComposedResourceDetails,
  type ComposedState,
  type ResourceCondition,
} from './infrastructure';
export {
  FINDING_CHANGES,
  FINDING_SEVERITIES,
  type FindingChange,
  type FindingCounts,
  type FindingSeverity,
  type FindingsQuery,
  type FleetFinding,
  type FleetIsolationReport,
  type FleetRuleState,
  ISOLATION_RULES,
  type IsolationFinding,
  type IsolationReport,
  type IsolationRuleId,
  isolationRulesOf,
  type IsolationRuleState,
  type IsolationScope,
  type ListFindingsQuery,
  type ListFindingsResponse,
} from './isolation';
export {
  ANNOTATION_STAGE,
  LIFECYCLE_PHASES,
  type LifecyclePhase,
  type PhaseState,
  TIMELINE_STAGES,
  type TimelineStage,
  type TimelineStageId,
  type TimelineStageState,
  type UsualDuration,
  type UsualDurations,
} from './lifecycle';
export { mergePatch, mergePatchOf, sameJson } from './mergePatch';
export {
  managementClusterReadPermission,
  requestReadPermission,
  RESOURCE_TYPE_WORKER_CLUSTER,
  workerClusterCreatePermission,
  workerClusterDecommissionPermission,
  workerClusterReadPermission,
  workerClusterResourceReadPermission,
  workerClustersPermissions,
  workerClusterUpdatePermission,
} from './permissions';
export {
  type ListRequestsQuery,
  type ListRequestsResponse,
  type PendingChange,
  type RequestConflict,
  type RequestedChange,
  type RequestFileDiff,
  type RequestHostState,
  type ReviewRequest,
  type ReviewRequestDetails,
} from './requestQueue';
export {
  parseRequestedCluster,
  type RequestedCluster,
  stringifyRequestedCluster,
} from './requestedCluster';
export {
  type ClaimChange,
  type ClaimDocument,
  type ClaimForm,
  type ClaimSchema,
  type ClusterRequestInput,
  type ClusterRequestVerb,
  type RequestFinding,
  type RequestPreview,
  type LiveClaimComparison,
  type LiveClaimDifference,
  type RequestReport,
  type RequestRights,
} from './requests';
export {
  SUPPORT_LIFE,
  type SupportedProduct,
  type SupportLife,
  supportLife,
  type SupportLifeTable,
  type SupportState,
  supportState,
  type VersionSupport,
} from './supportLife';
export {
  applicationVerdict,
  assessedHealth,
  findings,
  verdictDue,
} from './applicationVerdict';
export {
  type ClusterProblem,
  clusterProblems,
  type ClusterProblemId,
  isUp,
} from './clusterProblems';
export {
  CLUSTER_PROBLEM_TEXTS,
  describeClusterProblem,
} from './clusterProblemTexts';
export {
  type CodedMessage,
  type Message,
  type MessageCode,
  type MessageValue,
  messageValues,
  type MessageValueName,
  type MessageValues,
  writeMessage,
} from './messages';
export { MESSAGE_TEXTS } from './messageTexts';
export { isComparing, isHeard, overdueAfterMs } from './reportAge';
export { pruneConfirmation } from './syncOperation';
export {
  type ReconciliationInterval,
  VERDICT_LEVELS,
  type VerdictContext,
  type VerdictFinding,
  type VerdictLevel,
  type VerdictRule,
  type VerdictSubject,
} from './verdictTypes';
export {
  compareVersions,
  minorVersion,
  parseVersion,
  showClusterVersion,
  showVersion,
  type Version,
} from './versions';
