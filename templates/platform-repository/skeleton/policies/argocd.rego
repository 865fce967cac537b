# Both kinds of Argo CD: each reaches its own cluster, and nobody has an administrator's password.
package main

import rego.v1

own_cluster := "https://kubernetes.default.svc"

deny contains msg if {
	some file in objects
	file.object.kind == "AppProject"
	"*" in file.object.spec.sourceRepos
	msg := sprintf("%s: the project %s may read any repository", [file.path, file.object.metadata.name])
}

deny contains msg if {
	some file in objects
	file.object.kind == "AppProject"
	some destination in file.object.spec.destinations
	object.get(destination, "server", "") != own_cluster
	msg := sprintf("%s: the project %s may deploy to something else than its own cluster (%s)", [file.path, file.object.metadata.name, own_cluster])
}

deny contains msg if {
	some file in objects
	file.object.kind == "AppProject"
	some destination in file.object.spec.destinations
	object.get(destination, "namespace", "*") == "*"
	msg := sprintf("%s: the project %s may deploy into any namespace", [file.path, file.object.metadata.name])
}

deny contains msg if {
	some file in objects
	file.object.kind == "AppProject"
	some list in ["clusterResourceWhitelist", "namespaceResourceWhitelist"]
	some entry in object.get(file.object.spec, list, [])
	"*" in [entry.group, entry.kind]
	msg := sprintf("%s: %s of the project %s has a wildcard", [file.path, list, file.object.metadata.name])
}

deny contains msg if {
	some file in objects
	file.object.kind == "AppProject"
	count(object.get(file.object.spec, "sourceNamespaces", [])) > 0
	msg := sprintf("%s: the project %s takes Applications from other namespaces", [file.path, file.object.metadata.name])
}

deny contains msg if {
	some file in objects
	file.object.kind == "Application"
	object.get(file.object.spec.destination, "server", "") != own_cluster
	msg := sprintf("%s: the Application %s deploys to something else than its own cluster (%s)", [file.path, file.object.metadata.name, own_cluster])
}

# The management Argo CD provisions; what it deploys never comes from the folder of the applications.
deny contains msg if {
	some file in objects
	file.object.kind == "Application"
	startswith(file.path, "argocd/")
	startswith(file.object.spec.source.path, "applications/")
	msg := sprintf("%s: the management Argo CD deploys no applications", [file.path])
}

# The worker's Argo CD: only Applications of the project that may deploy workloads and nothing else.
deny contains msg if {
	some file in objects
	file.object.kind == "Application"
	startswith(file.path, "applications/")
	file.object.spec.project != "workloads"
	msg := sprintf("%s: the Application %s must be in the project workloads", [file.path, file.object.metadata.name])
}

deny contains msg if {
	some file in objects
	file.object.kind == "Secret"
	object.get(file.object.metadata, ["labels", "argocd.argoproj.io/secret-type"], "") == "cluster"
	msg := sprintf("%s: no Argo CD knows another cluster than its own", [file.path])
}

deny contains msg if {
	some argocd in argocd_values
	some key in ["admin.enabled", "users.anonymous.enabled", "exec.enabled"]
	object.get(argocd.values, ["configs", "cm", key], "") != "false"
	msg := sprintf("%s: configs.cm must say %s: 'false'", [argocd.path, key])
}

# Whoever is not named gets nothing.
deny contains msg if {
	some argocd in argocd_values
	object.get(argocd.values, ["configs", "rbac", "policy.default"], "unset") != ""
	msg := sprintf("%s: configs.rbac must say policy.default: ''", [argocd.path])
}
