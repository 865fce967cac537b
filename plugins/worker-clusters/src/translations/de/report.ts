import type { report as english } from '../en/report';
import type { Translated } from '../types';

export const report: Translated<typeof english> = {
  title: 'Isolation der Flotte',
  loading: 'Der Bericht wird geladen…',
  failed: 'Der Bericht ist nicht lesbar.',
  failedLater:
    'Der Bericht ist gerade nicht lesbar. Zu sehen ist der letzte bekannte Stand.',
  findingsFailed: 'Die Befunde sind gerade nicht lesbar.',
  none: 'Es gibt noch keinen Cluster, über den zu berichten wäre.',
  noneMatches: 'Kein Cluster passt zu diesen Filtern.',
  printed: 'Stand: {{date}}.',
  filteredBy: 'Filter: {{filters}}',
  filter: {
    label: 'Bericht filtern',
    all: 'Alle',
    environment: 'Umgebung',
    owner: 'Eigentümer',
    severity: 'Schweregrad',
    rule: 'Zusage',
    clear: 'Zurücksetzen',
  },
  export: {
    promises: 'Zusagen (CSV)',
    findings: 'Befunde (CSV)',
    print: 'Drucken',
    failed: 'Die Befunde lassen sich nicht exportieren.',
  },
  summary: {
    clusters_one: '{{count, number}} Cluster.',
    clusters_other: '{{count, number}} Cluster.',
    held: '{{held}} von {{total}} Zusagen gelten auf allen.',
    broken_one: '{{count, number}} Zusage ist gebrochen.',
    broken_other: '{{count, number}} Zusagen sind gebrochen.',
    notChecked_one:
      '{{count, number}} Zusage wurde nicht auf jedem Cluster geprüft.',
    notChecked_other:
      '{{count, number}} Zusagen wurden nicht auf jedem Cluster geprüft.',
    open: 'Offene Befunde: {{high}} hoch, {{medium}} mittel, {{low}} niedrig.',
  },
  promises: {
    title: 'Zusagen',
    note: 'Was „ein Argo CD je Worker-Cluster“ zusagt und auf wie vielen Clustern das gilt. Von dem, was nicht geprüft wurde, ist nicht bekannt, ob es gilt.',
    held: 'Gilt: {{some}}',
    lastKnown: 'Galt beim letzten Kontakt: {{some}}',
    broken: 'Gebrochen: {{some}}',
    notChecked: 'Nicht geprüft: {{some}}',
    findings_one: '{{count, number}} Befund',
    findings_other: '{{count, number}} Befunde',
    only: 'Nur diese Zusage',
    reasons: 'Warum nicht geprüft',
    reason_one: '{{reason}} ({{count, number}} Cluster)',
    reason_other: '{{reason}} ({{count, number}} Cluster)',
    clusters: 'Cluster, die sie brechen',
  },
  management: {
    title: 'Management-Cluster',
    note: 'Die Zusagen, die die Management-Cluster selbst einhalten müssen.',
    ok: 'Gilt',
    found_one: 'Gebrochen, {{count, number}} Befund',
    found_other: 'Gebrochen, {{count, number}} Befunde',
    notChecked: 'Nicht geprüft',
  },
  changes: {
    title: 'Änderungen in 30 Tagen',
    text: '{{new}} neu, {{resolved}} behoben, {{standing}} länger offen.',
    chart:
      'Befunde je Tag: neue über der Linie, behobene darunter; die obere Linie zeigt, was offen ist.',
    table: 'Dasselbe als Tabelle',
    day: 'Tag',
    open: 'Offen',
    opened: 'Neu',
    resolved: 'Behoben',
    unchanged: 'In 30 Tagen kam nichts hinzu, und nichts wurde behoben.',
  },
  findings: {
    title: 'Befunde',
    change: 'Welche Befunde',
    open: 'Offen',
    new: 'Neu in 30 Tagen',
    resolved: 'Behoben in 30 Tagen',
    standing: 'Länger offen',
    cluster: 'Cluster',
    managementCluster: 'Management-Cluster',
    none: 'Kein Befund passt. Zusagen, die nicht geprüft wurden, können welche haben.',
    capped:
      'Zu sehen sind die ersten {{count, number}}. In der CSV-Datei sind alle.',
  },
  promise: {
    'management-destination':
      'Das Argo CD des Management-Clusters stellt Infrastruktur bereit; in Worker-Cluster deployt es nichts.',
    'application-destination':
      'Was ein Argo CD deployt, läuft im eigenen Cluster, nie in dem eines anderen Teams.',
    'cluster-secret':
      'Kein Argo CD hat Zugangsdaten eines anderen Clusters: Wer eines übernimmt, gewinnt kein weiteres.',
    'project-clusters':
      'Kein Projekt erlaubt einen anderen Cluster als Ziel, auch wenn ihn heute niemand nutzt.',
    'project-namespaces':
      'Jedes Projekt deployt in Namespaces, die es nennt, und nicht in fremde.',
    'project-argocd-namespace':
      'Kein Projekt kann Argo CD selbst oder dessen Rechte ändern.',
    'project-sources':
      'Jedes Projekt nimmt Manifeste aus Repositorys, die es nennt, und aus keinen anderen.',
    'project-cluster-resources':
      'Jedes Projekt nennt die clusterweiten Kinds, die es anlegen darf, etwa Namespaces.',
    'default-project':
      'Das Projekt, das Argo CD mitbringt, erlaubt nichts: Jede Application braucht ein Projekt mit Grenzen.',
    'anonymous-access':
      'Niemand sieht oder benutzt ein Argo CD, ohne sich anzumelden.',
    'local-administrator':
      'Es gibt keinen gemeinsamen Administrator, dessen Passwort die überlebt, die es kennen.',
    'web-terminal':
      'Niemand öffnet über Argo CD eine Shell in einem Container.',
    'shared-credential':
      'Das Portal liest jeden Cluster mit einem eigenen Token: Eines, das bekannt wird, öffnet einen Cluster.',
    'shared-argocd': 'Keine zwei Cluster der Flotte sind in Wahrheit derselbe.',
    'portal-rights':
      'Das Portal darf nichts ändern: Wer es übernimmt, ändert auch nichts.',
    composition:
      'Jeder Cluster wird von einer Composition gebaut, die dafür freigegeben ist.',
    'credential-age':
      'Das Token, mit dem das Portal liest, wird erneuert, bevor es zu alt ist.',
  },
};
