import type { isolation as english } from '../en/isolation';
import type { Translated } from '../types';

export const isolation: Translated<typeof english> = {
  title: 'Isolation',
  note: 'Ob das Argo CD des Clusters nur den eigenen Cluster erreicht und das Portal nur liest.',
  loadFailed: 'Die Befunde sind gerade nicht lesbar.',
  summary: {
    passed_one: 'Die einzige Regel ist erfüllt.',
    passed_other: 'Alle {{count}} Regeln sind erfüllt.',
    partly: 'Keine Befunde. {{checked}} von {{total}} Regeln geprüft.',
    unchecked: 'Es wurde noch nichts geprüft.',
    found_one: '{{count}} Befund, Schweregrad: {{severity}}.',
    found_other: '{{count}} Befunde, höchster Schweregrad: {{severity}}.',
    lastKnown: 'Stand des letzten Kontakts mit dem Cluster: {{connection}}.',
  },
  findings: 'Befunde',
  object: 'Objekt',
  evidence: 'Nachweis',
  remedy: 'Abhilfe',
  firstSeen: 'Zuerst gesehen',
  resolvedAt: 'Behoben',
  unlisted_one: 'und {{count}} weiterer derselben Regeln',
  unlisted_other: 'und {{count}} weitere derselben Regeln',
  notChecked_one: '{{count}} Regel nicht geprüft',
  notChecked_other: '{{count}} Regeln nicht geprüft',
  noReason: 'Ein Grund ist nicht bekannt.',
  passes_one: '{{count}} Regel erfüllt',
  passes_other: '{{count}} Regeln erfüllt',
  resolved_one: '{{count}} behobener Befund',
  resolved_other: '{{count}} behobene Befunde',
  trend: {
    title: 'Offene Befunde der letzten {{days}} Tage',
    text: '{{first}} am {{day}}, {{last}} heute, höchstens {{most}}',
    day: '{{day}}: {{open}}',
  },
  rules: {
    'management-destination':
      'Das Management-Argo-CD deployt nur in den eigenen Cluster',
    'application-destination':
      'Eine Application deployt in den Cluster, in dem sie liegt',
    'cluster-secret': 'Kein anderer Cluster ist registriert',
    'project-clusters': 'Ein Projekt erreicht nur den Cluster, in dem es liegt',
    'project-namespaces':
      'Ein Projekt nennt seine Namespaces oder wie sie beginnen',
    'project-argocd-namespace':
      'Ein Projekt greift nicht in den Namespace von Argo CD',
    'project-sources': 'Ein Projekt nennt seine Repositorys',
    'project-cluster-resources':
      'Ein Projekt nennt die clusterweiten Kinds, die es anlegen darf',
    'default-project': 'Das Projekt default eines Workers ist gesperrt',
    'anonymous-access': 'Anonymer Zugriff ist abgeschaltet',
    'local-administrator': 'Das lokale Konto admin ist abgeschaltet',
    'web-terminal': 'Das Web-Terminal ist abgeschaltet',
    'shared-credential': 'Ein Worker-Cluster hat eigene Zugangsdaten',
    'shared-argocd': 'Ein Worker-Cluster hat ein eigenes Argo CD',
    'portal-rights': 'Das Portal liest nur',
    composition: 'Ein Claim benutzt eine erlaubte Composition',
    'credential-age':
      'Die Zugangsdaten des Portals werden rechtzeitig erneuert',
  },
};
