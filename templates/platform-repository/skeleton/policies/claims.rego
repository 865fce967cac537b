# Claims: what the schema of the XRD cannot say, because it sees one object and no file.
package main

import rego.v1

claim_folder_files contains file if {
	some file in objects
	contains(file.path, "crossplane/claims/")
}

# The namespace of an environment's claims stands beside them: it keeps the Application from being empty.
is_claims_namespace(file) if {
	file.object.apiVersion == "v1"
	file.object.kind == "Namespace"
	endswith(file.path, sprintf("crossplane/claims/%s/_namespace.yaml", [trim_prefix(file.object.metadata.name, "clusters-")]))
}

claim_files contains file if {
	some file in claim_folder_files
	file.object.kind == "WorkerCluster"
}

deny contains msg if {
	some file in claim_folder_files
	file.object.kind != "WorkerCluster"
	not is_claims_namespace(file)
	msg := sprintf("%s: only claims belong here, not a %s", [file.path, file.object.kind])
}

# Without it, or without these options, one commit could delete the namespace with everything in it.
deny contains msg if {
	some file in claim_folder_files
	is_claims_namespace(file)
	options := object.get(file.object.metadata, ["annotations", "argocd.argoproj.io/sync-options"], "")
	options != "Prune=false,Delete=false"
	msg := sprintf("%s: argocd.argoproj.io/sync-options must say Prune=false,Delete=false", [file.path])
}

deny contains msg if {
	some file in claim_files
	expected := sprintf("clusters-%s", [file.object.spec.environment])
	object.get(file.object.metadata, "namespace", "") != expected
	msg := sprintf("%s: a claim of the environment %s belongs into the namespace %s", [file.path, file.object.spec.environment, expected])
}

deny contains msg if {
	some file in claim_files
	expected := sprintf("crossplane/claims/%s/%s.yaml", [file.object.spec.environment, file.object.metadata.name])
	not endswith(file.path, expected)
	msg := sprintf("%s: this claim belongs into the file %s", [file.path, expected])
}

# The name is the EKS cluster's and is in the names of the IAM roles: unique in an account, and simpler if in the fleet.
deny contains msg if {
	some one in claim_files
	some other in claim_files
	one.path < other.path
	one.object.metadata.name == other.object.metadata.name
	msg := sprintf("%s: the name %s is taken by %s", [other.path, one.object.metadata.name, one.path])
}

# No error: clusters that nobody wants to join by peering may share a range.
warn contains msg if {
	some one in claim_files
	some other in claim_files
	one.path < other.path
	cidr := one.object.spec.network.vpcCidr
	cidr == other.object.spec.network.vpcCidr
	msg := sprintf("%s: the address range %s is taken by %s; the two clusters cannot be joined by peering", [other.path, cidr, one.path])
}
