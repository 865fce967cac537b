/**
 * The fixed sentences of the backend by their codes, in English: why a cluster is in its phase, what blocks a resource, what an
 * isolation rule saw or why it was not checked, what a check of a request found, what a request would do, what somebody may not
 * do, and why an API server or a part of it is not read. `{{name}}` stands for a value, which may be another of these texts: those
 * that are no sentence.
 *
 * A code keeps its meaning and its values: clients translate by it. A sentence that says something else gets another code.
 *
 * @public
 */
export const MESSAGE_TEXTS = {
  'pull-request-open': 'Pull request #{{number}} waits for its review.',
  'pull-request-merged':
    'Pull request #{{number}} is merged; the management Argo CD has not applied the claim yet.',
  'pull-request-closed': 'Pull request #{{number}} was closed without a merge.',
  'resources-pending': 'Crossplane has not created a resource yet.',
  'progress-network': 'Network: {{ready}} of {{expected}} resources are ready.',
  'progress-identity':
    'Identity: {{ready}} of {{expected}} resources are ready.',
  'progress-control-plane':
    'Control plane: {{ready}} of {{expected}} resources are ready.',
  'progress-nodes':
    'Nodes and add-ons: {{ready}} of {{expected}} resources are ready.',
  'progress-argocd': 'Argo CD: {{ready}} of {{expected}} resources are ready.',
  'composite-waiting':
    'All composed resources are ready; the composite resource is not yet.',
  'composite-not-ready':
    'The composite resource is not ready any more and does not say why.',
  'phase-ready': 'The cluster and its Argo CD are ready.',
  'phase-ready-unheard':
    'The management cluster reports the cluster and its Argo CD as ready; the portal has not reached the cluster itself yet.',
  'phase-ready-paused':
    'The cluster is ready. Crossplane is told to leave it alone (reconciliation is paused).',
  'version-rising': 'Kubernetes goes from {{before}} to {{version}}.',
  'claim-change-pending':
    'Crossplane has not applied the latest change of the claim yet.',
  'control-plane-updating':
    'The provider reports that the control plane is being updated.',
  'resource-changing': 'A composed resource is being changed: {{resource}}.',
  'resources-changing':
    '{{count}} composed resources are being changed, first {{resource}}.',
  'resource-not-ready': '{{resource}} is not ready.',
  'resource-not-ready-because': '{{resource}} is not ready: {{reason}}',
  'resources-not-ready':
    '{{count}} composed resources are not ready, first {{resource}}.',
  'prune-confirmation':
    'The management Argo CD waits for a confirmation before it deletes the claim. Whoever may sync Application {{application}} (project {{project}}) can confirm it there, or with kubectl: kubectl -n {{namespace}} annotate application {{application}} argocd.argoproj.io/deletion-approved=$(date -u +%Y-%m-%dT%H:%M:%SZ)',
  'decommission-merged':
    'Pull request #{{number}}, which removes the cluster, is merged; the management Argo CD has not deleted the claim yet.',
  'deletion-claim-left': 'Nothing is left but the claim.',
  'deletion-resource-left': '1 composed resource is left.',
  'deletion-resources-left': '{{count}} composed resources are left.',

  'condition-silent': '{{condition}} is False; no message is given.',
  'resource-deleting': 'Is being deleted.',
  'resource-remains': 'Still exists.',
  'resource-no-condition': 'Has not reported a condition yet.',

  'evidence-setting-default':
    '{{setting}} is not set; Argo CD\'s default is "true"',
  'evidence-token-shared': "the portal's tokens for the two are one",
  'evidence-api-server-shared': 'both lead to the same API server',
  'evidence-rights': 'in namespace {{namespace}}: {{rights}}',
  'evidence-composition': 'Composition: {{name}}; allowed: {{allowed}}',
  'evidence-composition-none': 'Composition: {{name}}; allowed: none',
  'evidence-credential-issued': 'issued {{time}}; older than {{days}} days',
  'evidence-credential-written': 'written {{time}}; older than {{days}} days',

  'unchecked-not-read': 'The cluster has not been read yet.',
  'unchecked-other-scope': 'Not checked for this kind of cluster.',
  'unchecked-no-credential':
    'The portal has no credential for this cluster (yet).',
  'unchecked-credential-not-named':
    'The claim does not name a credential for the portal (yet).',
  'unchecked-portal-without-credential': 'The portal has no credential.',
  'unchecked-no-arn':
    "The claim's status does not name the ARN of the cluster (status.cluster.arn), by which a managed Argo CD deploys into it.",
  'unchecked-no-composition': 'Crossplane has not chosen a Composition yet.',
  'unchecked-compositions-not-listed':
    'Neither does the XRD name a default Composition, nor does app-config have allowedCompositions.',
  'unchecked-no-settings': 'There is no ConfigMap argocd-cm.',
  'unchecked-project-cut':
    'AppProject {{name}} has longer lists than the portal keeps.',
  'unchecked-rights-partly':
    'The API server could not list all rights of the portal; those that it listed are read-only.',
  'unchecked-credential-age':
    'The token does not say when it was issued, and there is no Secret whose age would tell.',
  'unchecked-secrets':
    'The portal may not list Secrets in namespace {{namespace}}.',
  'unchecked-metadata': 'The API server does not send metadata alone.',

  'policy-unreadable':
    "The platform team's policy (workerClusters.policy) cannot be read, so no request is allowed. Tell the platform team: the backend's log says what is wrong.",
  'name-rule':
    "The name '{{name}}' does not follow the platform team's rule: {{rule}}.",
  'environment-not-offered':
    "Environment '{{environment}}' is not offered: choose one of {{choices}}.",
  'region-not-offered':
    "Region '{{value}}' is not offered in {{environment}}: choose one of {{choices}}.",
  'version-not-offered':
    "Kubernetes version '{{value}}' is not offered in {{environment}}: choose one of {{choices}}.",
  'size-not-offered':
    "Node size '{{value}}' is not offered in {{environment}}: choose one of {{choices}}.",
  'nodes-above-limit':
    'A cluster in {{environment}} has at most {{limit}} nodes, not {{max}}: lower the maximum, or ask the platform team.',
  'nodes-max-below-min':
    'Maximum number of nodes ({{max}}) is below the minimum ({{min}}): raise the maximum or lower the minimum.',
  'second-approval':
    'A request for {{environment}} needs a second approval, by {{approvers}}.',
  'second-approval-platform':
    'A request for {{environment}} needs a second approval, by somebody else of the platform team.',
  'quota-used':
    '{{owner}} has {{count}} of {{limit}} clusters ({{names}}): decommission one, or ask the platform team for more.',
  'quota-used-hidden':
    'The quota of {{owner}} is used up: decommission a cluster, or ask the platform team for more.',
  'quota-not-checked':
    'The fleet cannot be read now, so it was not checked how many clusters the owner has: the reviewer should.',
  'range-invalid':
    "'{{range}}' is not an IPv4 range: write one such as 10.42.0.0/16, with nothing set behind the prefix.",
  'range-outside-pool':
    "{{range}} is outside of the platform's pool {{pool}}: choose a range in it, or leave it empty to get one.",
  'range-too-large':
    '{{range}} is larger than the range of a cluster (/{{prefix}}): choose a smaller one, or leave it empty to get one.',
  'range-reserved':
    '{{range}} overlaps {{reserved}}, which is used elsewhere: choose another range, or leave it empty to get one.',
  'range-taken':
    '{{range}} overlaps {{other}} of the cluster {{name}}: choose another range.',
  'range-taken-pool':
    '{{range}} overlaps {{other}} of the cluster {{name}}: choose another range, or leave it empty to get one.',
  'range-taken-hidden':
    '{{range}} overlaps the range of another cluster: choose another range.',
  'range-taken-hidden-pool':
    '{{range}} overlaps the range of another cluster: choose another range, or leave it empty to get one.',
  'range-not-checked':
    'The fleet cannot be read now, so it was not checked whether the address range is free: the reviewer should.',
  'version-down':
    'Kubernetes cannot go back from {{before}} to {{version}}: a control plane is never downgraded. Request a new cluster instead.',
  'version-skips':
    'Kubernetes goes up by one minor version at a time: upgrade from {{before}} to {{next}} first.',
  'lifetime-missing':
    'Clusters in {{environment}} have an end: give one within {{longest}}.',
  'lifetime-invalid':
    "The end '{{end}}' is not a time: write one in UTC such as 2026-12-31T12:00:00Z.",
  'lifetime-past': 'The end {{end}} is over: choose a time to come.',
  'lifetime-too-long':
    'The end {{end}} is too far ahead: clusters in {{environment}} live {{longest}} at most from now. Choose an earlier one, and extend it later.',
  'machinery-annotation':
    "The annotation '{{key}}' is not one of this kind of claim: leave it out.",
  'machinery-label':
    "The label '{{key}}' is not one of this kind of claim: leave it out.",
  'machinery-spec':
    "'{{field}}' belongs to Crossplane and the platform team: leave it out.",
  'machinery-field':
    "'{{field}}' is not a field that a claim sets: leave it out.",
  'machinery-annotation-commit':
    "The annotation '{{key}}' is not one of this kind of claim: take the change back, or have the platform team add the field to platformFields of the policy.",
  'machinery-label-commit':
    "The label '{{key}}' is not one of this kind of claim: take the change back, or have the platform team add the field to platformFields of the policy.",
  'machinery-spec-commit':
    "'{{field}}' belongs to Crossplane and the platform team: take the change back, or have the platform team add the field to platformFields of the policy.",
  'machinery-field-commit':
    "'{{field}}' is not a field that a claim sets: take the change back, or have the platform team add the field to platformFields of the policy.",
  'machinery-platform':
    "This changes '{{field}}', a field of the platform team.",
  'machinery-unknown':
    "This changes '{{field}}', which the policy does not know: check which tool reads it.",
  'channel-missing':
    "A change of the Composition reaches this cluster before it is promoted to its environment: set {{field}}.matchLabels to {{label}}: 'true'.",
  'value-restricted':
    "{{field}} '{{value}}' is not allowed: ask the platform team to add it to restrictedFields of the policy.",
  'value-restricted-choices':
    "{{field}} '{{value}}' is not allowed: choose {{choices}}, or ask the platform team to add it to restrictedFields of the policy.",
  'change-too-long':
    'The change has {{size}} characters, of which a pull request can show {{limit}}: split it into several requests.',
  'composition-other':
    "The claim selects the Composition '{{name}}' instead of the default one.",
  'composition-other-unknown':
    "The claim selects the Composition '{{name}}' instead of the default one. What it creates is not known here: look at it in the management cluster.",
  'composition-by-labels':
    'The claim selects its Composition by labels. What it creates is not known here: look at it in the management cluster.',
  'owner-not-group':
    "Owner '{{owner}}' is not a group: a cluster belongs to a team. Choose a group of the catalog, for example group:default/payments.",
  'owner-unknown':
    "Owner '{{owner}}' is not in the catalog, or you may not see it: choose one of the groups that the form offers.",
  'ownership-service':
    'A cluster is requested, changed and removed by the team that owns it, and this request is made by {{subject}}: name the service in workerClusters.policy.requireOwnership.services.',
  'ownership-other':
    'This cluster belongs to {{owner}}, which is none of your teams. Ask its owner to make the request, or the platform team to change workerClusters.policy.requireOwnership.',
  'ownership-hidden':
    'This cluster belongs to none of your teams. Ask its owner to make the request, or the platform team to change workerClusters.policy.requireOwnership.',
  'ownership-foreign':
    'A cluster is requested for your own teams only, and {{owner}} is none of them. Choose {{teams}}, or ask the platform team.',
  'ownership-no-team':
    'A cluster is requested for your own teams only, and {{owner}} is none of them. You are in no team: have yourself added to one, or ask the platform team.',
  'nothing-changes':
    'The request changes nothing: the claim has these values already.',
  'deletion-protected':
    "The cluster is protected against deletion. Request a change that sets 'Deletion protection' to 'disabled' first; once that is merged, request the removal.",
  'requests-not-read':
    "{{count}} open requests were not read, because there are too many: their address ranges and their owners' quotas were not checked. Have those closed that nobody reviews.",
  'request-amends-change':
    'You have an open change of this cluster, pull request #{{number}}: {{url}}. This change is added to it.',
  'request-replaces':
    'You have an open request for this, pull request #{{number}}: {{url}}. This request replaces it.',
  'request-exists':
    'This cluster has been requested already, in pull request #{{number}}: {{url}}. Wait until it is merged, have it closed, or choose another name.',
  'request-change-exists':
    'A change of this cluster has been requested already, in pull request #{{number}}: {{url}}. Wait until it is merged, or have it closed first.',
  'request-removal-exists':
    'The removal of this cluster has been requested already, in pull request #{{number}}: {{url}}. Wait until it is merged, or have it closed first.',
  'request-other-open':
    'There is another open request for this cluster, pull request #{{number}}: {{url}}: whichever is merged second may conflict.',
  'name-taken': "The name '{{name}}' is taken. Choose another name.",
  'name-taken-claim':
    "The name '{{name}}' is taken: there is a claim of this name in environment {{environment}}, {{url}}. Choose another name.",
  'name-taken-fleet':
    "The name '{{name}}' is taken: the fleet has a cluster of this name. Choose another name.",
  'name-taken-cluster':
    "The name '{{name}}' is taken: the fleet has a cluster of this name ({{environment}}, {{phase}}). Choose another name.",
  'name-taken-catalog':
    "The name '{{name}}' is taken: the catalog has an entity resource:default/{{name}}. Choose another name.",
  'name-not-checked':
    "The fleet cannot be read now: whether it has a cluster '{{name}}' was not checked.",
  'range-redacted': 'The address range is not allowed, or not free.',
  'quota-redacted': "The owner's quota is used up.",
  'name-redacted': 'The name is taken.',
  'path-differs':
    "{{field}} is '{{value}}', by the path of the file it is '{{expected}}': correct one of them.",

  'request-claims-cut':
    'It changes {{count}} claims, of which {{limit}} are evaluated.',
  'request-files-cut': 'It changes more files than are evaluated.',
  'request-file-too-large': '{{path}} is larger than any claim.',
  'request-rendering':
    "{{path}} changes which claims Argo CD applies, or how: run 'worker-clusters plan' on the branch.",
  'request-branch-missing':
    "Not evaluated: in the GitOps repository there is no branch '{{branch}}' at the commit of the pull request. It is a fork's, or was deleted or pushed to meanwhile. Run 'worker-clusters plan' on it.",
  'request-read-late': 'It was not read within {{seconds}} s.',
  'request-evaluated-late': 'It was not evaluated within {{seconds}} s.',
  'request-not-read': 'Its files cannot be read: {{reason}}',
  'request-not-evaluated': 'It cannot be evaluated: {{reason}}',

  'upgrade-control-plane':
    'The control plane is upgraded from {{from}} to {{to}}. Its API stays reachable, with short interruptions, for about ten minutes. It cannot be downgraded again.',
  'upgrade-nodes':
    'Then every node is replaced by one of the new version, one after the other: each Pod is rescheduled once.',
  'upgrade-apis':
    'Workloads that use an API that the new version has removed stop working: migrate them first.',
  'nodes-resized':
    'The nodes are replaced by nodes of another size, one after the other, so that each Pod is rescheduled once. Workloads with a single replica are down meanwhile.',
  'nodes-resized-again':
    'The nodes are replaced by nodes of another size, one after the other, so that each Pod is rescheduled once more. Workloads with a single replica are down meanwhile.',
  'node-more': 'At least 1 more node runs at all times.',
  'nodes-more': 'At least {{count}} more nodes run at all times.',
  'nodes-capped':
    'No node is added above {{max}}. If more run, the others are drained and removed once their Pods fit elsewhere; Pods that do not fit stay pending.',
  'nodes-bounds': 'The new bounds do not affect running Pods.',
  'argocd-upgraded':
    "The cluster's Argo CD is upgraded: applications keep running, but nothing is synced for about two minutes.",
  'applications-source':
    "The cluster's Argo CD syncs from another source: applications that it does not contain are removed.",
  'protection-lifted':
    'The cluster can be removed by a request of its own, and by everybody who may delete its claim in the management cluster.',
  'owner-changed':
    'The cluster gets another owner, who gets the permissions of the owner in the portal.',
  'lifetime-ends':
    'The lifetime of the cluster ends at {{end}}. Then the portal opens a pull request that removes it, unless the lifetime was extended before.',
  'lifetime-ends-unenforced':
    'The lifetime of the cluster ends at {{end}}. Nothing happens then: the policy gives clusters in {{environment}} no lifetime.',
  'removal-unreached':
    'The cluster cannot be reached now: the following is its state at {{time}}. Check it before you remove it.',
  'removal-never-reached':
    'The cluster has never been reached: what runs in it is not known. Check it before you remove it.',
  'removal-applications-unknown':
    'Every application in it is removed first, with its load balancers and volumes. What is not backed up elsewhere is lost.',
  'removal-applications-none':
    'Its Argo CD deploys no application. Load balancers and volumes that were created by hand are deleted too. What is not backed up elsewhere is lost.',
  'removal-application':
    '1 application is removed first, with its load balancers and volumes: {{name}}. What is not backed up elsewhere is lost.',
  'removal-applications':
    '{{count}} applications are removed first, with their load balancers and volumes: {{names}}. What is not backed up elsewhere is lost.',
  'removal-applications-more':
    '{{count}} applications are removed first, with their load balancers and volumes: {{names}} and {{more}} more. What is not backed up elsewhere is lost.',
  'removal-addresses': 'These addresses stop answering: {{addresses}}.',
  'removal-addresses-more':
    'These addresses stop answering: {{addresses}} and {{more}} more.',
  'removal-order':
    'Then its Argo CD, nodes and add-ons, control plane, roles and network are deleted, in this order, in about half an hour.',
  'removal-nodes': '{{nodes}} nodes ({{size}}) are released.',
  'removal-nodes-unsized': '{{nodes}} nodes are released.',
  'removal-final':
    'It cannot be undone: a cluster of the same name that is requested later is a new one.',

  'denied-clusters':
    "You may not see worker clusters. Ask the platform team for the permission '{{permission}}'.",
  'denied-definition':
    "You may not see what worker clusters are. Ask the platform team for the permission '{{permission}}'.",
  'denied-requests':
    "You may not see requests for worker clusters. Ask the platform team for the permission '{{permission}}'.",
  'denied-pull-requests':
    "You may not see the pull requests for worker clusters. Ask the platform team for the permission '{{permission}}'.",
  'denied-applications':
    "You may not see applications. Ask the platform team for the permission '{{permission}}'.",
  'denied-isolation':
    "You may not see the isolation of the fleet. Ask the platform team for the permission '{{permission}}'.",
  'denied-findings':
    "You may not see findings. Ask the platform team for the permission '{{permission}}'.",
  'denied-incidents':
    "You may not see incidents. Ask the platform team for the permission '{{permission}}'.",
  'denied-management-clusters':
    "You may not see management clusters. Ask the platform team for the permission '{{permission}}'.",
  'denied-health':
    "You may not see the health of the backend. Ask the platform team for the permission '{{permission}}'.",
  'denied-report':
    "You may not report requests for worker clusters. Ask the platform team for the permission '{{permission}}'.",
  'denied-reading-resources':
    "You may not have resources read from this cluster. Ask the platform team for the permission '{{permission}}'.",
  'denied-reading-applications':
    "You may not have Applications read from this cluster. Ask the platform team for the permission '{{permission}}'.",
  'denied-reading-commits':
    "You may not have commits of Applications read from this cluster. Ask the platform team for the permission '{{permission}}'.",
  'denied-reading-claims':
    "You may not have claims read from this cluster. Ask the platform team for the permission '{{permission}}'.",
  'request-denied-create':
    "You may not request a worker cluster of {{owner}} in environment {{environment}}. Ask the platform team for the permission '{{permission}}'.",
  'request-denied-unowned':
    "You may not request a worker cluster of no owner in environment {{environment}}. Ask the platform team for the permission '{{permission}}'.",
  'request-denied-update':
    "You may not request a change of worker cluster '{{name}}'. Ask the platform team for the permission '{{permission}}'.",
  'request-denied-removal':
    "You may not request the removal of worker cluster '{{name}}'. Ask the platform team for the permission '{{permission}}'.",

  'unexpected-error': 'Unexpected {{error}} in the portal; please report it',
  'unexpected-error-at':
    'Unexpected {{error}} in the portal at {{place}}; please report it',
  'subject-problem': '{{subject}}: {{problem}}',
  'connection-refused':
    '{{server}}: connection refused; check that the API server is running and its address',
  'connection-closed': '{{server}}: connection closed by the server',
  'connection-no-route':
    '{{server}}: no route to the host; check the network between the two',
  'connection-no-network':
    '{{server}}: no route to its network; check the network between the two',
  'connection-host-not-found':
    '{{server}}: host name not found; check the address',
  'connection-host-not-resolved':
    '{{server}}: host name not resolved: no answer of the name server',
  'connection-timed-out':
    '{{server}}: connection timed out; check firewalls on the way',
  'connection-no-streams':
    '{{server}}: no request allowed on an HTTP/2 connection (SETTINGS)',
  'connection-not-tls':
    '{{server}}: TLS handshake failed; check that the address is an https one',
  'connection-certificate-expired': '{{server}}: certificate expired; renew it',
  'connection-certificate-early':
    '{{server}}: certificate not yet valid; check the clocks',
  'connection-certificate-untrusted':
    '{{server}}: certificate not signed by the configured CA; check caData or caFile, or ca.crt of the Secret',
  'connection-certificate-other-host':
    '{{server}}: certificate is for another host name; check the address',
  'connection-client-certificate':
    '{{server}}: client certificate not accepted by the server, or none sent where it wants one; check that it is signed by the client CA of the API server',
  'connection-address-refused':
    '{{server}}: address refused: it is a loopback, link-local or reserved one; if that is meant, add it to workerClusters.workers.dangerouslyAllowApiServers',
  'connection-not-http':
    '{{server}}: response is not HTTP; check that the address is that of an API server',
  'connection-http2-error': '{{server}}: HTTP/2 protocol error',
  'connection-http2-overhead':
    '{{server}}: connection ended by the portal: too many HTTP/2 control frames',
  'connection-failed': '{{server}}: connection failed ({{error}})',
  'connection-ended': '{{server}}: the connection was closed by the portal',
  'connection-replaced':
    '{{server}}: an old connection was closed by the portal, whose credential has been renewed',
  'connection-no-answer': '{{server}} did not answer within {{seconds}} s',
  'connection-too-slow':
    '{{server}} went silent, or sent too slowly, in the middle of a response to a request for {{what}}',
  'connection-paused':
    '{{reason}}; paused until {{time}}. The state shown is from before.',
  'connection-resumed': '{{server}}: being read again after a pause',
  'connection-not-known':
    'The portal has no address and credential of this cluster yet.',
  'connection-waiting':
    'The portal has started and has not heard from this cluster yet; what is shown is the last known state.',
  'no-connection-worker':
    'The portal has no connection to worker cluster {{cluster}}',
  'no-connection-management':
    'The portal has no connection to management cluster {{name}}',
  'cluster-not-observed': 'The portal cannot observe this cluster: {{problem}}',

  'response-unauthorized':
    '{{server}}: {{credential}} not accepted (401); {{remedy}}',
  'response-forbidden':
    "Not allowed to read {{what}} on {{server}} (403). Add to the role of the portal's identity: {{grant}}.",
  'response-forbidden-because':
    "Not allowed to read {{what}} on {{server}} (403): {{message}}. Add to the role of the portal's identity: {{grant}}.",
  'response-not-found': '{{server}} does not serve {{what}} (404)',
  'response-gone': '{{what}} on {{server}}: version expired',
  'response-throttled':
    '{{server}}: request for {{what}} to be tried again later ({{status}})',
  'response-throttled-because':
    '{{server}}: request for {{what}} to be tried again later ({{status}}): {{message}}',
  'response-rejected': '{{server}}: request for {{what}} failed ({{status}})',
  'response-rejected-because':
    '{{server}}: request for {{what}} failed ({{status}}): {{message}}',
  'response-not-json':
    '{{server}} sent something that is not JSON for {{what}}',
  'defect-not-json': '{{server}}: sent something that is not JSON for {{what}}',
  'defect-not-list':
    '{{server}}: sent something that is not a list of {{what}}',
  'defect-other-kind': '{{server}}: sent a list of another kind for {{what}}',
  'defect-no-name':
    '{{server}}: sent an object without name or version among {{what}}',
  'defect-no-event':
    '{{server}}: sent something that is not a watch event while watching {{what}}',
  'defect-shape':
    '{{server}}: sent JSON of a shape that no Kubernetes object has for {{what}}',
  'watch-ends-at-once':
    '{{server}}: accepts each watch of {{what}} and ends it at once',
  'not-served':
    '{{server}} does not serve {{kind}} ({{apiVersion}}): is its CustomResourceDefinition or XRD installed?',
  'no-api-version': "'{{apiVersion}}' is no API version",
  'cluster-scoped':
    '{{what}} on {{server}} is cluster-scoped: the portal reads claims and composite resources that are namespaced',
  'secrets-not-read': 'Secrets are not read.',
  'no-object': '{{kind}} {{name}} is no object.',
  'no-application': '{{name}} is no Application.',
  'kind-not-served':
    'The cluster does not serve the kind {{kind}} ({{group}}).',

  'excess-bytes': '{{server}} sent more than {{limit}} bytes of {{what}}',
  'excess-line': '{{server}} sent a line of more than {{limit}} bytes',
  'excess-page-bytes':
    '{{server}}: sent more than {{limit}} bytes of {{what}} in one page',
  'excess-list-bytes': '{{server}}: sent more than {{limit}} bytes of {{what}}',
  'excess-list-pages': '{{server}}: sent more than {{limit}} pages of {{what}}',
  'excess-kept-objects':
    '{{server}}: has more than {{limit}} {{what}}, which is the limit for one cluster',
  'excess-kept-bytes':
    '{{server}}: has more than {{limit}} bytes of {{what}}, which is the limit for one cluster',
  'excess-parse-time':
    '{{server}}: sent {{what}} that took more than {{seconds}} s to parse',
  'excess-parse-memory':
    '{{server}}: sent {{what}} that took too much memory to parse',
  'excess-rate-bytes':
    '{{server}}: sends {{rate}} MiB/s (limit {{limit}} MiB/s)',
  'excess-rate-chunks': '{{server}}: sends {{rate}} chunks/s (limit {{limit}})',
  'excess-rate-events': '{{server}}: sends {{rate}} events/s (limit {{limit}})',
  'excess-rate-requests':
    '{{server}}: needs {{rate}} requests/s (limit {{limit}})',
  'excess-rate-parsing':
    '{{server}}: takes {{rate}} ms/s to parse (limit {{limit}})',

  'what-version': 'its version',
  'what-rights': 'its own rights',
  'what-cluster-secrets': 'the metadata of cluster Secrets',
  'what-kube-system': 'the metadata of namespace kube-system',
  'what-kinds': 'the kinds of {{apiVersion}}',
  'what-management-applications': "the management Argo CD's Applications",
  'what-other-applications': 'Applications in other namespaces',
  'what-argocd-workloads': "Argo CD's {{plural}}",
  'what-argocd-settings': "Argo CD's settings (ConfigMap {{name}})",
  'what-portal-secret': "the Secret {{secret}} with the portal's credentials",
  'grant-read': 'the right to read it',
  'credential-token': 'token',
  'credential-client-certificate': 'client certificate',
  'remedy-renew': 'renew it',
  'remedy-renew-token': 'renew the token of the portal',
  'remedy-client-ca':
    'check that the client certificate is signed by the client CA of the API server',
  'remedy-service-account':
    'check that the service account of the Pod exists and that its token is of this cluster',
  'remedy-kubeconfig':
    'renew the credential of the user in the kubeconfig {{file}}',
  'remedy-aws':
    'check that the cluster has an access entry for the AWS identity of the portal, and that kubernetes.io/x-k8s-aws-id in authMetadata is the name of the EKS cluster',
  'remedy-azure':
    'check that the AKS cluster has Microsoft Entra integration, and that the identity of the portal is of its tenant',
  'remedy-google':
    'check that the service account of the portal has the role roles/container.clusterViewer in the project of the GKE cluster',

  'secret-name-invalid':
    "The claim's status names a Secret for the portal that cannot be the name of one.",
  'secret-awaited':
    'The portal waits for the Secret {{secret}} with its credentials for this cluster.',
  'secret-without-credential':
    "The portal's Secret has neither the key token nor the key kubeconfig. See the Composition's resource that publishes it.",
  'secret-without-address':
    'The address of the API server is not known yet (status.cluster.endpoint).',
  'secret-value-too-large':
    "{{key}} in the portal's Secret is larger than {{limit}} KiB. Publish the credentials of one cluster only.",
  'secret-token-unusable':
    "The portal's Secret holds no usable token: one line of at most 16,384 printable characters.",
  'secret-ca-unusable':
    "The portal's Secret holds a CA that is not a PEM certificate.",
  'address-not-url': 'Refused: the address of the API server is not a URL.',
  'address-not-https':
    'Refused: the address of the API server is not an https URL.',
  'address-with-credentials':
    'Refused: the address of the API server holds credentials.',
  'address-reserved':
    "Refused: the API server's address {{host}} is a loopback, link-local or reserved one. If that is meant, add it to workerClusters.workers.dangerouslyAllowApiServers.",
  'kubeconfig-entry-refused':
    "The kubeconfig has the entry '{{entry}}', which the portal refuses: give it a server, certificate-authority-data and a token.",
  'kubeconfig-too-complex':
    'The kubeconfig has more than {{marks}} marks of punctuation, or {{brackets}} brackets. Publish one with a single context.',
  'kubeconfig-not-yaml': 'The kubeconfig is not valid YAML.',

  'credential-no-certificate': '{{subject}}: holds no PEM certificate',
  'credential-empty': '{{subject}}: is empty',
  'credential-no-token':
    '{{subject}}: holds no bearer token, which is one line of at most 16,384 printable characters',
  'credential-key-encrypted':
    '{{subject}}: holds a private key with a passphrase, which the portal does not have',
  'credential-no-key': '{{subject}}: holds no PEM private key',
  'credential-key-other':
    '{{subject}}: the key does not belong to the client certificate',
  'credential-expired':
    '{{subject}}: the client certificate expired on {{time}}; renew it',
  'file-not-found': '{{subject}}: file not found',
  'file-denied': '{{subject}}: no permission to read the file',
  'file-no-file': '{{subject}}: is not a file',
  'file-links': '{{subject}}: too many symbolic links',
  'file-unreadable': '{{subject}}: cannot be read ({{error}})',
  'file-too-large':
    '{{subject}}: is larger than {{limit}} KiB, so it is another file',
  'file-changed': '{{subject}}: changed while it was read',
  'not-in-pod':
    'inCluster: the variables KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT do not give an address, so the portal does not run in a Pod',
  'cloud-no-token': '{{subject}}: no token: {{problem}}',
  'cloud-other-credential':
    "{{subject}}: no token, but a credential of type '{{type}}'",
  'cloud-no-package':
    '{{subject}}: needs the package {{package}}, which cannot be loaded ({{error}}); add it to the dependencies of the backend',
  'cloud-late':
    'no token within {{seconds}} s; check that the token endpoint or the metadata service can be reached',
  'cloud-google-key': "{{key}} is not the JSON of a service account's key",
  'kubeconfig-no-cluster':
    "there is no cluster for the context '{{context}}'; its contexts are: {{contexts}}",
  'kubeconfig-no-current-cluster':
    'there is no cluster for its current-context; its contexts are: {{contexts}}',
  'kubeconfig-no-contexts': 'none',
  'kubeconfig-context-refused':
    "the {{part}} of the context has '{{key}}': {{remedy}}",
  'kubeconfig-exec':
    'the portal runs no exec plugin; set authProvider (aws, azure or googleServiceAccount) in app-config, or give the user a token, a tokenFile or a client certificate',
  'kubeconfig-auth-provider':
    'auth-provider plugins are not run; set authProvider in app-config',
  'kubeconfig-password':
    'Kubernetes has no passwords any more; give the user a token',
  'kubeconfig-impersonation': 'the portal impersonates nobody',
  'kubeconfig-insecure':
    'the portal always verifies the certificate; give the cluster certificate-authority-data',
  'kubeconfig-proxy': 'the portal connects directly',
  'kubeconfig-tls-name':
    'the portal verifies the certificate for the host name of the server',
  'kubeconfig-server':
    'the server of the cluster must be an https URL without a user or password',
  'kubeconfig-no-way':
    'the user of the context needs exactly one of token, tokenFile, and client-certificate with client-key, and has none',
  'kubeconfig-ways':
    'the user of the context needs exactly one of token, tokenFile, and client-certificate with client-key, and has {{count}}',
  'kubeconfig-half':
    'the user of the context needs client-certificate and client-key, and has no {{missing}}',

  'unread-composite':
    '{{kind}} ({{apiVersion}}) is not read: no CompositeResourceDefinition names it as the composite resource of {{claim}}.',
  'unread-composition':
    'Composition {{name}} is not known as one for {{kind}}: the portal does not know which resources the cluster consists of.',
  'unread-kind':
    '{{kind}} ({{apiVersion}}) is not read: neither the Composition {{composition}} nor composedKinds in app-config names it.',
  'notice-watch-circuit':
    'Crossplane has limited its watch of this cluster, because its resources change too often: it follows changes with a delay until they calm down.',
  'notice-unresponsive':
    'Crossplane reports that it does not react to changes of this cluster at once.',
  'notice-because': '{{meaning}} ({{message}})',
} as const;
