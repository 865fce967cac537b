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

# Applications of the management Argo CD say themselves how a folder is read, and none may be emptied by one commit.
deny contains msg if {
	some file in objects
	file.object.kind == "Application"
	startswith(file.path, "argocd/")
	not pins_directory(file.object.spec.source)
	msg := sprintf("%s: spec.source.directory needs include or recurse: a kustomization in the folder would decide what is deleted", [file.path])
}

pins_directory(source) if source.directory.recurse == true

pins_directory(source) if object.get(source, ["directory", "include"], "") != ""

deny contains msg if {
	some file in objects
	file.object.kind == "Application"
	startswith(file.path, "argocd/")
	object.get(file.object.spec, ["syncPolicy", "automated", "allowEmpty"], false) != false
	msg := sprintf("%s: allowEmpty must stay off", [file.path])
}

# A finalizer makes the deletion of an Application that of everything that it applied.
deny contains msg if {
	some file in objects
	file.object.kind == "Application"
	startswith(file.path, "argocd/")
	count(object.get(file.object.metadata, "finalizers", [])) > 0
	msg := sprintf("%s: Applications of the management Argo CD have no finalizer", [file.path])
}

is_claims_application(file) if {
	file.object.kind == "Application"
	startswith(object.get(file.object.spec, ["source", "path"], ""), "crossplane/claims")
}

deny contains msg if {
	some file in objects
	is_claims_application(file)
	file.object.spec.project != replace(file.object.spec.destination.namespace, "clusters-", "claims-")
	msg := sprintf("%s: an Application of claims must be in the project of its environment, claims-<environment>", [file.path])
}

# A project of claims takes the claims of one namespace, and that namespace.
is_claims_project(file) if {
	file.object.kind == "AppProject"
	startswith(file.object.metadata.name, "claims-")
}

deny contains msg if {
	some file in objects
	is_claims_project(file)
	namespace := replace(file.object.metadata.name, "claims-", "clusters-")
	spec := file.object.spec
	not confined(spec, namespace)
	msg := sprintf("%s: the project %s must take WorkerClusters of the namespace %s and that namespace, and nothing else", [file.path, file.object.metadata.name, namespace])
}

confined(spec, namespace) if {
	every destination in spec.destinations {
		destination.namespace == namespace
	}
	spec.clusterResourceWhitelist == [{"group": "", "kind": "Namespace", "name": namespace}]
	every entry in spec.namespaceResourceWhitelist {
		entry.kind == "WorkerCluster"
	}
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
