# Claims: what the schema of the XRD cannot say, because it sees one object and no file.
package main

import rego.v1

claim_files contains file if {
	some file in objects
	contains(file.path, "crossplane/claims/")
}

deny contains msg if {
	some file in claim_files
	file.object.kind != "WorkerCluster"
	msg := sprintf("%s: only claims belong here, not a %s", [file.path, file.object.kind])
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
