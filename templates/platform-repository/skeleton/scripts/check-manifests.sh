#!/usr/bin/env bash
# Builds every overlay as a worker's Argo CD would, into .rendered/, and checks the objects against Kubernetes' schemas.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/tool-versions.env
source scripts/tool-versions.env

rm -rf .rendered
mkdir .rendered

count=0
while IFS= read -r -d '' file; do
  folder=$(dirname "$file")
  kustomize build "$folder" >".rendered/${folder//\//_}.yaml"
  count=$((count + 1))
done < <(find applications/k8s-manifests -name kustomization.yaml -not -path '*/base/*' -print0)
echo "$count overlays built"

# The Applications' own shape is the business of policies/argocd.rego: there is no schema of theirs at the default location.
kubeconform -strict -summary -kubernetes-version "$KUBERNETES_SCHEMA_VERSION" -skip Application,AppProject .rendered
