/**
 * The fixed sentences of the backend by their codes, in English: why a cluster is in its phase, what blocks a resource, what an
 * isolation rule saw or why it was not checked, what a check of a request found, what a request would do, and what somebody may not
 * do. `{{name}}` stands for a value.
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
} as const;
