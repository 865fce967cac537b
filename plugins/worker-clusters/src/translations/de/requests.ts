import type { requests as english } from '../en/requests';
import type { Translated } from '../types';

export const requests: Translated<typeof english> = {
  change: 'Cluster ändern',
  notNow: 'Cluster ändern, im Moment nicht möglich. {{reason}}',
  menu: '{{name}} ändern',
  verb: {
    resize: 'Größe ändern',
    upgrade: 'Version anheben',
    change: 'Spezifikation bearbeiten',
    extend: 'Lebensdauer verlängern',
    decommission: 'Stilllegen',
  },
  noEnvironment:
    'Die Umgebung des Clusters ist nicht bekannt, darum ist sein Claim nicht zu finden.',
  impossible: {
    requested:
      'Der Cluster ist erst beantragt: Sein Pull Request ist noch nicht gemergt.',
    merged: 'Der Cluster ist noch nicht da: Er wird gleich erstellt.',
    closed:
      'Der Cluster wurde nie erstellt: Sein Pull Request wurde geschlossen.',
    'awaiting-confirmation':
      'Der Cluster wird gleich gelöscht: Argo CD wartet auf eine Bestätigung.',
    deleting: 'Der Cluster wird gelöscht.',
  },
  does: {
    create: 'Neuer Cluster',
    update: 'Änderung',
    decommission: 'Stilllegung',
  },
  documentTitle_one: '({{count, number}}) Anträge',
  documentTitle_other: '({{count, number}}) Anträge',
  untitled: 'Pull Request',
  numbered: 'Antrag #{{number}}',
  by: 'von {{who}}',
  opened: 'geöffnet {{age}}',
  finished: { merged: 'gemergt {{age}}', closed: 'geschlossen {{age}}' },
  onHost: 'Pull Request auf dem Git-Host',
  moreChanges_one: 'und {{count, number}} weiterer Cluster',
  moreChanges_other: 'und {{count, number}} weitere Cluster',
  hiddenChanges_one:
    '{{count, number}} Änderung an einem Cluster, den Sie nicht sehen dürfen',
  hiddenChanges_other:
    '{{count, number}} Änderungen an Clustern, die Sie nicht sehen dürfen',
  hiddenNote:
    'Jemand, der diese Cluster sehen darf, muss sie ebenfalls prüfen. Titel und Probleme des Antrags werden nicht gezeigt.',
  view: {
    open: 'Offen',
    openCount_one: 'Offen ({{count, number}})',
    openCount_other: 'Offen ({{count, number}})',
    'not-applied': 'Gemergt, nicht angewendet',
    merged: 'Gemergt',
    closed: 'Geschlossen',
  },
  filter: {
    label: 'Welche Anträge',
    view: 'Zustand',
    environment: 'Umgebung',
    owner: 'Eigentümer',
    verb: 'Art des Antrags',
    order: 'Reihenfolge',
    all: 'Alle',
    clear: 'Filter löschen',
  },
  order: { asc: 'Älteste zuerst', desc: 'Neueste zuerst' },
  loading: 'Anträge werden geladen…',
  shown_one: '{{count, number}} Antrag',
  shown_other: '{{count, number}} Anträge',
  shownFirst_one: 'Der erste Antrag',
  shownFirst_other: 'Die ersten {{count, number}} Anträge',
  none: {
    open: 'Kein Pull Request für einen Worker-Cluster wartet auf ein Review.',
    'not-applied':
      'Von keinem gemergten Antrag ist bekannt, dass er noch nicht angewendet ist.',
    merged: 'In den letzten 30 Tagen wurde kein Antrag gemergt.',
    closed: 'In den letzten 30 Tagen wurde kein Antrag ohne Merge geschlossen.',
  },
  noneMatches: 'Kein Antrag passt zu diesen Filtern.',
  failed: 'Die Anträge können im Moment nicht gelesen werden.',
  failedLater:
    'Die Anträge können im Moment nicht gelesen werden. Was Sie sehen, ist vielleicht veraltet.',
  oneFailed: 'Der Antrag kann im Moment nicht gelesen werden.',
  missing:
    'Es gibt keinen Antrag #{{number}}, oder Sie dürfen ihn nicht sehen.',
  missingNote:
    'Gemergte und geschlossene Anträge werden 30 Tage aufbewahrt. Der Pull Request ist weiter auf dem Git-Host.',
  standing: {
    pending: 'Noch nicht geprüft',
    problem: 'Kann nicht geprüft werden',
    refused_one: '{{count, number}} Fehler',
    refused_other: '{{count, number}} Fehler',
    partial: 'Kein Fehler in dem, was Sie sehen dürfen',
    warned_one: 'Besteht die Prüfung, mit {{count, number}} Warnung',
    warned_other: 'Besteht die Prüfung, mit {{count, number}} Warnungen',
    allowed: 'Besteht die Prüfung',
    applied: 'Angewendet',
    notApplied: 'Gemergt, noch nicht angewendet',
    merged: 'Gemergt, nicht bekannt, ob angewendet',
    closed: 'Ohne Merge geschlossen',
  },
  outdated: '{{standing}} (Stand der letzten Prüfung)',
  next: {
    refused:
      'Berichtigen Sie den Branch des Pull Requests. Er wird innerhalb einer Minute neu geprüft.',
    problem:
      'Was nicht geprüft werden kann, belegt keinen Namen und keinen Adressbereich. Prüfen Sie den Pull Request auf dem Git-Host.',
    notApplied:
      'Das Management-Argo-CD wendet ihn mit dem nächsten Sync an. Dauert es länger, sehen Sie auf die Seite des Clusters.',
  },
  checks: {
    none: 'Keine Checks',
    pending: 'Checks laufen',
    passed: 'Checks bestanden',
    failed: 'Checks fehlgeschlagen',
  },
  mergeability: {
    mergeable: 'Kann gemergt werden',
    conflict: 'Steht im Konflikt mit dem Branch',
    blocked: 'Von einer Regel des Git-Hosts aufgehalten',
    unknown: 'Nicht bekannt, ob er gemergt werden kann',
  },
  host: { notRead: 'Noch nicht vom Git-Host gelesen.' },
  reviews: {
    none: 'Noch kein Review',
    approvedBy: 'Genehmigt von {{names}}',
    changesRequestedBy: 'Änderungen verlangt von {{names}}',
    waitsFor: 'Wartet auf {{names}}',
  },
  conflict: {
    cluster: 'Ein anderer Antrag gilt demselben Cluster: {{other}}',
    range:
      'Der Adressbereich überschneidet sich mit dem eines anderen Antrags: {{other}}',
    file: 'Ein anderer Antrag ändert dieselbe Datei: {{other}}',
    hidden: 'einer, den Sie nicht sehen dürfen',
  },
  field: 'Feld',
  before: 'Vorher',
  after: 'Nachher',
  notSet: 'nicht gesetzt',
  effect: {
    heading: '{{verb}}: {{name}}',
    cluster: 'Cluster',
    namespace: 'Namespace',
    claim: 'Claim',
    findings: 'Befunde',
    noFindings:
      'Die Prüfung von Schema, Richtlinie und Bestand hat nichts gefunden.',
    fields: 'Felder',
    fieldsOf: 'Felder von {{name}}, die sich ändern',
    consequences: 'Folgen',
  },
  review: {
    heading: 'Review',
    standing: 'Ergebnis',
    host: 'Git-Host',
    reviews: 'Reviews',
    opened: 'Geöffnet',
    evaluated: 'Geprüft',
    requester: 'Beantragt von',
    author: 'Autor',
    conflicts: 'Konflikte',
    noConflicts: 'Kein anderer offener Antrag steht ihm im Weg.',
  },
  files: {
    heading: 'Dateien',
    asOpen: 'Wie zuletzt geprüft, als der Pull Request offen war.',
    diff: 'Änderungen der Datei {{path}}',
    secret:
      'Nicht gezeigt: Die Datei enthält ein Secret, oder nur Zugangsdaten ändern sich. Sie ist auf dem Git-Host zu sehen.',
    'too-large':
      'Nicht gezeigt: Sie ist zu groß. Sie ist auf dem Git-Host zu sehen.',
    hidden_one: '{{count, number}} weitere Datei, die Sie nicht sehen dürfen',
    hidden_other:
      '{{count, number}} weitere Dateien, die Sie nicht sehen dürfen',
    none: 'Es wurde keine Datei gelesen.',
  },
  openCount_one: '{{count, number}} offener Antrag',
  openCount_other: '{{count, number}} offene Anträge',
};
