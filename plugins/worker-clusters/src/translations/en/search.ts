/** Results of the portal's search. */
export const search = {
  cluster: 'Worker cluster',
  application: 'Application on worker cluster {{cluster}}',
  environment: 'Environment',
  region: 'Region',
  owner: 'Owner',
  kubernetes: 'Kubernetes',
  phase: 'Phase when indexed',
  project: 'Project',
  repository: 'Repository',
  version: 'Version when indexed',
} as const;
