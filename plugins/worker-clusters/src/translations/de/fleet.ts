import type { fleet as english } from '../en/fleet';
import type { Translated } from '../types';

export const fleet: Translated<typeof english> = {
  clusters_one: '{{count}} Cluster',
  clusters_other: '{{count}} Cluster',
  matching_one: '{{count}} passender Cluster',
  matching_other: '{{count}} passende Cluster',
  loading: 'Wird geladen…',
  failed: 'Die Flotte kann nicht gelesen werden.',
  failedLater:
    'Die Flotte kann derzeit nicht gelesen werden. Zu sehen ist der letzte bekannte Stand.',
  none: 'Es gibt noch keinen Worker-Cluster. Der erste wird per Pull Request beantragt.',
  noneMatches: 'Kein Cluster passt zu diesen Filtern.',
  clearFilters: 'Filter zurücksetzen',
  stale: 'Veraltet',
  filter: {
    label: 'Flotte filtern',
    search: 'Suche',
    searchIn: 'Name, Eigentümer, Umgebung, Region',
    all: 'Alle',
    clear: 'Zurücksetzen',
    environment: 'Umgebung',
    region: 'Region',
    owner: 'Eigentümer',
    managementCluster: 'Management-Cluster',
    kubernetesVersion: 'Kubernetes',
  },
  summary: {
    label: 'Cluster nach Zustand',
    phase: 'Phase',
    health: 'Schlechteste Health',
    sync: 'Schlechtester Sync',
    findings: 'Befunde',
    pending: 'Anträge',
    connection: 'Verbindung',
    verdict: 'Anwendungen',
  },
  request: {
    create: 'Neuer Cluster',
    update: 'Änderung',
    decommission: 'Abbau',
  },
  glance: {
    clusters_one: '{{count}} Worker-Cluster',
    clusters_other: '{{count}} Worker-Cluster',
    applications_one: '{{count}} Anwendung',
    applications_other: '{{count}} Anwendungen',
    failed: 'Die Flotte kann nicht gelesen werden: {{message}}',
  },
};
