import type { compare as english } from '../en/compare';
import type { Translated } from '../types';

export const compare: Translated<typeof english> = {
  title: 'Cluster vergleichen',
  loading: 'Wird geladen…',
  failed: 'Die Cluster können nicht gelesen werden.',
  none: 'Keine Cluster zum Vergleichen. Wählen Sie auf der Flottenseite zwei oder mehr aus.',
  toFleet: 'Cluster auswählen',
  leftOut:
    'Ausgelassen: {{clusters}}. Verglichen werden bis zu {{max}} Cluster.',
  onlyDifferences: 'Nur Unterschiede',
  same: 'Keine Unterschiede.',
  differs: 'Verschieden',
  row: 'Eigenschaft',
  unknown: 'Unbekannt',
  nothing: 'Nicht vorhanden',
  lastKnown: 'Letzter bekannter Stand',
  section: {
    cluster: 'Cluster',
    claim: 'Claim',
    applications: 'Anwendungen',
  },
  fact: {
    state: 'Zustand',
    connection: 'Verbindung',
    environment: 'Umgebung',
    region: 'Region',
    owner: 'Eigentümer',
    kubernetes: 'Kubernetes',
    requested: 'Kubernetes beantragt',
    argocd: 'Argo CD',
    argocdKind: 'Art des Argo CD',
    nodes: 'Nodes',
    vpcCidr: 'Adressbereich',
    expires: 'Läuft ab',
  },
  claimFailed: 'Der Claim von {{name}} kann nicht gelesen werden: {{reason}}',
  truncated:
    'Von {{name}} werden die ersten {{number}} Anwendungen verglichen, nach Namen.',
  selection: {
    label: 'Auswahl',
    chosen_one: '{{count, number}} Cluster ausgewählt',
    chosen_other: '{{count, number}} Cluster ausgewählt',
    compare: 'Vergleichen',
    upgrade: 'Upgrade',
    upgradeAll: 'Upgrade nacheinander',
    clear: 'Auswahl aufheben',
    limits: 'Verglichen werden können zwei bis {{max}} Cluster.',
    notUpgraded_one:
      '{{count, number}} davon kann jetzt kein Upgrade bekommen.',
    notUpgraded_other:
      '{{count, number}} davon können jetzt kein Upgrade bekommen.',
  },
  queue: {
    label: 'Upgrades nacheinander',
    progress_one:
      '{{opened}} von {{count, number}} Upgrade geöffnet. Als Nächstes: {{next}}.',
    progress_other:
      '{{opened}} von {{count, number}} Upgrades geöffnet. Als Nächstes: {{next}}.',
    all_one: 'Das Upgrade von {{count, number}} Cluster wurde geöffnet.',
    all_other: 'Die Upgrades aller {{count, number}} Cluster wurden geöffnet.',
    open: 'Upgrade von {{name}}',
    end: 'Beenden',
    close: 'Schließen',
  },
};
