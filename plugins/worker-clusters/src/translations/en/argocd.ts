/** The Argo CD of a cluster. */
export const argocd = {
  reach: 'What it may reach',
  repositories: 'Repositories',
  destinations: 'Destinations',
  clusterResources: 'Cluster-wide kinds',
  nothing: 'none',
  truncated: 'not all entries are listed',
  used: 'Repositories in use',
} as const;
