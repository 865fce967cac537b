export { CommitMessages } from './CommitMessages';
export { configuredGitHosts } from './repositoryLocation';
