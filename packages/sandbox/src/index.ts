export { startSandbox } from './sandbox';
export type { Sandbox } from './sandbox';
export { SettingError } from './config';
export type { SandboxOptions } from './config';
export { readGitopsFiles } from './fleet/gitopsFiles';
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
