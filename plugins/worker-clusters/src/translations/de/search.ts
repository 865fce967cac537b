import type { search as english } from '../en/search';
import type { Translated } from '../types';

export const search: Translated<typeof english> = {
  cluster: 'Worker-Cluster',
  application: 'Application auf Worker-Cluster {{cluster}}',
  environment: 'Umgebung',
  region: 'Region',
  owner: 'Eigentümer',
  kubernetes: 'Kubernetes',
  phase: 'Phase bei der Indizierung',
  project: 'Projekt',
  repository: 'Repository',
  version: 'Version bei der Indizierung',
};
