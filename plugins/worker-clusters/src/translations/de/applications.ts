import type { applications as english } from '../en/applications';
import type { Translated } from '../types';

export const applications: Translated<typeof english> = {
  title: 'Anwendungen',
  note: 'Im Worker-Cluster: Sein eigenes Argo CD deployt die Anwendungen dieses Clusters und erreicht keinen anderen.',
  lastKnown: '{{connection}}. Gezeigt wird der letzte bekannte Stand.',
  controller: {
    title: 'Der Application-Controller läuft nicht',
    description:
      'Health und Sync-Status sind so, wie er sie hinterlassen hat. Starten Sie den Application-Controller des Argo CD im Cluster.',
  },
  otherNamespaces: {
    title: 'Applications in anderen Namespaces werden nicht gelesen',
    description:
      'Argo CD betreut auch Applications in {{patterns}}. Der Identität des Portals im Cluster fehlen get, list und watch auf applications (argoproj.io) in allen Namespaces.',
  },
  health: 'Health',
  root: 'Wurzel-Application',
  filter: {
    label: 'Anwendungen filtern',
    search: 'Suche',
    placeholder: 'Name, Namespace, Projekt, Repository, Image',
    sync: 'Sync',
    project: 'Projekt',
    all: 'Alle',
    nested: 'Unter ihrem Ursprung einrücken',
  },
  column: {
    name: 'Name',
    sync: 'Sync',
    operation: 'Operation',
    reason: 'Grund',
    compared: 'Verglichen',
    project: 'Projekt',
    sources: 'Quellen',
  },
  none: 'Noch ist keine Anwendung bekannt.',
  noneMatches: 'Keine Anwendung passt zu diesen Filtern.',
  loadFailed: 'Die Anwendungen sind gerade nicht lesbar.',
  shown: '{{shown}} von {{total}} Anwendungen',
  oldest: 'Ältester Vergleich:',
  by: 'von ApplicationSet {{name}}',
  partOf: 'Teil von {{name}}',
  applicationSet: 'ApplicationSet {{name}}',
  missingOwner: 'Application {{name}} (nicht in dieser Liste)',
  reported: 'Argo CD meldet {{health}}',
  outOfSync: '{{count, number}} von {{total}} Ressourcen',
  missing: '{{count, number}} Missing',
  moreSources: '+{{count, number}}',
  source: {
    notResolved: 'nicht aufgelöst',
    chart: 'Chart-Version',
    digest: 'Digest',
    deployed: 'deployt:',
    hydratedFrom: 'Hydriert aus',
    Hydrating: 'Hydrierung läuft',
    Failed: 'Hydrierung fehlgeschlagen',
  },
  commit: {
    noMessage: 'Commit ohne Nachricht',
    truncated: 'gekürzt',
    failed: 'Commit-Nachrichten können gerade nicht gelesen werden.',
    notFound:
      'Keine Commit-Nachricht: Der Git-Host hat keinen solchen Commit, oder das Konto des Portals sieht das Repository nicht.',
    hostNotConfigured:
      'Keine Commit-Nachricht: Der Git-Host gehört nicht zu den Integrationen des Portals.',
    notAllowed:
      'Keine Commit-Nachricht: Der Git-Host lässt das Konto des Portals nicht lesen.',
    rateLimited:
      'Keine Commit-Nachricht: zu viele Aufrufe des Git-Hosts. Nächster',
    unavailable:
      'Keine Commit-Nachricht: Der Git-Host hat nicht rechtzeitig geantwortet.',
  },
  resource: {
    causes: 'Mögliche Ursachen',
    of: 'Ressourcen von {{name}}',
    read: 'Aus dem Cluster lesen',
    readAgain: 'Noch einmal lesen',
    readLabel: '{{resource}} aus dem Cluster lesen',
    replicas: '{{ready}} von {{desired}} Replicas bereit',
    readAt: 'gelesen',
    times: '{{count, number}}-mal',
    noEvents: 'Die Events dürfen nicht gelesen werden.',
  },
  drawer: {
    problems: 'Probleme',
    well: 'Keine: Healthy und Synced.',
    unexplained: 'Argo CD nennt keinen Grund.',
    remedy: 'Was zu tun ist:',
    facts: 'Überblick',
    argocd: 'In Argo CD öffnen',
    namespace: 'Ziel-Namespace',
    owner: 'Erzeugt von',
    operation: 'Letzte Operation',
    addresses: 'Adressen',
    conditions: 'Conditions',
    gone: 'In diesem Cluster gibt es keine Application {{name}} (mehr).',
    more: 'Ressourcen, Verlauf und Sync-Fenster',
    moreNote:
      'Werden auf Wunsch aus dem Cluster gelesen; das Portal hält sie nicht vor.',
  },
  remedies: {
    'sync-failed':
      'Korrigieren, was die Meldung nennt, und erneut synchronisieren.',
    'synced-but-failed':
      'Korrigieren, was die Meldung nennt, und erneut synchronisieren.',
    'repository-not-reachable':
      'Die Adresse des Repositorys, seine Zugangsdaten im Argo CD des Clusters und das Netz dazwischen prüfen.',
    'comparison-failed': 'Die Manifeste so korrigieren, wie die Meldung sagt.',
    'condition-error': 'Korrigieren, was die Meldung nennt.',
    'hydration-failed': 'Korrigieren, was die Meldung nennt.',
    'operation-too-long':
      'In Argo CD nachsehen, worauf sie wartet; sie beenden, wenn das nie kommt.',
    'prune-confirmation':
      'Wer die Application synchronisieren darf, bestätigt es in Argo CD oder setzt ihre Annotation `argocd.argoproj.io/deletion-approved` auf die Zeit.',
    drifting:
      'Herausfinden, wer sonst die abweichenden Felder schreibt (ein Controller, ein Webhook, eine Vorgabe), und sie in Git oder im Vergleich auslassen.',
    degraded: 'Die Ressourcen ansehen, die nicht Healthy sind.',
    missing:
      'Synchronisieren, oder nachsehen, warum es nicht synchronisiert ist.',
    'health-unknown': 'Die Conditions der Application ansehen.',
    'worker-not-heard': 'Die Verbindung auf der Seite des Clusters ansehen.',
    'controller-not-running':
      'Den Application-Controller im Argo CD des Clusters starten.',
    'never-compared':
      'Nachsehen, ob der Application-Controller läuft und ob er für den Namespace der Application zuständig ist.',
    'comparison-overdue':
      'Nachsehen, ob der Application-Controller hängt oder mehr zu tun hat, als er kann.',
    'sync-unknown': 'Die Application aktualisieren (Refresh).',
    'out-of-sync':
      'Synchronisieren, oder auf die automatische Synchronisierung warten.',
    warning: 'Die Meldung ansehen.',
  },
  reading: {
    read: 'Aus dem Cluster lesen',
    readAgain: 'Noch einmal lesen',
    failed: 'Der Cluster kann gerade nicht gelesen werden.',
    readAt: 'Gelesen',
    resources: 'Ressourcen',
    resourcesOf: '{{shown}} von {{total}} Ressourcen, fehlerhafte zuerst',
    clusterWide: 'Clusterweit',
    problems: '{{count, number}} weichen ab',
    prune: 'nicht mehr in Git',
    syncResults: 'Was die letzte Synchronisierung tat',
    history: 'Verlauf',
    noHistory: 'Noch keine Synchronisierung ist gelungen.',
    by: 'von {{user}}',
    automated: 'automatische Synchronisierung',
    images: 'Images',
    windows: 'Sync-Fenster',
    noWindows: 'Keine: Das Projekt hält keine Synchronisierung zurück.',
    windowsNotRead: 'Das Projekt darf nicht gelesen werden.',
    allow: 'Synchronisierung erlaubt',
    deny: 'Synchronisierung gesperrt',
    window: '{{schedule}} ({{timeZone}}), für {{duration}}',
    manual: 'von Hand dennoch möglich',
    windowOpen: 'jetzt offen, schließt {{age}}',
    windowNext: 'jetzt geschlossen, öffnet {{age}}',
    windowFar: 'jetzt und in den nächsten {{days}} Tagen geschlossen',
  },
};
