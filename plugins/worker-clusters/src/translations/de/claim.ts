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
  live: {
    heading: 'Unterschied zum Management-Cluster',
    note: 'Der Claim im Management-Cluster wird auf Wunsch gelesen und mit der Datei in Git verglichen.',
    compare: 'Vergleichen',
    again: 'Erneut vergleichen',
    failed: 'Der Claim kann gerade nicht verglichen werden.',
    none: 'Kein Unterschied, geprüft {{age}}.',
    differ_one: '{{count, number}} Feld ist verschieden, geprüft {{age}}.',
    differ_other: '{{count, number}} Felder sind verschieden, geprüft {{age}}.',
    remedy:
      'Entweder die Änderung mit einem Pull Request nach Git bringen, oder den Claim im Management-Argo-CD synchronisieren, das sie zurücksetzt.',
    fields: 'Felder, die verschieden sind',
    inGit: 'In Git',
    inCluster: 'Im Management-Cluster',
    default: 'Vorgabe der XRD',
    hidden: 'verschieden in einem Teil, der nicht gezeigt wird',
    more_one: '{{count, number}} weiteres Feld ist verschieden.',
    more_other: '{{count, number}} weitere Felder sind verschieden.',
    diff: 'Vom Claim in Git (-) zum Claim im Management-Cluster (+)',
    defaults_one:
      '{{count, number}} Feld steht nicht in Git und hat die Vorgabe der XRD',
    defaults_other:
      '{{count, number}} Felder stehen nicht in Git und haben die Vorgabe der XRD',
  },
  openChanges: 'Offene Änderungen',
  noOpenChange: 'Kein Pull Request dieses Clusters ist offen.',
  changes: 'Felder, die sich ändern',
  text: 'Änderungen des Textes',
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
