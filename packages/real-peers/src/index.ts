export { call, openWatch } from './client';
export type { Answer, Connection } from './client';
export {
  apply,
  collectionOf,
  eventually,
  loadDefinitions,
  tryApply,
} from './kubernetes';
export type { Manifest } from './kubernetes';
export { KubeApiServer } from './peers/KubeApiServer';
export type { KubeApiServerOptions } from './peers/KubeApiServer';
export { Gitea } from './peers/Gitea';
export { freePort, peer, Program } from './peers/Program';
export { sharedFolder } from './shared';
