# What the other policies share. All files are checked at once (conftest --combine): input is a list of {path, contents}.
package main

import rego.v1

# Every object of every file, with the path that it came from.
objects contains {"path": file.path, "object": object} if {
	some file in input
	some object in documents(file.contents)
}

# A file with several documents.
documents(contents) := contents if is_array(contents)

documents(contents) := [contents] if is_object(contents)

# The objects that a Composition puts into the worker cluster: they are checked like files.
objects contains {"path": sprintf("%s (%s)", [file.path, resource.name]), "object": resource.base.spec.forProvider.manifest} if {
	some file in input
	some composition in documents(file.contents)
	composition.kind == "Composition"
	some step in composition.spec.pipeline
	some resource in step.input.resources
	resource.base.kind == "Object"
}

# Helm values of an Argo CD: the management one's file, and the Release of the Composition.
argocd_values contains {"path": file.path, "values": file.contents} if {
	some file in input
	endswith(file.path, "argocd/management/values.yaml")
}

argocd_values contains {"path": sprintf("%s (%s)", [file.path, resource.name]), "values": resource.base.spec.forProvider.values} if {
	some file in input
	some composition in documents(file.contents)
	composition.kind == "Composition"
	some step in composition.spec.pipeline
	some resource in step.input.resources
	resource.base.kind == "Release"
	resource.base.spec.forProvider.chart.name == "argo-cd"
}
