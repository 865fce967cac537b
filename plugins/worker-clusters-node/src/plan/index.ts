export { changeKustomization } from './changeKustomization';
export { compareLiveClaim } from './compareLiveClaim';
export { estimateCost, pricesOf } from './estimateCost';
export { parseCompositions } from './countResources';
export { describeChecks, describePlan } from './describePlan';
export { findBase, loadPlatform, type PlatformPorts } from './loadPlatform';
export { markersOf } from './findTaken';
export { escapeMarkdown } from './markdown';
export type { PlannedClaim } from './completeClaim';
export {
  planRequest,
  requireAllowed,
  type RequestPlan,
  type RequestWrite,
} from './planRequest';
export type {
  CompositionSummary,
  FleetCluster,
  PlanInput,
  PlanRepository,
  Platform,
  PlatformDefinition,
  WrittenClaim,
} from './Platform';
export { readDefinition } from './readDefinition';
export {
  isAsRequested,
  isOfTask,
  isRequestOf,
  type MarkedRequest,
  type MarkerContext,
  readRequestMark,
  type RequestMark,
  readSigningKeys,
  readPortalSigningKeys,
  requestMarker,
} from './requestMarker';
export { toFleetCluster } from './toFleetCluster';
export { unifiedDiff } from './unifiedDiff';
export {
  fieldWithoutSecret,
  hasSecretObject,
  withoutSecrets,
} from './withoutSecrets';
export {
  describeFiles,
  type FileReview,
  type FileReviewInput,
  type ReviewedFile,
  reviewFiles,
} from './reviewFiles';
