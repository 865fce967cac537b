/**
 * What Argo CD applies of a Git repository, worked out from its files: without a cluster, a Git host or a repo-server.
 *
 * @packageDocumentation
 */
export { RenderError } from './RenderError';
export {
  isRelevantFile,
  MAX_FILE_BYTES,
  treeOf,
  type RepositoryTree,
  type TreeEntry,
} from './tree';
export type { Json, Manifest } from './parseManifests';
export type { RenderedManifest } from './kustomize';
export {
  renderSource,
  type ApplicationSource,
  type RenderedSource,
} from './renderSource';
export {
  originOf,
  renderApplications,
  type Origin,
  type RenderedApplication,
  type Rendering,
} from './renderApplications';
export type { GroupKind } from './projects';
export {
  claimKinds,
  claimsOf,
  compareRenderings,
  type AppliedObject,
  type RemovedObject,
  type RenderingComparison,
  type RenderingProblem,
} from './compareRenderings';
