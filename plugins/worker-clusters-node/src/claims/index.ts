export {
  type Claim,
  type ClaimSpec,
  type ClaimType,
  DEFAULT_CLAIM_TYPE,
  expiresAtAnnotation,
  requestedByAnnotation,
} from './Claim';
export {
  checkReadable,
  claimChanges,
  differencesOf,
  type FieldDifference,
  showValue,
} from './claimChanges';
export { requireClusterName } from './requireClusterName';
export {
  CLAIM_BRANCH_PREFIX,
  claimBranch,
  type ClaimIdentity,
  claimNamespace,
  claimPath,
  isSameRequest,
  numberedBranch,
  parseClaimBranch,
  parseClaimPath,
} from './claimPaths';
export { isDeletionProtected } from './deletionProtection';
export { editClaim } from './editClaim';
export { type RevisionSelector, revisionSelector } from './revisionChannel';
export {
  type GitopsConfig,
  readGitopsConfig,
  readPortalGitops,
  readManagementCluster,
} from './readGitopsConfig';
export {
  KUSTOMIZATION_FILES,
  kustomizationChange,
  listInKustomization,
} from './listInKustomization';
export {
  type ClaimFileDocument,
  type ClaimFileProblem,
  claimTypeOf,
  definitionOf,
  parseClaim,
  parseClaimFile,
} from './parseClaim';
export { type ClaimInput, createClaim, renderClaim } from './renderClaim';
export {
  CROSSPLANE_FIELDS,
  type ClaimProblem,
  type ClaimValidation,
  validateClaim,
} from './validateClaim';
export { type ClaimDefinition, type OpenApiSchema, parseXrd } from './parseXrd';
