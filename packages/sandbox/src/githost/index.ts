export { startGitHost } from './startGitHost';
export type { GitHost, GitHostOptions, GitHostUser } from './types';
