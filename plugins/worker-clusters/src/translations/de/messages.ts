import type { messages as english } from '../en/messages';
import type { Translated } from '../types';

export const messages: Translated<typeof english> = {
  'pull-request-open': 'Pull Request #{{number}} wartet auf sein Review.',
  'pull-request-merged':
    'Pull Request #{{number}} ist gemergt; das Management-Argo-CD hat den Claim noch nicht angewendet.',
  'pull-request-closed':
    'Pull Request #{{number}} wurde ohne Merge geschlossen.',
  'resources-pending': 'Crossplane hat noch keine Ressource erstellt.',
  'progress-network':
    'Netzwerk: {{ready}} von {{expected}} Ressourcen sind bereit.',
  'progress-identity':
    'Identität: {{ready}} von {{expected}} Ressourcen sind bereit.',
  'progress-control-plane':
    'Control Plane: {{ready}} von {{expected}} Ressourcen sind bereit.',
  'progress-nodes':
    'Nodes und Add-ons: {{ready}} von {{expected}} Ressourcen sind bereit.',
  'progress-argocd':
    'Argo CD: {{ready}} von {{expected}} Ressourcen sind bereit.',
  'composite-waiting':
    'Alle Ressourcen der Composition sind bereit, die Composite Resource noch nicht.',
  'composite-not-ready':
    'Die Composite Resource ist nicht mehr bereit und sagt nicht, warum.',
  'phase-ready': 'Der Cluster und sein Argo CD sind bereit.',
  'phase-ready-unheard':
    'Der Management-Cluster meldet den Cluster und sein Argo CD als bereit; das Portal hat den Cluster selbst noch nicht erreicht.',
  'phase-ready-paused':
    'Der Cluster ist bereit. Crossplane soll ihn in Ruhe lassen (die Reconciliation ist pausiert).',
  'version-rising': 'Kubernetes geht von {{before}} auf {{version}}.',
  'claim-change-pending':
    'Crossplane hat die letzte Änderung des Claims noch nicht angewendet.',
  'control-plane-updating':
    'Der Provider meldet, dass die Control Plane aktualisiert wird.',
  'resource-changing':
    'Eine Ressource der Composition wird geändert: {{resource}}.',
  'resources-changing':
    '{{count}} Ressourcen der Composition werden geändert, zuerst {{resource}}.',
  'resource-not-ready': '{{resource}} ist nicht bereit.',
  'resource-not-ready-because': '{{resource}} ist nicht bereit: {{reason}}',
  'resources-not-ready':
    '{{count}} Ressourcen der Composition sind nicht bereit, zuerst {{resource}}.',
  'prune-confirmation':
    'Das Management-Argo-CD wartet auf eine Bestätigung, bevor es den Claim löscht. Wer die Application {{application}} (Projekt {{project}}) synchronisieren darf, kann sie dort geben, oder mit kubectl: kubectl -n {{namespace}} annotate application {{application}} argocd.argoproj.io/deletion-approved=$(date -u +%Y-%m-%dT%H:%M:%SZ)',
  'decommission-merged':
    'Pull Request #{{number}}, der den Cluster entfernt, ist gemergt; das Management-Argo-CD hat den Claim noch nicht gelöscht.',
  'deletion-claim-left': 'Nur der Claim ist noch da.',
  'deletion-resource-left': 'Eine Ressource der Composition ist noch da.',
  'deletion-resources-left':
    '{{count}} Ressourcen der Composition sind noch da.',

  'condition-silent':
    '{{condition}} ist False; eine Meldung dazu gibt es nicht.',
  'resource-deleting': 'Wird gelöscht.',
  'resource-remains': 'Ist noch da.',
  'resource-no-condition': 'Hat noch keine Condition gemeldet.',

  'evidence-setting-default':
    '{{setting}} ist nicht gesetzt; Argo CD nimmt dann "true"',
  'evidence-token-shared': 'Das Portal hat für beide dasselbe Token',
  'evidence-api-server-shared': 'Beide führen zum selben API-Server',
  'evidence-rights': 'im Namespace {{namespace}}: {{rights}}',
  'evidence-composition': 'Composition: {{name}}; erlaubt: {{allowed}}',
  'evidence-composition-none': 'Composition: {{name}}; erlaubt: keine',
  'evidence-credential-issued': 'ausgestellt {{time}}; älter als {{days}} Tage',
  'evidence-credential-written':
    'geschrieben {{time}}; älter als {{days}} Tage',

  'unchecked-not-read': 'Der Cluster wurde noch nicht gelesen.',
  'unchecked-other-scope': 'Wird für diese Art von Cluster nicht geprüft.',
  'unchecked-no-credential':
    'Das Portal hat für diesen Cluster (noch) keine Zugangsdaten.',
  'unchecked-credential-not-named':
    'Der Claim nennt (noch) keine Zugangsdaten für das Portal.',
  'unchecked-portal-without-credential': 'Das Portal hat keine Zugangsdaten.',
  'unchecked-no-arn':
    'Der Status des Claims nennt nicht die ARN des Clusters (status.cluster.arn), durch die ein verwaltetes Argo CD in ihn deployt.',
  'unchecked-no-composition':
    'Crossplane hat noch keine Composition ausgewählt.',
  'unchecked-compositions-not-listed':
    'Weder nennt die XRD eine Standard-Composition, noch hat app-config allowedCompositions.',
  'unchecked-no-settings': 'Es gibt keine ConfigMap argocd-cm.',
  'unchecked-project-cut':
    'AppProject {{name}} hat längere Listen, als das Portal aufbewahrt.',
  'unchecked-rights-partly':
    'Der API-Server konnte nicht alle Rechte des Portals auflisten; die er aufgelistet hat, erlauben nur Lesen.',
  'unchecked-credential-age':
    'Das Token sagt nicht, wann es ausgestellt wurde, und es gibt kein Secret, dessen Alter das sagt.',
  'unchecked-secrets':
    'Das Portal darf im Namespace {{namespace}} keine Secrets auflisten.',
  'unchecked-metadata': 'Der API-Server schickt Metadaten nicht allein.',

  'policy-unreadable':
    'Die Richtlinie des Plattform-Teams (workerClusters.policy) ist nicht lesbar, darum ist kein Antrag erlaubt. Sagen Sie es dem Plattform-Team: Im Log des Backends steht, was falsch ist.',
  'name-rule':
    'Der Name „{{name}}“ folgt nicht der Regel des Plattform-Teams: {{rule}}.',
  'environment-not-offered':
    'Die Umgebung „{{environment}}“ wird nicht angeboten: Wählen Sie eine von {{choices}}.',
  'region-not-offered':
    'Die Region „{{value}}“ wird in {{environment}} nicht angeboten: Wählen Sie eine von {{choices}}.',
  'version-not-offered':
    'Die Kubernetes-Version „{{value}}“ wird in {{environment}} nicht angeboten: Wählen Sie eine von {{choices}}.',
  'size-not-offered':
    'Die Größe der Nodes „{{value}}“ wird in {{environment}} nicht angeboten: Wählen Sie eine von {{choices}}.',
  'nodes-above-limit':
    'Ein Cluster in {{environment}} hat höchstens {{limit}} Nodes, nicht {{max}}: Senken Sie das Maximum, oder fragen Sie das Plattform-Team.',
  'nodes-max-below-min':
    'Die Höchstzahl der Nodes ({{max}}) liegt unter der Mindestzahl ({{min}}): Erhöhen Sie die Höchstzahl, oder senken Sie die Mindestzahl.',
  'second-approval':
    'Ein Antrag für {{environment}} braucht eine zweite Genehmigung, von {{approvers}}.',
  'second-approval-platform':
    'Ein Antrag für {{environment}} braucht eine zweite Genehmigung, von jemand anderem aus dem Plattform-Team.',
  'quota-used':
    '{{owner}} hat {{count}} von {{limit}} Clustern ({{names}}): Legen Sie einen still, oder bitten Sie das Plattform-Team um mehr.',
  'quota-used-hidden':
    'Das Kontingent von {{owner}} ist ausgeschöpft: Legen Sie einen Cluster still, oder bitten Sie das Plattform-Team um mehr.',
  'quota-not-checked':
    'Die Flotte ist gerade nicht lesbar. Wie viele Cluster der Eigentümer hat, wurde nicht geprüft und ist beim Review zu prüfen.',
  'range-invalid':
    '„{{range}}“ ist kein IPv4-Bereich: Schreiben Sie ihn wie 10.42.0.0/16, hinter dem Präfix ist nichts gesetzt.',
  'range-outside-pool':
    '{{range}} liegt außerhalb des Pools der Plattform, {{pool}}: Wählen Sie einen Bereich daraus, oder lassen Sie das Feld leer, um einen zu bekommen.',
  'range-too-large':
    '{{range}} ist größer als der Bereich eines Clusters (/{{prefix}}): Wählen Sie einen kleineren, oder lassen Sie das Feld leer, um einen zu bekommen.',
  'range-reserved':
    '{{range}} überschneidet sich mit {{reserved}}, das anderswo verwendet wird: Wählen Sie einen anderen Bereich, oder lassen Sie das Feld leer, um einen zu bekommen.',
  'range-taken':
    '{{range}} überschneidet sich mit {{other}} des Clusters {{name}}: Wählen Sie einen anderen Bereich.',
  'range-taken-pool':
    '{{range}} überschneidet sich mit {{other}} des Clusters {{name}}: Wählen Sie einen anderen Bereich, oder lassen Sie das Feld leer, um einen zu bekommen.',
  'range-taken-hidden':
    '{{range}} überschneidet sich mit dem Bereich eines anderen Clusters: Wählen Sie einen anderen Bereich.',
  'range-taken-hidden-pool':
    '{{range}} überschneidet sich mit dem Bereich eines anderen Clusters: Wählen Sie einen anderen Bereich, oder lassen Sie das Feld leer, um einen zu bekommen.',
  'range-not-checked':
    'Die Flotte ist gerade nicht lesbar. Ob der Adressbereich frei ist, wurde nicht geprüft und ist beim Review zu prüfen.',
  'version-down':
    'Kubernetes kann nicht von {{before}} auf {{version}} zurück: Eine Control Plane wird nie herabgestuft. Beantragen Sie stattdessen einen neuen Cluster.',
  'version-skips':
    'Kubernetes steigt um eine Minor-Version nach der anderen: Aktualisieren Sie von {{before}} zuerst auf {{next}}.',
  'lifetime-missing':
    'Cluster in {{environment}} haben ein Ende: Nennen Sie eines innerhalb von {{longest}}.',
  'lifetime-invalid':
    'Das Ende „{{end}}“ ist kein Zeitpunkt: Schreiben Sie ihn in UTC, wie 2026-12-31T12:00:00Z.',
  'lifetime-past':
    'Das Ende {{end}} ist vorbei: Wählen Sie einen künftigen Zeitpunkt.',
  'lifetime-too-long':
    'Das Ende {{end}} liegt zu weit in der Zukunft: Cluster in {{environment}} leben von jetzt an höchstens {{longest}}. Wählen Sie ein früheres, und verlängern Sie später.',
  'machinery-annotation':
    'Die Annotation „{{key}}“ gehört nicht zu dieser Art von Claim: Lassen Sie sie weg.',
  'machinery-label':
    'Das Label „{{key}}“ gehört nicht zu dieser Art von Claim: Lassen Sie es weg.',
  'machinery-spec':
    '„{{field}}“ gehört Crossplane und dem Plattform-Team: Lassen Sie es weg.',
  'machinery-field':
    '„{{field}}“ ist kein Feld, das ein Claim setzt: Lassen Sie es weg.',
  'machinery-annotation-commit':
    'Die Annotation „{{key}}“ gehört nicht zu dieser Art von Claim: Nehmen Sie die Änderung zurück, oder lassen Sie das Plattform-Team das Feld in platformFields der Richtlinie aufnehmen.',
  'machinery-label-commit':
    'Das Label „{{key}}“ gehört nicht zu dieser Art von Claim: Nehmen Sie die Änderung zurück, oder lassen Sie das Plattform-Team das Feld in platformFields der Richtlinie aufnehmen.',
  'machinery-spec-commit':
    '„{{field}}“ gehört Crossplane und dem Plattform-Team: Nehmen Sie die Änderung zurück, oder lassen Sie das Plattform-Team das Feld in platformFields der Richtlinie aufnehmen.',
  'machinery-field-commit':
    '„{{field}}“ ist kein Feld, das ein Claim setzt: Nehmen Sie die Änderung zurück, oder lassen Sie das Plattform-Team das Feld in platformFields der Richtlinie aufnehmen.',
  'machinery-platform': 'Das ändert „{{field}}“, ein Feld des Plattform-Teams.',
  'machinery-unknown':
    'Das ändert „{{field}}“, das die Richtlinie nicht kennt: Prüfen Sie, welches Werkzeug es liest.',
  'channel-missing':
    "Eine Änderung der Composition erreicht diesen Cluster, bevor sie für seine Umgebung freigegeben ist: Setzen Sie {{field}}.matchLabels auf {{label}}: 'true'.",
  'value-restricted':
    '{{field}} „{{value}}“ ist nicht erlaubt: Bitten Sie das Plattform-Team, es in restrictedFields der Richtlinie aufzunehmen.',
  'value-restricted-choices':
    '{{field}} „{{value}}“ ist nicht erlaubt: Wählen Sie {{choices}}, oder bitten Sie das Plattform-Team, es in restrictedFields der Richtlinie aufzunehmen.',
  'change-too-long':
    'Die Änderung hat {{size}} Zeichen, von denen ein Pull Request {{limit}} zeigen kann: Teilen Sie sie in mehrere Anträge.',
  'composition-other':
    'Der Claim wählt die Composition „{{name}}“ statt der Standard-Composition.',
  'composition-other-unknown':
    'Der Claim wählt die Composition „{{name}}“ statt der Standard-Composition. Was sie erstellt, ist hier nicht bekannt: Sehen Sie sie im Management-Cluster an.',
  'composition-by-labels':
    'Der Claim wählt seine Composition durch Labels. Was sie erstellt, ist hier nicht bekannt: Sehen Sie sie im Management-Cluster an.',
  'owner-not-group':
    'Der Eigentümer „{{owner}}“ ist keine Gruppe: Ein Cluster gehört einem Team. Wählen Sie eine Gruppe des Katalogs, zum Beispiel group:default/payments.',
  'owner-unknown':
    'Der Eigentümer „{{owner}}“ ist nicht im Katalog, oder Sie dürfen ihn nicht sehen: Wählen Sie eine der Gruppen, die das Formular anbietet.',
  'ownership-service':
    'Einen Cluster beantragt, ändert und entfernt das Team, dem er gehört, und diesen Antrag stellt {{subject}}: Nennen Sie den Dienst in workerClusters.policy.requireOwnership.services.',
  'ownership-other':
    'Dieser Cluster gehört {{owner}}, keinem Ihrer Teams. Bitten Sie den Eigentümer um den Antrag, oder das Plattform-Team, workerClusters.policy.requireOwnership zu ändern.',
  'ownership-hidden':
    'Dieser Cluster gehört keinem Ihrer Teams. Bitten Sie den Eigentümer um den Antrag, oder das Plattform-Team, workerClusters.policy.requireOwnership zu ändern.',
  'ownership-foreign':
    'Sie beantragen Cluster nur für Ihre eigenen Teams, und {{owner}} ist keines davon. Wählen Sie {{teams}}, oder fragen Sie das Plattform-Team.',
  'ownership-no-team':
    'Sie beantragen Cluster nur für Ihre eigenen Teams, und {{owner}} ist keines davon. Sie sind in keinem Team: Lassen Sie sich in eines aufnehmen, oder fragen Sie das Plattform-Team.',
  'nothing-changes':
    'Der Antrag ändert nichts: Der Claim hat diese Werte bereits.',
  'deletion-protected':
    'Der Cluster ist gegen Löschen geschützt. Beantragen Sie zuerst eine Änderung, die „Deletion protection“ auf „disabled“ setzt; sobald sie gemergt ist, beantragen Sie die Stilllegung.',
  'requests-not-read':
    '{{count}} offene Anträge wurden nicht gelesen, weil es zu viele sind: Ihre Adressbereiche und die Kontingente ihrer Eigentümer wurden nicht geprüft. Lassen Sie die schließen, die niemand prüft.',
  'request-amends-change':
    'Sie haben eine offene Änderung dieses Clusters, Pull Request #{{number}}: {{url}}. Diese Änderung kommt hinzu.',
  'request-replaces':
    'Sie haben einen offenen Antrag dafür, Pull Request #{{number}}: {{url}}. Dieser Antrag ersetzt ihn.',
  'request-exists':
    'Dieser Cluster ist schon beantragt, in Pull Request #{{number}}: {{url}}. Warten Sie, bis er gemergt ist, lassen Sie ihn schließen, oder wählen Sie einen anderen Namen.',
  'request-change-exists':
    'Eine Änderung dieses Clusters ist schon beantragt, in Pull Request #{{number}}: {{url}}. Warten Sie, bis er gemergt ist, oder lassen Sie ihn zuerst schließen.',
  'request-removal-exists':
    'Die Stilllegung dieses Clusters ist schon beantragt, in Pull Request #{{number}}: {{url}}. Warten Sie, bis er gemergt ist, oder lassen Sie ihn zuerst schließen.',
  'request-other-open':
    'Es gibt einen weiteren offenen Antrag für diesen Cluster, Pull Request #{{number}}: {{url}}: Der zuletzt gemergte kann in Konflikt geraten.',
  'name-taken':
    'Der Name „{{name}}“ ist vergeben. Wählen Sie einen anderen Namen.',
  'name-taken-claim':
    'Der Name „{{name}}“ ist vergeben: Es gibt einen Claim dieses Namens in der Umgebung {{environment}}, {{url}}. Wählen Sie einen anderen Namen.',
  'name-taken-fleet':
    'Der Name „{{name}}“ ist vergeben: Die Flotte hat einen Cluster dieses Namens. Wählen Sie einen anderen Namen.',
  'name-taken-cluster':
    'Der Name „{{name}}“ ist vergeben: Die Flotte hat einen Cluster dieses Namens ({{environment}}, {{phase}}). Wählen Sie einen anderen Namen.',
  'name-taken-catalog':
    'Der Name „{{name}}“ ist vergeben: Der Katalog hat eine Entität resource:default/{{name}}. Wählen Sie einen anderen Namen.',
  'name-not-checked':
    'Die Flotte ist gerade nicht lesbar: Ob sie einen Cluster „{{name}}“ hat, wurde nicht geprüft.',
  'range-redacted': 'Der Adressbereich ist nicht erlaubt oder nicht frei.',
  'quota-redacted': 'Das Kontingent des Eigentümers ist ausgeschöpft.',
  'name-redacted': 'Der Name ist vergeben.',
  'path-differs':
    '{{field}} ist „{{value}}“, nach dem Pfad der Datei ist es „{{expected}}“: Korrigieren Sie eines von beiden.',

  'request-claims-cut':
    'Er ändert {{count}} Claims, von denen {{limit}} geprüft werden.',
  'request-files-cut': 'Er ändert mehr Dateien, als geprüft werden.',
  'request-file-too-large': '{{path}} ist größer als jeder Claim.',
  'request-rendering':
    '{{path}} ändert, welche Claims Argo CD anwendet, oder wie: Führen Sie „worker-clusters plan“ auf dem Branch aus.',
  'request-branch-missing':
    'Nicht geprüft: Im GitOps-Repository gibt es keinen Branch „{{branch}}“ auf dem Commit des Pull Requests. Er gehört zu einem Fork, wurde gelöscht oder inzwischen weitergeführt. Führen Sie „worker-clusters plan“ auf ihm aus.',
  'request-read-late': 'Er wurde nicht innerhalb von {{seconds}} s gelesen.',
  'request-evaluated-late':
    'Er wurde nicht innerhalb von {{seconds}} s geprüft.',
  'request-not-read': 'Seine Dateien sind nicht lesbar: {{reason}}',
  'request-not-evaluated': 'Er kann nicht geprüft werden: {{reason}}',

  'upgrade-control-plane':
    'Die Control Plane wird von {{from}} auf {{to}} aktualisiert. Ihre API bleibt mit kurzen Unterbrechungen erreichbar, etwa zehn Minuten lang. Zurück geht es nicht mehr.',
  'upgrade-nodes':
    'Danach wird jeder Node durch einen der neuen Version ersetzt, einer nach dem anderen: Jeder Pod wird einmal neu verteilt.',
  'upgrade-apis':
    'Workloads, die eine API nutzen, die es in der neuen Version nicht mehr gibt, funktionieren dann nicht mehr: Stellen Sie sie vorher um.',
  'nodes-resized':
    'Die Nodes werden durch Nodes anderer Größe ersetzt, einer nach dem anderen, so dass jeder Pod einmal neu verteilt wird. Workloads mit nur einer Replik stehen solange still.',
  'nodes-resized-again':
    'Die Nodes werden durch Nodes anderer Größe ersetzt, einer nach dem anderen, so dass jeder Pod noch einmal neu verteilt wird. Workloads mit nur einer Replik stehen solange still.',
  'node-more': 'Ständig läuft mindestens 1 Node mehr.',
  'nodes-more': 'Ständig laufen mindestens {{count}} Nodes mehr.',
  'nodes-capped':
    'Über {{max}} hinaus kommt kein Node hinzu. Laufen mehr, werden die übrigen geleert und entfernt, sobald ihre Pods anderswo Platz finden; Pods ohne Platz bleiben Pending.',
  'nodes-bounds': 'Die neuen Grenzen betreffen laufende Pods nicht.',
  'argocd-upgraded':
    'Das Argo CD des Clusters wird aktualisiert: Anwendungen laufen weiter, aber etwa zwei Minuten lang wird nichts synchronisiert.',
  'applications-source':
    'Das Argo CD des Clusters synchronisiert aus einer anderen Quelle: Anwendungen, die dort fehlen, werden entfernt.',
  'protection-lifted':
    'Der Cluster kann dann durch einen eigenen Antrag entfernt werden, und von jedem, der seinen Claim im Management-Cluster löschen darf.',
  'owner-changed':
    'Der Cluster bekommt einen anderen Eigentümer, der die Rechte des Eigentümers im Portal bekommt.',
  'lifetime-ends':
    'Die Laufzeit des Clusters endet {{end}}. Dann öffnet das Portal einen Pull Request, der ihn entfernt, wenn sie nicht vorher verlängert wurde.',
  'lifetime-ends-unenforced':
    'Die Laufzeit des Clusters endet {{end}}. Dann geschieht nichts: Die Richtlinie gibt Clustern in {{environment}} keine Laufzeit.',
  'removal-unreached':
    'Der Cluster ist gerade nicht erreichbar: Das Folgende ist sein Stand von {{time}}. Prüfen Sie ihn, bevor Sie ihn entfernen.',
  'removal-never-reached':
    'Der Cluster wurde nie erreicht: Was in ihm läuft, ist nicht bekannt. Prüfen Sie ihn, bevor Sie ihn entfernen.',
  'removal-applications-unknown':
    'Zuerst wird jede Anwendung darin entfernt, mit ihren Load Balancern und Volumes. Was nicht anderswo gesichert ist, geht verloren.',
  'removal-applications-none':
    'Sein Argo CD deployt keine Anwendung. Load Balancer und Volumes, die von Hand angelegt wurden, werden auch gelöscht. Was nicht anderswo gesichert ist, geht verloren.',
  'removal-application':
    'Zuerst wird 1 Anwendung entfernt, mit ihren Load Balancern und Volumes: {{name}}. Was nicht anderswo gesichert ist, geht verloren.',
  'removal-applications':
    'Zuerst werden {{count}} Anwendungen entfernt, mit ihren Load Balancern und Volumes: {{names}}. Was nicht anderswo gesichert ist, geht verloren.',
  'removal-applications-more':
    'Zuerst werden {{count}} Anwendungen entfernt, mit ihren Load Balancern und Volumes: {{names}} und {{more}} weitere. Was nicht anderswo gesichert ist, geht verloren.',
  'removal-addresses': 'Diese Adressen antworten nicht mehr: {{addresses}}.',
  'removal-addresses-more':
    'Diese Adressen antworten nicht mehr: {{addresses}} und {{more}} weitere.',
  'removal-order':
    'Dann werden Argo CD, Nodes und Add-ons, Control Plane, Rollen und Netzwerk gelöscht, in dieser Reihenfolge, in etwa einer halben Stunde.',
  'removal-nodes': '{{nodes}} Nodes ({{size}}) werden frei.',
  'removal-nodes-unsized': '{{nodes}} Nodes werden frei.',
  'removal-final':
    'Das lässt sich nicht rückgängig machen: Ein Cluster gleichen Namens, der später beantragt wird, ist ein neuer.',

  'denied-clusters':
    'Sie dürfen keine Worker-Cluster sehen. Bitten Sie das Plattform-Team um die Berechtigung „{{permission}}“.',
  'denied-definition':
    'Sie dürfen nicht sehen, was Worker-Cluster sind. Bitten Sie das Plattform-Team um die Berechtigung „{{permission}}“.',
  'denied-requests':
    'Sie dürfen keine Anträge für Worker-Cluster sehen. Bitten Sie das Plattform-Team um die Berechtigung „{{permission}}“.',
  'denied-pull-requests':
    'Sie dürfen die Pull Requests für Worker-Cluster nicht sehen. Bitten Sie das Plattform-Team um die Berechtigung „{{permission}}“.',
  'denied-applications':
    'Sie dürfen keine Anwendungen sehen. Bitten Sie das Plattform-Team um die Berechtigung „{{permission}}“.',
  'denied-isolation':
    'Sie dürfen die Isolation der Flotte nicht sehen. Bitten Sie das Plattform-Team um die Berechtigung „{{permission}}“.',
  'denied-findings':
    'Sie dürfen keine Befunde sehen. Bitten Sie das Plattform-Team um die Berechtigung „{{permission}}“.',
  'denied-incidents':
    'Sie dürfen keine Störungen sehen. Bitten Sie das Plattform-Team um die Berechtigung „{{permission}}“.',
  'denied-management-clusters':
    'Sie dürfen keine Management-Cluster sehen. Bitten Sie das Plattform-Team um die Berechtigung „{{permission}}“.',
  'denied-health':
    'Sie dürfen die Health des Backends nicht sehen. Bitten Sie das Plattform-Team um die Berechtigung „{{permission}}“.',
  'denied-report':
    'Sie dürfen keine Anträge für Worker-Cluster melden. Bitten Sie das Plattform-Team um die Berechtigung „{{permission}}“.',
  'denied-reading-resources':
    'Sie dürfen keine Ressourcen aus diesem Cluster lesen lassen. Bitten Sie das Plattform-Team um die Berechtigung „{{permission}}“.',
  'denied-reading-applications':
    'Sie dürfen keine Applications aus diesem Cluster lesen lassen. Bitten Sie das Plattform-Team um die Berechtigung „{{permission}}“.',
  'denied-reading-commits':
    'Sie dürfen keine Commits von Applications aus diesem Cluster lesen lassen. Bitten Sie das Plattform-Team um die Berechtigung „{{permission}}“.',
  'denied-reading-claims':
    'Sie dürfen keine Claims aus diesem Cluster lesen lassen. Bitten Sie das Plattform-Team um die Berechtigung „{{permission}}“.',
  'request-denied-create':
    'Sie dürfen keinen Worker-Cluster von {{owner}} in der Umgebung {{environment}} beantragen. Bitten Sie das Plattform-Team um die Berechtigung „{{permission}}“.',
  'request-denied-unowned':
    'Sie dürfen keinen Worker-Cluster ohne Eigentümer in der Umgebung {{environment}} beantragen. Bitten Sie das Plattform-Team um die Berechtigung „{{permission}}“.',
  'request-denied-update':
    'Sie dürfen keine Änderung des Worker-Clusters „{{name}}“ beantragen. Bitten Sie das Plattform-Team um die Berechtigung „{{permission}}“.',
  'request-denied-removal':
    'Sie dürfen keine Stilllegung des Worker-Clusters „{{name}}“ beantragen. Bitten Sie das Plattform-Team um die Berechtigung „{{permission}}“.',

  'unexpected-error':
    'Unerwarteter Fehler im Portal ({{error}}); bitte melden Sie ihn',
  'unexpected-error-at':
    'Unerwarteter Fehler im Portal ({{error}}) bei {{place}}; bitte melden Sie ihn',
  'subject-problem': '{{subject}}: {{problem}}',
  'connection-refused':
    '{{server}}: Verbindung abgewiesen; prüfen Sie, ob der API-Server läuft, und seine Adresse',
  'connection-closed': '{{server}}: Verbindung vom Server geschlossen',
  'connection-no-route':
    '{{server}}: keine Route zum Host; prüfen Sie das Netz zwischen beiden',
  'connection-no-network':
    '{{server}}: keine Route in sein Netz; prüfen Sie das Netz zwischen beiden',
  'connection-host-not-found':
    '{{server}}: Hostname nicht gefunden; prüfen Sie die Adresse',
  'connection-host-not-resolved':
    '{{server}}: Hostname nicht aufgelöst: keine Antwort des Nameservers',
  'connection-timed-out':
    '{{server}}: Zeitüberschreitung der Verbindung; prüfen Sie die Firewalls auf dem Weg',
  'connection-no-streams':
    '{{server}}: keine Anfrage über eine HTTP/2-Verbindung erlaubt (SETTINGS)',
  'connection-not-tls':
    '{{server}}: TLS-Handshake fehlgeschlagen; prüfen Sie, ob die Adresse eine mit https ist',
  'connection-certificate-expired':
    '{{server}}: Zertifikat abgelaufen; erneuern Sie es',
  'connection-certificate-early':
    '{{server}}: Zertifikat noch nicht gültig; prüfen Sie die Uhren',
  'connection-certificate-untrusted':
    '{{server}}: Zertifikat nicht von der konfigurierten CA signiert; prüfen Sie caData oder caFile, oder ca.crt des Secrets',
  'connection-certificate-other-host':
    '{{server}}: Zertifikat gehört zu einem anderen Hostnamen; prüfen Sie die Adresse',
  'connection-client-certificate':
    '{{server}}: Client-Zertifikat vom Server nicht angenommen, oder keines gesendet, obwohl er eines verlangt; prüfen Sie, ob es von der Client-CA des API-Servers signiert ist',
  'connection-address-refused':
    '{{server}}: Adresse nicht zugelassen: Sie ist eine Loopback-, Link-Local- oder reservierte Adresse; wenn sie so gemeint ist, nehmen Sie sie in workerClusters.workers.dangerouslyAllowApiServers auf',
  'connection-not-http':
    '{{server}}: Antwort ist kein HTTP; prüfen Sie, ob die Adresse die eines API-Servers ist',
  'connection-http2-error': '{{server}}: Fehler im HTTP/2-Protokoll',
  'connection-http2-overhead':
    '{{server}}: Verbindung vom Portal beendet: zu viele HTTP/2-Steuerframes',
  'connection-failed': '{{server}}: Verbindung fehlgeschlagen ({{error}})',
  'connection-ended': '{{server}}: Das Portal hat die Verbindung geschlossen',
  'connection-replaced':
    '{{server}}: Das Portal hat eine alte Verbindung geschlossen, weil seine Zugangsdaten erneuert wurden',
  'connection-no-answer':
    '{{server}} hat nicht innerhalb von {{seconds}} s geantwortet',
  'connection-too-slow':
    '{{server}} ist mitten in einer Antwort verstummt oder hat zu langsam gesendet (Anfrage: {{what}})',
  'connection-paused':
    '{{reason}}; pausiert bis {{time}}. Zu sehen ist der Stand von davor.',
  'connection-resumed': '{{server}}: Wird nach einer Pause wieder gelesen',
  'connection-not-known':
    'Das Portal hat noch keine Adresse und Zugangsdaten dieses Clusters.',
  'connection-waiting':
    'Das Portal ist neu gestartet und hat von diesem Cluster noch nichts gehört; gezeigt wird der letzte bekannte Stand.',
  'no-connection-worker':
    'Das Portal hat keine Verbindung zum Worker-Cluster {{cluster}}',
  'no-connection-management':
    'Das Portal hat keine Verbindung zum Management-Cluster {{name}}',
  'cluster-not-observed':
    'Das Portal kann diesen Cluster nicht beobachten: {{problem}}',

  'response-unauthorized':
    '{{server}}: {{credential}} nicht angenommen (401); {{remedy}}',
  'response-forbidden':
    'Lesen auf {{server}} nicht erlaubt (403): {{what}}. Ergänzen Sie die Rolle der Identität des Portals um: {{grant}}.',
  'response-forbidden-because':
    'Lesen auf {{server}} nicht erlaubt (403): {{what}}. Der Server sagt: {{message}}. Ergänzen Sie die Rolle der Identität des Portals um: {{grant}}.',
  'response-not-found': '{{server}} kennt dies nicht (404): {{what}}',
  'response-gone': '{{what}} auf {{server}}: Version abgelaufen',
  'response-throttled':
    '{{server}}: Anfrage ist später zu wiederholen ({{status}}): {{what}}',
  'response-throttled-because':
    '{{server}}: Anfrage ist später zu wiederholen ({{status}}): {{what}}. Der Server sagt: {{message}}',
  'response-rejected':
    '{{server}}: Anfrage fehlgeschlagen ({{status}}): {{what}}',
  'response-rejected-because':
    '{{server}}: Anfrage fehlgeschlagen ({{status}}): {{what}}. Der Server sagt: {{message}}',
  'response-not-json':
    '{{server}} hat etwas gesendet, das kein JSON ist: {{what}}',
  'defect-not-json':
    '{{server}}: hat etwas gesendet, das kein JSON ist: {{what}}',
  'defect-not-list':
    '{{server}}: hat etwas gesendet, das keine Liste ist: {{what}}',
  'defect-other-kind':
    '{{server}}: hat eine Liste einer anderen Art gesendet: {{what}}',
  'defect-no-name':
    '{{server}}: hat ein Objekt ohne Namen oder Version gesendet: {{what}}',
  'defect-no-event':
    '{{server}}: hat in einem Watch etwas gesendet, das kein Ereignis ist: {{what}}',
  'defect-shape':
    '{{server}}: hat JSON einer Form gesendet, die kein Kubernetes-Objekt hat: {{what}}',
  'watch-ends-at-once':
    '{{server}}: nimmt jeden Watch an und beendet ihn sofort: {{what}}',
  'not-served':
    '{{server}} kennt {{kind}} ({{apiVersion}}) nicht: Ist die CustomResourceDefinition oder XRD installiert?',
  'no-api-version': '„{{apiVersion}}“ ist keine API-Version',
  'cluster-scoped':
    '{{what}} auf {{server}} hat keinen Namespace: Das Portal liest Claims und Composite Resources, die einen haben',
  'secrets-not-read': 'Secrets werden nicht gelesen.',
  'no-object': '{{kind}} {{name}} ist kein Objekt.',
  'no-application': '{{name}} ist keine Application.',
  'kind-not-served': 'Der Cluster kennt die Art {{kind}} ({{group}}) nicht.',

  'excess-bytes': '{{server}} hat mehr als {{limit}} Bytes gesendet: {{what}}',
  'excess-line':
    '{{server}} hat eine Zeile von mehr als {{limit}} Bytes gesendet',
  'excess-page-bytes':
    '{{server}}: hat mehr als {{limit}} Bytes auf einer Seite gesendet: {{what}}',
  'excess-list-bytes':
    '{{server}}: hat mehr als {{limit}} Bytes gesendet: {{what}}',
  'excess-list-pages':
    '{{server}}: hat mehr als {{limit}} Seiten gesendet: {{what}}',
  'excess-kept-objects':
    '{{server}}: hat mehr als {{limit}} Objekte, die Grenze für einen Cluster: {{what}}',
  'excess-kept-bytes':
    '{{server}}: hat mehr als {{limit}} Bytes, die Grenze für einen Cluster: {{what}}',
  'excess-parse-time':
    '{{server}}: hat etwas gesendet, dessen Parsen mehr als {{seconds}} s brauchte: {{what}}',
  'excess-parse-memory':
    '{{server}}: hat etwas gesendet, dessen Parsen zu viel Speicher brauchte: {{what}}',
  'excess-rate-bytes':
    '{{server}}: sendet {{rate}} MiB/s (Grenze {{limit}} MiB/s)',
  'excess-rate-chunks':
    '{{server}}: sendet {{rate}} Chunks/s (Grenze {{limit}})',
  'excess-rate-events':
    '{{server}}: sendet {{rate}} Ereignisse/s (Grenze {{limit}})',
  'excess-rate-requests':
    '{{server}}: braucht {{rate}} Anfragen/s (Grenze {{limit}})',
  'excess-rate-parsing':
    '{{server}}: braucht {{rate}} ms/s zum Parsen (Grenze {{limit}})',

  'what-version': 'seine Version',
  'what-rights': 'die eigenen Rechte',
  'what-cluster-secrets': 'die Metadaten der Cluster-Secrets',
  'what-kube-system': 'die Metadaten des Namespace kube-system',
  'what-kinds': 'die Arten von {{apiVersion}}',
  'what-management-applications': 'die Applications des Management-Argo-CD',
  'what-other-applications': 'Applications in anderen Namespaces',
  'what-argocd-workloads': '{{plural}} von Argo CD',
  'what-argocd-settings': 'die Einstellungen von Argo CD (ConfigMap {{name}})',
  'what-portal-secret':
    'das Secret {{secret}} mit den Zugangsdaten des Portals',
  'grant-read': 'das Recht, es zu lesen',
  'credential-token': 'Token',
  'credential-client-certificate': 'Client-Zertifikat',
  'remedy-renew': 'erneuern Sie es',
  'remedy-renew-token': 'erneuern Sie das Token des Portals',
  'remedy-client-ca':
    'prüfen Sie, ob das Client-Zertifikat von der Client-CA des API-Servers signiert ist',
  'remedy-service-account':
    'prüfen Sie, ob es den Service Account des Pods gibt und ob sein Token von diesem Cluster ist',
  'remedy-kubeconfig':
    'erneuern Sie die Zugangsdaten des Benutzers in der kubeconfig {{file}}',
  'remedy-aws':
    'prüfen Sie, ob der Cluster einen Access Entry für die AWS-Identität des Portals hat und ob kubernetes.io/x-k8s-aws-id in authMetadata der Name des EKS-Clusters ist',
  'remedy-azure':
    'prüfen Sie, ob der AKS-Cluster in Microsoft Entra integriert ist und ob die Identität des Portals aus seinem Mandanten ist',
  'remedy-google':
    'prüfen Sie, ob der Service Account des Portals im Projekt des GKE-Clusters die Rolle roles/container.clusterViewer hat',

  'secret-name-invalid':
    'Der Status des Claims nennt für das Portal ein Secret, dessen Name nicht der eines Secrets sein kann.',
  'secret-awaited':
    'Das Portal wartet auf das Secret {{secret}} mit seinen Zugangsdaten für diesen Cluster.',
  'secret-without-credential':
    'Das Secret des Portals hat weder den Schlüssel token noch den Schlüssel kubeconfig. Sehen Sie die Ressource der Composition an, die es veröffentlicht.',
  'secret-without-address':
    'Die Adresse des API-Servers ist noch nicht bekannt (status.cluster.endpoint).',
  'secret-value-too-large':
    '{{key}} im Secret des Portals ist größer als {{limit}} KiB. Veröffentlichen Sie nur die Zugangsdaten eines Clusters.',
  'secret-token-unusable':
    'Das Secret des Portals enthält kein brauchbares Token: eine Zeile mit höchstens 16.384 druckbaren Zeichen.',
  'secret-ca-unusable':
    'Das Secret des Portals enthält eine CA, die kein PEM-Zertifikat ist.',
  'address-not-url':
    'Nicht zugelassen: Die Adresse des API-Servers ist keine URL.',
  'address-not-https':
    'Nicht zugelassen: Die Adresse des API-Servers ist keine https-URL.',
  'address-with-credentials':
    'Nicht zugelassen: Die Adresse des API-Servers enthält Zugangsdaten.',
  'address-reserved':
    'Nicht zugelassen: Die Adresse {{host}} des API-Servers ist eine Loopback-, Link-Local- oder reservierte Adresse. Wenn sie so gemeint ist, nehmen Sie sie in workerClusters.workers.dangerouslyAllowApiServers auf.',
  'kubeconfig-entry-refused':
    'Die kubeconfig hat den Eintrag „{{entry}}“, den das Portal ablehnt: Geben Sie ihr einen server, certificate-authority-data und ein token.',
  'kubeconfig-too-complex':
    'Die kubeconfig hat mehr als {{marks}} Satzzeichen oder {{brackets}} Klammern. Veröffentlichen Sie eine mit einem einzigen Kontext.',
  'kubeconfig-not-yaml': 'Die kubeconfig ist kein gültiges YAML.',

  'credential-no-certificate': '{{subject}}: enthält kein PEM-Zertifikat',
  'credential-empty': '{{subject}}: ist leer',
  'credential-no-token':
    '{{subject}}: enthält kein Bearer-Token, also keine Zeile mit höchstens 16.384 druckbaren Zeichen',
  'credential-key-encrypted':
    '{{subject}}: enthält einen privaten Schlüssel mit einer Passphrase, die das Portal nicht hat',
  'credential-no-key': '{{subject}}: enthält keinen privaten Schlüssel in PEM',
  'credential-key-other':
    '{{subject}}: Der Schlüssel gehört nicht zum Client-Zertifikat',
  'credential-expired':
    '{{subject}}: Das Client-Zertifikat ist am {{time}} abgelaufen; erneuern Sie es',
  'file-not-found': '{{subject}}: Datei nicht gefunden',
  'file-denied': '{{subject}}: keine Berechtigung, die Datei zu lesen',
  'file-no-file': '{{subject}}: ist keine Datei',
  'file-links': '{{subject}}: zu viele symbolische Links',
  'file-unreadable': '{{subject}}: kann nicht gelesen werden ({{error}})',
  'file-too-large':
    '{{subject}}: ist größer als {{limit}} KiB, also eine andere Datei',
  'file-changed': '{{subject}}: wurde während des Lesens geändert',
  'not-in-pod':
    'inCluster: Die Variablen KUBERNETES_SERVICE_HOST und KUBERNETES_SERVICE_PORT ergeben keine Adresse, also läuft das Portal nicht in einem Pod',
  'cloud-no-token': '{{subject}}: kein Token: {{problem}}',
  'cloud-other-credential':
    '{{subject}}: kein Token, sondern Zugangsdaten der Art „{{type}}“',
  'cloud-no-package':
    '{{subject}}: braucht das Paket {{package}}, das sich nicht laden lässt ({{error}}); nehmen Sie es in die Abhängigkeiten des Backends auf',
  'cloud-late':
    'kein Token innerhalb von {{seconds}} s; prüfen Sie, ob der Token-Endpunkt oder der Metadatendienst erreichbar ist',
  'cloud-google-key':
    '{{key}} ist nicht das JSON des Schlüssels eines Service Accounts',
  'kubeconfig-no-cluster':
    'es gibt keinen Cluster für den Kontext „{{context}}“; ihre Kontexte sind: {{contexts}}',
  'kubeconfig-no-current-cluster':
    'es gibt keinen Cluster für ihren current-context; ihre Kontexte sind: {{contexts}}',
  'kubeconfig-no-contexts': 'keine',
  'kubeconfig-context-refused':
    'der Eintrag {{part}} des Kontexts hat „{{key}}“: {{remedy}}',
  'kubeconfig-exec':
    'Das Portal führt kein exec-Plugin aus; setzen Sie authProvider (aws, azure oder googleServiceAccount) in app-config, oder geben Sie dem Benutzer ein token, ein tokenFile oder ein Client-Zertifikat',
  'kubeconfig-auth-provider':
    'auth-provider-Plugins werden nicht ausgeführt; setzen Sie authProvider in app-config',
  'kubeconfig-password':
    'Kubernetes hat keine Passwörter mehr; geben Sie dem Benutzer ein Token',
  'kubeconfig-impersonation':
    'Das Portal handelt nicht als jemand anderes (Impersonation)',
  'kubeconfig-insecure':
    'Das Portal prüft das Zertifikat immer; geben Sie dem Cluster certificate-authority-data',
  'kubeconfig-proxy': 'Das Portal verbindet sich direkt',
  'kubeconfig-tls-name':
    'Das Portal prüft das Zertifikat gegen den Hostnamen des Servers',
  'kubeconfig-server':
    'der server des Clusters muss eine https-URL ohne Benutzer und Passwort sein',
  'kubeconfig-no-way':
    'der Benutzer des Kontexts braucht genau eines von token, tokenFile und client-certificate mit client-key, und hat keines',
  'kubeconfig-ways':
    'der Benutzer des Kontexts braucht genau eines von token, tokenFile und client-certificate mit client-key, und hat {{count}}',
  'kubeconfig-half':
    'der Benutzer des Kontexts braucht client-certificate und client-key, und {{missing}} fehlt ihm',

  'unread-composite':
    '{{kind}} ({{apiVersion}}) wird nicht gelesen: Keine CompositeResourceDefinition nennt es als Composite Resource von {{claim}}.',
  'unread-composition':
    'Die Composition {{name}} ist nicht als eine für {{kind}} bekannt: Das Portal weiß nicht, aus welchen Ressourcen der Cluster besteht.',
  'unread-kind':
    '{{kind}} ({{apiVersion}}) wird nicht gelesen: Weder die Composition {{composition}} noch composedKinds in app-config nennt es.',
  'notice-watch-circuit':
    'Crossplane hat seinen Watch dieses Clusters begrenzt, weil sich seine Ressourcen zu oft ändern: Es folgt Änderungen verzögert, bis sie seltener werden.',
  'notice-unresponsive':
    'Crossplane meldet, dass es auf Änderungen dieses Clusters nicht sofort reagiert.',
  'notice-because': '{{meaning}} ({{message}})',
};
