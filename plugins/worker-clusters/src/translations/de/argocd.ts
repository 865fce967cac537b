import type { argocd as english } from '../en/argocd';
import type { Translated } from '../types';

export const argocd: Translated<typeof english> = {
  reach: 'Was es erreichen darf',
  repositories: 'Repositorys',
  destinations: 'Ziele',
  clusterResources: 'Clusterweite Kinds',
  nothing: 'keine',
  truncated: 'nicht alle Einträge sind aufgeführt',
  used: 'Benutzte Repositorys',
};
