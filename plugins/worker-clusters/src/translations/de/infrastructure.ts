import type { infrastructure as english } from '../en/infrastructure';
import type { Translated } from '../types';

export const infrastructure: Translated<typeof english> = {
  title: 'Infrastruktur',
  note: 'Im Management-Cluster: der Claim aus Git, von Crossplane bereitgestellt.',
  managementCluster: 'Management-Cluster',
  claim: 'Claim',
  syncedBy: 'Synchronisiert von',
  tracking: {
    none: 'Nichts: Der Claim wurde von Hand angelegt',
    noArgoCd: 'Im Management-Cluster ist kein Argo CD installiert',
  },
  untracked: {
    title: 'Nicht aus Git verwaltet',
    description:
      'Keine Application des Management-Argo-CD verfolgt diesen Claim: Er wurde von Hand angelegt. Ein Pull Request ändert oder entfernt diesen Cluster erst, wenn der Claim im GitOps-Repository steht.',
  },
  notice: 'Crossplane: {{reason}}',
  unread: {
    title: 'Nicht gelesen: {{kinds}}',
    description: 'In Zeitachse und Liste fehlen diese Ressourcen.',
  },
  composition: 'Composition',
  claimConditions: 'Conditions des Claims',
  conditions: 'Conditions',
  resources: 'Ressourcen der Composition',
  none: 'Crossplane hat noch keine Ressourcen angelegt.',
  loadFailed: 'Die Ressourcen sind gerade nicht lesbar.',
  stage: {
    network: 'Netzwerk',
    identity: 'Identität',
    'control-plane': 'Control Plane',
    nodes: 'Nodes und Add-ons',
    argocd: 'Argo CD',
    applications: 'Anwendungen',
    other: 'Weitere',
  },
  ready: '{{ready}} von {{total}} bereit',
  state: {
    failed: 'Fehlgeschlagen',
    deleting: 'Wird gelöscht',
    waiting: 'Nicht bereit',
    ready: 'Bereit',
  },
  console: 'Cloud-Konsole',
  events: 'Events dieser Ressourcen werden nicht gelesen.',
};
