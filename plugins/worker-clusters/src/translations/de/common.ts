import type { common as english } from '../en/common';
import type { Translated } from '../types';

export const common: Translated<typeof english> = {
  language: 'de',
  /** Titles of the pages. */
  page: {
    plugin: 'Worker-Cluster',
    clusters: 'Cluster',
    requests: 'Anträge',
    applications: 'Anwendungen',
    isolation: 'Isolation',
  },
  tryAgain: 'Erneut versuchen',
  error: {
    denied:
      'Das dürfen Sie nicht sehen. Bitten Sie das Team, das das Portal betreibt, um Zugriff.',
    signedOut:
      'Ihre Sitzung ist beendet. Laden Sie die Seite neu, und melden Sie sich wieder an.',
    notFound:
      'Vielleicht wurde es gelöscht, oder die Adresse dieser Seite ist falsch.',
    unreachable:
      'Das Backend des Portals antwortet nicht: Versuchen Sie es gleich noch einmal.',
    broken:
      'Versuchen Sie es noch einmal. Bleibt der Fehler, sagen Sie es dem Team, das das Portal betreibt.',
    requestId: 'Anfrage-ID: {{id}}',
    requestIdName: 'Anfrage-ID',
    support: 'Hilfe holen',
  },
  changes: {
    show_one: '{{count, number}} Änderung, anzeigen',
    show_other: '{{count, number}} Änderungen, anzeigen',
    some: 'Die Liste hat Änderungen, die noch nicht zu sehen sind.',
    gone: 'nicht mehr in dieser Liste',
  },
  diff: { added: 'Hinzugefügt: ', removed: 'Entfernt: ' },
  showMore: 'Mehr zeigen',
  showLess: 'Weniger zeigen',
  copy: 'Kopieren',
  copyWhat: 'Kopieren: {{what}}',
  copied: 'Kopiert',
  copyFailed: 'Nicht kopiert: Der Browser erlaubt es nicht',
  cost: {
    label: 'Geschätzte Kosten',
    range: '{{min}} bis {{max}} {{currency}}',
    monthly: '{{cost}} im Monat',
    change: '{{cost}} im Monat (jetzt {{before}})',
  },
  time: {
    justNow: 'gerade eben',
    ago: 'vor {{duration}}',
    in: 'in {{duration}}',
    never: 'nie',
  },
  phase: {
    requested: 'Beantragt',
    merged: 'Gemergt',
    provisioning: 'Wird erstellt',
    installing: 'Installation',
    ready: 'Bereit',
    updating: 'Wird geändert',
    degraded: 'Beeinträchtigt',
    'awaiting-confirmation': 'Zu bestätigen',
    deleting: 'Wird gelöscht',
    failed: 'Gescheitert',
    closed: 'Geschlossen',
  },
  stage: {
    waiting: 'Wartet',
    active: 'Läuft',
    done: 'Fertig',
    failed: 'Fehlgeschlagen',
  },
  severity: {
    error: 'Fehler',
    warning: 'Warnung',
    info: 'Hinweis',
    high: 'Hoch',
    medium: 'Mittel',
    low: 'Niedrig',
  },
  connection: {
    connecting: 'Verbindet',
    live: 'Verbunden',
    stale: 'Unterbrochen',
    paused: 'Angehalten',
    unauthorized: 'Token ungültig',
    forbidden: 'Kein Leserecht',
    unreachable: 'Unerreichbar',
    unknown: 'Unverbunden',
    lastSeen: '{{connection}}, zuletzt gesehen {{age}}',
  },
  state: {
    managementNotHeard: 'Management-Cluster: {{connection}}',
    neverHeard: 'Das Portal hat den Cluster noch nicht erreicht',
    applications_one: '{{health}}: {{bad}} von {{count, number}} Anwendung',
    applications_other: '{{health}}: {{bad}} von {{count, number}} Anwendungen',
  },
  management: {
    connecting:
      'Verbindung zum Management-Cluster {{title}} wird aufgebaut. Zu sehen ist der letzte bekannte Stand.',
    notReached:
      'Management-Cluster {{title}}: {{connection}}. Zu sehen ist der letzte bekannte Stand.',
    lastKnown:
      'Management-Cluster {{title}}: {{connection}}. Zu sehen ist der letzte bekannte Stand ({{age}}).',
    seen: 'vom Management-Cluster gesehen {{age}}',
    seenBefore: 'war {{health}}, vom Management-Cluster gesehen {{age}}',
    goesOn:
      'Das Portal versucht es weiter; diese Seite aktualisiert sich von selbst.',
  },
  support: {
    available: '{{version}} verfügbar',
    ending: 'Support endet am {{date}}',
    extended: 'verlängerter Support bis {{date}}',
    ended: 'Support endete am {{date}}',
    source: '{{version}}, Stand {{date}}: {{source}}',
  },
  newCluster: 'Neuer Cluster',
};
