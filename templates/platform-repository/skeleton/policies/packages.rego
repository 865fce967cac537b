# What Crossplane runs: packages at an exact version and, once the repository is pinned, at a digest.
package main

import rego.v1

packages contains {"path": file.path, "name": file.object.metadata.name, "package": file.object.spec.package} if {
	some file in objects
	file.object.kind in {"Provider", "Function", "Configuration"}
	startswith(file.object.apiVersion, "pkg.crossplane.io/")
}

digest := `@sha256:[0-9a-f]{64}$`

deny contains msg if {
	some entry in packages
	not regex.match(`^[a-z0-9.-]+\.[a-z]+/[^@:]+:v[0-9]+\.[0-9]+\.[0-9]+(@sha256:[0-9a-f]{64})?$`, entry.package)
	msg := sprintf("%s: the package of %s must name its registry and an exact version: %s", [entry.path, entry.name, entry.package])
}

pinned if {
	some entry in packages
	regex.match(digest, entry.package)
}

# One that is not pinned among others that are: somebody forgot it.
deny contains msg if {
	pinned
	some entry in packages
	not regex.match(digest, entry.package)
	msg := sprintf("%s: the package of %s has no digest; run scripts/pin-digests.sh", [entry.path, entry.name])
}

# A new repository: the digests can be required only where the registry can be reached.
warn contains msg if {
	not pinned
	count(packages) > 0
	msg := "crossplane/packages: no package is pinned to a digest yet; run scripts/pin-digests.sh"
}

deny contains msg if {
	some file in input
	some composition in documents(file.contents)
	composition.kind == "Composition"
	some step in composition.spec.pipeline
	some resource in step.input.resources
	resource.base.kind == "Release"
	version := object.get(resource.base.spec.forProvider.chart, "version", "")
	not regex.match(`^[0-9]+\.[0-9]+\.[0-9]+$`, version)
	msg := sprintf("%s (%s): the chart must be at an exact version, not '%s'", [file.path, resource.name, version])
}
