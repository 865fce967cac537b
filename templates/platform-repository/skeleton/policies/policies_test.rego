package main

import rego.v1

claim(path, name, environment, namespace) := {"path": path, "contents": {
	"apiVersion": "platform.example.org/v1alpha1",
	"kind": "WorkerCluster",
	"metadata": {"name": name, "namespace": namespace},
	"spec": {"environment": environment, "network": {"vpcCidr": "10.1.0.0/16"}},
}}

good_claim := claim("crossplane/claims/dev/one.yaml", "one", "dev", "clusters-dev")

project(spec) := [{"path": "argocd/infrastructure/project.yaml", "contents": {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "AppProject",
	"metadata": {"name": "infrastructure", "namespace": "argocd"},
	"spec": object.union(
		{
			"sourceRepos": ["https://git.example.org/platform.git"],
			"destinations": [{"server": "https://kubernetes.default.svc", "namespace": "argocd"}],
		},
		spec,
	),
}}]

application(path, spec) := [{"path": path, "contents": {
	"kind": "Application",
	"metadata": {"name": "one"},
	"spec": object.union(
		{
			"project": "workloads",
			"source": {"path": "applications/k8s-manifests/overlays/dev/one"},
			"destination": {"server": "https://kubernetes.default.svc", "namespace": "app-one"},
		},
		spec,
	),
}}]

values(cm) := [{"path": "argocd/management/values.yaml", "contents": {"configs": {
	"rbac": {"policy.default": ""},
	"cm": object.union({"admin.enabled": "false", "users.anonymous.enabled": "false", "exec.enabled": "false"}, cm),
}}}]

package_of(reference) := {"path": "crossplane/packages/providers.yaml", "contents": {
	"apiVersion": "pkg.crossplane.io/v1",
	"kind": "Provider",
	"metadata": {"name": reference},
	"spec": {"package": reference},
}}

composed(base) := [{"path": "crossplane/compositions/workercluster-aws.yaml", "contents": {
	"kind": "Composition",
	"spec": {"pipeline": [{"input": {"resources": [{"name": "one", "base": base}]}}]},
}}]

some_digest := "@sha256:0000000000000000000000000000000000000000000000000000000000000000"

test_good_claim if count(deny) == 0 with input as [good_claim]

test_claim_in_the_wrong_namespace if count(deny) == 1 with input as [claim("crossplane/claims/dev/one.yaml", "one", "dev", "clusters-prod")]

test_claim_in_no_namespace if {
	count(deny) == 1 with input as [{"path": good_claim.path, "contents": object.union(
		object.remove(good_claim.contents, ["metadata"]),
		{"metadata": {"name": "one"}},
	)}]
}

test_claim_in_the_wrong_folder if count(deny) == 1 with input as [claim("crossplane/claims/prod/one.yaml", "one", "dev", "clusters-dev")]

test_claim_in_a_file_of_another_name if count(deny) == 1 with input as [claim("crossplane/claims/dev/two.yaml", "one", "dev", "clusters-dev")]

test_name_taken if {
	count(deny) == 1 with input as [good_claim, claim("crossplane/claims/prod/one.yaml", "one", "prod", "clusters-prod")]
}

test_two_claims_in_one_file if {
	count(deny) > 0 with input as [{"path": good_claim.path, "contents": [
		good_claim.contents,
		claim("", "two", "dev", "clusters-dev").contents,
	]}]
}

test_range_taken_is_a_warning if {
	inputs := [good_claim, claim("crossplane/claims/dev/two.yaml", "two", "dev", "clusters-dev")]
	count(warn) == 1 with input as inputs
	count(deny) == 0 with input as inputs
}

test_something_else_among_the_claims if {
	count(deny) > 0 with input as [{"path": "crossplane/claims/dev/role.yaml", "contents": {"kind": "ClusterRole", "metadata": {"name": "one"}}}]
}

claims_namespace(options) := {"path": "crossplane/claims/dev/_namespace.yaml", "contents": {
	"apiVersion": "v1",
	"kind": "Namespace",
	"metadata": {"name": "clusters-dev", "annotations": {"argocd.argoproj.io/sync-options": options}},
}}

test_namespace_among_the_claims if {
	count(deny) == 0 with input as [good_claim, claims_namespace("Prune=false,Delete=false")]
}

test_namespace_that_may_be_pruned if count(deny) == 1 with input as [claims_namespace("Delete=false")]

test_namespace_of_another_environment if {
	moved := object.union(claims_namespace("Prune=false,Delete=false"), {"path": "crossplane/claims/prod/_namespace.yaml"})
	count(deny) == 1 with input as [moved]
}

claims_project(spec) := [{"path": "argocd/infrastructure/project-claims-dev.yaml", "contents": {
	"kind": "AppProject",
	"metadata": {"name": "claims-dev"},
	"spec": object.union(
		{
			"sourceRepos": ["https://git.example.org/platform.git"],
			"destinations": [{"server": "https://kubernetes.default.svc", "namespace": "clusters-dev"}],
			"clusterResourceWhitelist": [{"group": "", "kind": "Namespace", "name": "clusters-dev"}],
			"namespaceResourceWhitelist": [{"group": "platform.example.org", "kind": "WorkerCluster"}],
		},
		spec,
	),
}}]

test_good_claims_project if count(deny) == 0 with input as claims_project({})

test_claims_project_with_bindings if {
	count(deny) == 1 with input as claims_project({"clusterResourceWhitelist": [{"group": "rbac.authorization.k8s.io", "kind": "ClusterRoleBinding"}]})
}

test_claims_project_with_any_namespace_by_name if {
	count(deny) == 1 with input as claims_project({"clusterResourceWhitelist": [{"group": "", "kind": "Namespace"}]})
}

test_claims_project_of_two_environments if {
	count(deny) == 1 with input as claims_project({"destinations": [{"server": "https://kubernetes.default.svc", "namespace": "clusters-prod"}]})
}

claims_application(spec) := [{"path": "argocd/infrastructure/worker-cluster-dev.yaml", "contents": {
	"kind": "Application",
	"metadata": {"name": "worker-cluster-dev"},
	"spec": object.union(
		{
			"project": "claims-dev",
			"source": {"path": "crossplane/claims/dev", "directory": {"include": "*.yaml"}},
			"destination": {"server": "https://kubernetes.default.svc", "namespace": "clusters-dev"},
			"syncPolicy": {"automated": {"prune": true}},
		},
		spec,
	),
}}]

test_good_claims_application if count(deny) == 0 with input as claims_application({})

test_claims_application_that_may_be_emptied if {
	count(deny) == 1 with input as claims_application({"syncPolicy": {"automated": {"allowEmpty": true}}})
}

test_claims_application_in_another_project if count(deny) == 1 with input as claims_application({"project": "infrastructure"})

test_claims_application_without_directory if {
	unpinned := json.remove(claims_application({})[0], ["contents/spec/source/directory"])
	count(deny) == 1 with input as [unpinned]
}

test_claims_application_with_finalizer if {
	one := claims_application({})[0]
	deleting := object.union(one, {"contents": {"metadata": {"finalizers": ["resources-finalizer.argocd.argoproj.io"]}}})
	count(deny) == 1 with input as [deleting]
}

test_good_project if count(deny) == 0 with input as project({})

test_any_repository if count(deny) == 1 with input as project({"sourceRepos": ["*"]})

test_any_server if count(deny) == 1 with input as project({"destinations": [{"server": "*", "namespace": "argocd"}]})

test_destination_by_name if count(deny) == 1 with input as project({"destinations": [{"name": "other", "namespace": "argocd"}]})

test_any_namespace if count(deny) == 1 with input as project({"destinations": [{"server": "https://kubernetes.default.svc", "namespace": "*"}]})

test_any_kind if count(deny) == 1 with input as project({"clusterResourceWhitelist": [{"group": "*", "kind": "*"}]})

# A wildcard in a blacklist forbids everything: that is how the default project is locked.
test_blacklist_may_have_a_wildcard if count(deny) == 0 with input as project({"namespaceResourceBlacklist": [{"group": "*", "kind": "*"}]})

test_source_namespaces if count(deny) == 1 with input as project({"sourceNamespaces": ["app-one"]})

test_good_application if {
	count(deny) == 0 with input as application("applications/k8s-manifests/overlays/dev/applications/one.yaml", {})
}

test_application_elsewhere if {
	count(deny) == 1 with input as application("applications/one.yaml", {"destination": {"server": "https://203.0.113.7"}})
}

test_application_by_cluster_name if {
	count(deny) == 1 with input as [{"path": "applications/one.yaml", "contents": {
		"kind": "Application",
		"metadata": {"name": "one"},
		"spec": {"project": "workloads", "source": {"path": "applications"}, "destination": {"name": "prod"}},
	}}]
}

test_application_in_another_project if count(deny) == 1 with input as application("applications/one.yaml", {"project": "applications"})

test_management_deploys_no_applications if {
	source := {"path": "applications/k8s-manifests/overlays/dev/one", "directory": {"include": "*.yaml"}}
	count(deny) == 1 with input as application("argocd/infrastructure/one.yaml", {"source": source})
}

test_cluster_secret if {
	count(deny) == 1 with input as [{"path": "argocd/infrastructure/secret.yaml", "contents": {
		"kind": "Secret",
		"metadata": {"name": "prod", "labels": {"argocd.argoproj.io/secret-type": "cluster"}},
	}}]
}

test_good_values if count(deny) == 0 with input as values({})

test_administrator if count(deny) == 1 with input as values({"admin.enabled": "true"})

test_administrator_by_default if {
	count(deny) == 4 with input as [{"path": "argocd/management/values.yaml", "contents": {"configs": {}}}]
}

# A boolean is not what Argo CD reads from a ConfigMap; the chart makes a string of it, but say what you mean.
test_boolean if count(deny) == 1 with input as values({"exec.enabled": false})

test_release_of_the_composition if {
	count(deny) == 4 with input as composed({"kind": "Release", "spec": {"forProvider": {
		"chart": {"name": "argo-cd", "version": "10.1.1"},
		"values": {},
	}}})
}

test_project_of_the_composition if {
	count(deny) == 1 with input as composed({"kind": "Object", "spec": {"forProvider": {"manifest": project({"sourceRepos": ["*"]})[0].contents}}})
}

test_chart_without_version if {
	count(deny) == 1 with input as composed({"kind": "Release", "spec": {"forProvider": {"chart": {"name": "other"}}}})
}

test_package_without_version if count(deny) == 1 with input as [package_of("xpkg.crossplane.io/one/two:latest")]

test_package_without_registry if count(deny) == 1 with input as [package_of("one/two:v1.0.0")]

test_package_without_digest_is_a_warning if {
	count(deny) == 0 with input as [package_of("xpkg.crossplane.io/one/two:v1.0.0")]
	count(warn) == 1 with input as [package_of("xpkg.crossplane.io/one/two:v1.0.0")]
}

test_one_package_without_digest_among_others if {
	count(deny) == 1 with input as [
		package_of("xpkg.crossplane.io/one/two:v1.0.0"),
		package_of(concat("", ["xpkg.crossplane.io/one/three:v1.0.0", some_digest])),
	]
}
