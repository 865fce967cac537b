export * from './GitHost';
export * from './GitProvider';
export * from './createGitRepository';
export * from './gitea/giteaProvider';
export * from './repositoryLocation';
export * from './gitRepositoriesService';
