export { main } from './cli';
export { startSandbox } from './sandbox';
export type { Sandbox } from './sandbox';
export { SettingError } from './config';
export type { SandboxOptions } from './config';
export { readGitopsFiles, sandboxAnswers } from './fleet/gitopsFiles';
export {
  COPIED_WITHOUT_TEMPLATING,
  renderPlatformRepository,
} from './fleet/platformRepository';
export type { PlatformAnswers } from './fleet/platformRepository';
export { compose, readPipeline } from './controllers/composition/compose';
export type { Composed, Pipeline } from './controllers/composition/compose';
export { isUsage } from './controllers/composition/usages';
export { startApiServer, createCertificateAuthority } from './apiserver';
export { startGitHost } from './githost';
export type {
  ApiServer,
  ApiServerOptions,
  CertificateAuthority,
  Fault,
  KubernetesObject,
  ObjectClient,
  ObjectKey,
  TokenGrant,
} from './apiserver/types';
export type { GitHost, GitHostOptions, GitHostUser } from './githost/types';
