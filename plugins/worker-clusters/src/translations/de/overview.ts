import type { overview as english } from '../en/overview';
import type { Translated } from '../types';

export const overview: Translated<typeof english> = {
  summary: {
    label: 'Zusammenfassung',
    good: 'Alles in Ordnung, geprüft {{age}}.',
    goodEmpty:
      'Alles in Ordnung, geprüft {{age}}. Noch ist keine Anwendung deployt.',
    pending_one:
      'Nichts ist gestört, geprüft {{age}}. {{count, number}} Anwendung wird synchronisiert oder ausgerollt.',
    pending_other:
      'Nichts ist gestört, geprüft {{age}}. {{count, number}} Anwendungen werden synchronisiert oder ausgerollt.',
    more_one: 'und {{count, number}} weiteres Problem',
    more_other: 'und {{count, number}} weitere Probleme',
    phase: {
      requested:
        'Beantragt. Sobald der Pull Request geprüft und gemergt ist, wird der Cluster erstellt.',
      merged:
        'Gemergt. Das Management-Argo-CD hat den Claim noch nicht in den Management-Cluster gebracht.',
      provisioning: 'Wird erstellt.',
      installing: 'Argo CD wird installiert.',
      updating: 'Eine Änderung wird angewendet.',
      deleting: 'Wird gelöscht.',
      closed: 'Der Pull Request wurde ohne Merge geschlossen.',
    },
    readyApart:
      '„Bereit“ ist der Zustand der Infrastruktur. Anwendungen haben ihre eigene Health.',
  },
  problems: {
    more: 'Mehr unter {{tab}}',
    others_one: '{{count, number}} weiteres Problem',
    others_other: '{{count, number}} weitere Probleme',
    bad: 'Problem',
    warn: 'Warnung',
    failed: {
      title: 'Die Bereitstellung ist fehlgeschlagen',
      remedy:
        'Korrigieren Sie, was die Meldung nennt: den Claim durch einen Pull Request, oder ein Limit oder eine Berechtigung im Cloud-Konto. Crossplane versucht es dann erneut.',
    },
    'deletion-blocked': {
      title: 'Das Löschen ist blockiert',
      remedy:
        'Entfernen Sie, was die Ressource noch nutzt, zum Beispiel Load Balancer oder Netzwerkschnittstellen, die der Cluster hinterlassen hat. Crossplane macht dann weiter.',
    },
    'update-failed': {
      title: 'Eine Änderung des Clusters ist fehlgeschlagen',
      remedy:
        'Korrigieren Sie den Claim durch einen Pull Request, oder nehmen Sie die letzte Änderung zurück. Der Cluster läuft wie zuvor.',
    },
    degraded: {
      title: 'Ein Teil der Infrastruktur ist nicht bereit',
      remedy: 'Sehen Sie die Conditions der Ressourcen, die nicht bereit sind.',
    },
    'awaiting-confirmation': {
      title: 'Das Löschen wartet auf eine Bestätigung',
      remedy:
        'Bestätigen Sie es im Management-Argo-CD, oder stellen Sie den Claim in Git wieder her, um den Cluster zu behalten.',
    },
    'token-refused': {
      title: 'Der Cluster weist das Token des Portals ab',
      remedy:
        'Prüfen Sie, ob das Secret mit dem Token im Management-Cluster aktuell ist und ob es das Service-Konto im Cluster noch gibt.',
    },
    'read-forbidden': {
      title: 'Das Portal darf den Cluster nicht lesen',
      remedy:
        'Geben Sie dem Service-Konto des Portals im Cluster get, list und watch auf das, was die Meldung nennt.',
    },
    unreachable: {
      title: 'Der API-Server des Clusters ist nicht erreichbar',
      remedy:
        'Prüfen Sie, ob der Cluster läuft und ob sein Endpunkt die Adressen des Portals zulässt. Gezeigt wird der letzte bekannte Zustand.',
    },
    'controller-not-running': {
      title: 'Der Application-Controller läuft nicht',
      remedy:
        'Starten Sie den Application-Controller im Argo CD des Clusters. Bis dahin sind Health und Sync-Status eingefroren.',
    },
    'applications-wrong': {
      title_one: '{{count, number}} Anwendung braucht Aufmerksamkeit',
      title_other: '{{count, number}} Anwendungen brauchen Aufmerksamkeit',
      remedy:
        'Sehen Sie, was jede von ihnen meldet. Die Infrastruktur hängt nicht von ihnen ab.',
    },
    'findings-high': {
      title_one: '{{count, number}} schwerer Befund zur Isolation',
      title_other: '{{count, number}} schwere Befunde zur Isolation',
      remedy:
        'Entfernen oder korrigieren Sie die Objekte, die die Isolation verletzen.',
    },
    'kubernetes-unsupported': {
      title: 'Kubernetes {{version}} wird nicht mehr unterstützt',
      remedy:
        'Aktualisieren Sie den Cluster, eine Minor-Version nach der anderen.',
    },
    'connection-cut': {
      title: 'Die Verbindung zum Cluster ist unterbrochen',
      remedy:
        'Das Portal verbindet sich selbst wieder. Dauert es an, prüfen Sie das Netz zwischen Portal und Cluster.',
    },
    'never-reached': {
      title: 'Das Portal hat den Cluster nie erreicht',
      remedy:
        'Prüfen Sie, ob sein Endpunkt die Adressen des Portals zulässt und ob es im Management-Cluster das Secret mit seinen Zugangsdaten gibt. Bis dahin berichtet nur der Management-Cluster über ihn.',
    },
    'reading-paused': {
      title: 'Das Lesen des Clusters pausiert',
      remedy:
        'Der Cluster sendet mehr als seinen Anteil. Sehen Sie, welche Objekte sich ständig ändern; das Portal macht von selbst weiter.',
    },
    'argocd-degraded': {
      title: 'Argo CD ist nicht vollständig',
      remedy:
        'Sehen Sie die Pods der Komponenten, die nicht bereit sind, im Namespace von Argo CD.',
    },
    'no-argocd': {
      title: 'Der Cluster hat kein Argo CD',
      remedy:
        'Prüfen Sie, ob die Composition es installiert und was sie meldet.',
    },
    'applications-muted': {
      title_one: '{{count, number}} Anwendung wird nicht mehr verglichen',
      title_other: '{{count, number}} Anwendungen werden nicht mehr verglichen',
      remedy:
        'Prüfen Sie, ob der Application-Controller hängt oder mehr zu tun hat, als er schafft.',
    },
    'stage-overdue': {
      title: 'Eine Stufe dauert länger als üblich',
      remedy: 'Sehen Sie die Ressourcen, die noch nicht bereit sind.',
    },
    'claim-not-applied': {
      title: 'Der Claim aus Git ist nicht angewendet',
      remedy:
        'Sehen Sie die Application des Management-Argo-CD, die den Claim synchronisiert.',
    },
    'not-in-git': {
      title: 'Der Claim wird nicht aus Git verwaltet',
      remedy:
        'Legen Sie den Claim im GitOps-Repository ab. Bis dahin ändert oder entfernt kein Pull Request den Cluster.',
    },
    'reconcile-paused': {
      title: 'Crossplane soll den Cluster in Ruhe lassen',
      remedy:
        'Entfernen Sie die Annotation crossplane.io/paused vom Claim, wenn die Arbeit getan ist.',
    },
    'lifetime-over': {
      title: 'Die Lebensdauer ist vorbei',
      remedy:
        'Verlängern Sie sie, oder mergen Sie den Pull Request, der den Cluster entfernt.',
    },
    'change-not-allowed': {
      title: 'Ein offener Pull Request besteht die Prüfungen nicht',
      remedy:
        'Sehen Sie die Ergebnisse der Prüfungen, und korrigieren Sie den Pull Request.',
    },
    'findings-other': {
      title_one: '{{count, number}} Befund zur Isolation',
      title_other: '{{count, number}} Befunde zur Isolation',
      remedy:
        'Sehen Sie, welche Objekte sie nennen und wie man sie korrigiert.',
    },
    'kinds-not-read': {
      title: 'Einige Ressourcen der Composition werden nicht gelesen',
      remedy:
        'Geben Sie der Rolle des Portals im Management-Cluster get, list und watch auf diese Arten. Bis dahin fehlen sie in den Stufen.',
    },
    'namespaces-not-read': {
      title: 'Applications in anderen Namespaces werden nicht gelesen',
      remedy:
        'Geben Sie dem Service-Konto des Portals im Cluster get, list und watch auf applications (argoproj.io) in allen Namespaces.',
    },
    'crossplane-notice': {
      title: 'Crossplane meldet ein Problem',
      remedy: 'Sehen Sie die Conditions des Claims.',
    },
    'argocd-unsupported': {
      title: 'Argo CD {{version}} wird nicht mehr unterstützt',
      remedy: 'Aktualisieren Sie Argo CD durch seine Version im Claim.',
    },
    'lifetime-ending': {
      title: 'Die Lebensdauer endet bald',
      remedy:
        'Verlängern Sie sie, wenn der Cluster noch gebraucht wird. Sonst entfernt ihn dann ein Pull Request.',
    },
    'kubernetes-extended-support': {
      title: 'Kubernetes {{version}} ist in verlängerter Unterstützung',
      remedy:
        'Planen Sie die Aktualisierung: Die verlängerte Unterstützung kostet mehr.',
    },
    'kubernetes-support-ending': {
      title: 'Die Standardunterstützung von Kubernetes {{version}} endet bald',
      remedy:
        'Planen Sie die Aktualisierung: Danach kostet die verlängerte Unterstützung mehr.',
    },
    'argocd-support-ending': {
      title: 'Die Unterstützung von Argo CD {{version}} endet bald',
      remedy: 'Planen Sie die Aktualisierung von Argo CD.',
    },
  },
  stages: {
    heading: 'Vom Antrag bis zu den Anwendungen',
    table: 'Stufen, mit ihrem Beginn und ihrer Dauer',
    stage: 'Stufe',
    state: 'Zustand',
    progress: 'Fortschritt',
    axis: 'Zeit seit {{time}}',
    names: {
      requested: 'Beantragt',
      merged: 'Gemergt',
      network: 'Netzwerk',
      identity: 'Identität',
      'control-plane': 'Control Plane',
      nodes: 'Nodes und Add-ons',
      argocd: 'Argo CD',
      applications: 'Anwendungen',
    },
    ready: '{{ready}} von {{expected}} bereit',
    took: 'dauerte {{duration}}',
    since: 'seit {{duration}}',
    usually: 'üblich {{duration}}',
    overdue: 'länger als üblich ({{duration}})',
    unknownBegin: 'Beginn nicht bekannt',
    blocks: 'Blockiert jetzt',
    reported: 'Fertig gemeldet',
    reportedNote:
      'Wie der Management-Cluster meldet: Das Portal hat den Cluster selbst nie erreicht.',
    source: {
      regionAndVersion_one:
        '9 von 10 dauern höchstens {{p90}}, gelernt von {{count, number}} Cluster in derselben Region mit derselben Kubernetes-Version',
      regionAndVersion_other:
        '9 von 10 dauern höchstens {{p90}}, gelernt von {{count, number}} Clustern in derselben Region mit derselben Kubernetes-Version',
      region_one:
        '9 von 10 dauern höchstens {{p90}}, gelernt von {{count, number}} Cluster in derselben Region',
      region_other:
        '9 von 10 dauern höchstens {{p90}}, gelernt von {{count, number}} Clustern in derselben Region',
      fleet_one:
        '9 von 10 dauern höchstens {{p90}}, gelernt von {{count, number}} Cluster der Flotte',
      fleet_other:
        '9 von 10 dauern höchstens {{p90}}, gelernt von {{count, number}} Clustern der Flotte',
    },
    legend: {
      usual: 'Übliche Dauer (9 von 10)',
      median: 'Median',
      now: 'Jetzt',
    },
    removal: 'Entfernung',
    removalTable: 'Phasen der Entfernung, mit ihrem Beginn',
    removalNames: {
      'awaiting-confirmation': 'Bestätigung',
      deleting: 'Löschen',
    },
  },
  about: {
    heading: 'Über den Cluster',
    environment: 'Umgebung',
    region: 'Region',
    owner: 'Eigentümer',
    kubernetes: 'Kubernetes',
    requested: 'beantragt',
    nodes: 'Nodes',
    cost: 'Kosten, geschätzt',
    nodeRange: '{{min}} bis {{max}}',
    claim: 'Claim',
    pullRequest: 'Pull Request',
    catalog: 'Katalog',
    apiServer: 'API-Server',
    addressRange: 'Adressbereich',
    created: 'Erstellt',
    lifetime: 'Lebensdauer endet',
  },
  changes: {
    pullRequest: 'Pull Request #{{number}}',
    open: 'wartet auf Prüfung',
    merged: 'gemergt',
    closed: 'ohne Merge geschlossen',
    update: 'zur Änderung dieses Clusters wartet auf Prüfung',
    decommission: 'zur Entfernung dieses Clusters wartet auf Prüfung',
    review:
      'Das Plattform-Team prüft ihn. Sobald er gemergt ist, wird der Cluster erstellt.',
    change: '{{label}}: {{before}} → {{after}}',
    notSet: 'nicht gesetzt',
  },
  head: {
    infrastructure: 'Infrastruktur',
    connection: 'Verbindung',
    applications: 'Anwendungen',
    noApplications: 'Keine',
    heard: 'gehört {{age}}',
    lastSeen: 'zuletzt gesehen {{age}}',
  },
};
