import type { claim as english } from '../en/claim';
import type { Translated } from '../types';

export const claim: Translated<typeof english> = {
  inGit: 'Claim in Git',
  file: 'Die Datei {{path}}',
  missing: 'Der Claim ist nicht in Git',
  failed: 'Der Claim kann gerade nicht aus Git gelesen werden.',
  applied: 'Claim im Management-Cluster',
  managementCluster: 'Management-Cluster',
  claim: 'Claim',
  syncedBy: 'Synchronisiert von',
  revision: 'Revision',
  tracking: {
    none: 'Nichts: Der Claim wurde von Hand angewendet',
    noArgoCd: 'Argo CD ist im Management-Cluster nicht installiert',
  },
  byHand:
    'Kein Pull Request ändert oder entfernt diesen Cluster, bis der Claim im GitOps-Repository liegt.',
  openChanges: 'Offene Änderungen',
  noOpenChange: 'Kein Pull Request dieses Clusters ist offen.',
  changes: 'Felder, die sich ändern',
  field: 'Feld',
  before: 'Vorher',
  after: 'Nachher',
  findings: { error: 'Fehler', warning: 'Warnung' },
  checks: {
    pending: 'Prüfungen laufen',
    passed: 'Prüfungen bestanden',
    failed: 'Prüfungen fehlgeschlagen',
  },
  mergeability: {
    mergeable: 'kann gemergt werden',
    conflict: 'steht im Konflikt mit dem Branch',
    blocked: 'von einer Regel des Git-Hosts blockiert',
    unknown: 'Mergebarkeit nicht bekannt',
  },
};
