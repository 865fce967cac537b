export { startGitHost } from './startGitHost';
export * from './types';
