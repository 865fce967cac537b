import type { isolation as english } from '../en/isolation';
import type { Translated } from '../types';

export const isolation: Translated<typeof english> = {
  title: 'Isolation',
  note: 'Ob das Argo CD des Clusters nur den eigenen Cluster erreicht und das Portal nur liest.',
  loadFailed: 'Die Befunde sind gerade nicht lesbar.',
  summary: {
    passed_one: 'Die einzige Regel ist erfüllt.',
    passed_other: 'Alle {{count, number}} Regeln sind erfüllt.',
    partly: 'Keine Befunde. {{checked}} von {{total}} Regeln geprüft.',
    unchecked: 'Es wurde noch nichts geprüft.',
    found_one: '{{count, number}} Befund, Schweregrad: {{severity}}.',
    found_other:
      '{{count, number}} Befunde, höchster Schweregrad: {{severity}}.',
    lastKnown: 'Stand des letzten Kontakts mit dem Cluster: {{connection}}.',
  },
  findings: 'Befunde',
  object: 'Objekt',
  evidence: 'Nachweis',
  remedy: 'Abhilfe',
  firstSeen: 'Zuerst gesehen',
  resolvedAt: 'Behoben',
  unlisted_one: 'und {{count, number}} weiterer derselben Regeln',
  unlisted_other: 'und {{count, number}} weitere derselben Regeln',
  notChecked_one: '{{count, number}} Regel nicht geprüft',
  notChecked_other: '{{count, number}} Regeln nicht geprüft',
  noReason: 'Ein Grund ist nicht bekannt.',
  passes_one: '{{count, number}} Regel erfüllt',
  passes_other: '{{count, number}} Regeln erfüllt',
  resolved_one: '{{count, number}} behobener Befund',
  resolved_other: '{{count, number}} behobene Befunde',
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
  remedies: {
    'management-destination':
      'Die Application löschen oder in das Argo CD des Worker-Clusters verschieben. Das Management-Argo-CD stellt nur Infrastruktur bereit.',
    'application-destination':
      'spec.destination auf den eigenen Cluster setzen, oder die Application in das Argo CD des Clusters verschieben, den sie meint.',
    'cluster-secret':
      'Das Cluster-Secret löschen und die Zugangsdaten, die es enthält, in dem Cluster widerrufen, den es nennt.',
    'project-clusters':
      'In spec.destinations des AppProject den eigenen Cluster nennen, ohne Muster und ohne Verneinung (!).',
    'project-namespaces':
      'In spec.destinations des AppProject die Namespaces nennen, oder einen Anfang wie app-*.',
    'project-argocd-namespace':
      'Den Namespace aus spec.destinations entfernen, oder spec.namespaceResourceWhitelist des AppProject auf Applications beschränken.',
    'project-sources':
      'In spec.sourceRepos des AppProject die Repositorys nennen, ohne Muster und ohne Verneinung (!).',
    'project-cluster-resources':
      'In spec.clusterResourceWhitelist des AppProject Gruppe und Kind nennen, ohne Muster. Einem Eintrag des Kinds Namespace den Namen eines Namespace geben, oder einen Anfang wie app-*.',
    'default-project':
      'spec.sourceRepos und spec.destinations des AppProject default leeren, und jeder Application ein eigenes Projekt geben.',
    'anonymous-access':
      'users.anonymous.enabled in der ConfigMap argocd-cm auf "false" setzen.',
    'local-administrator':
      'admin.enabled in der ConfigMap argocd-cm auf "false" setzen.',
    'web-terminal':
      'exec.enabled in der ConfigMap argocd-cm auf "false" setzen.',
    'shared-credential':
      'Die Composition für jeden Worker-Cluster ein eigenes Token eines ServiceAccounts anlegen lassen, und es nur im Secret dieses Clusters veröffentlichen.',
    'shared-argocd':
      'Herausfinden, welcher der Claims den falschen API-Server nennt (status.cluster.endpoint): Zwei Claims führen zu einem Cluster.',
    'portal-rights':
      'Die Regel aus den Rollen entfernen, die an den ServiceAccount des Portals oder an eine seiner Gruppen gebunden sind.',
    composition:
      'Den Verweis auf die Composition aus dem Claim entfernen, oder ihren Namen in allowedCompositions der app-config aufnehmen.',
    'credential-age': 'Das Token des ServiceAccounts des Portals erneuern.',
  },
};
