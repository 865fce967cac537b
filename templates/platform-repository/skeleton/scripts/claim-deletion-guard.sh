#!/usr/bin/env bash
# A claim that disappears takes its cluster with it, and everything in that. So it must disappear on purpose: the pull request
# needs the label `delete-cluster`. The label says "I mean it"; the approval of the code owners is what allows it.
#   scripts/claim-deletion-guard.sh <base>        base: commit or branch that the pull request goes to
# Labels: on GitHub DELETE_CLUSTER_LABEL is true or false; on GitLab CI_MERGE_REQUEST_LABELS is the list, with commas.
#
# What counts is what Argo CD applies before and after, beginning with argocd/root.yaml, Application by Application: not which
# files are deleted. Without its XRD, its namespace or its Application a claim is gone as well. What cannot be rendered (Helm,
# plugins, patches of a kustomization, links, other repositories) fails, with the label too.
set -euo pipefail

label=delete-cluster
base=${1:?usage: claim-deletion-guard.sh <base>}
cd "$(git rev-parse --show-toplevel)"

options=()
if [[ ${GITHUB_ACTIONS:-} == true ]]; then options+=(--format github); fi
if [[ ${DELETE_CLUSTER_LABEL:-false} == true ]] ||
  tr ',' '\n' <<<"${CI_MERGE_REQUEST_LABELS:-}" | sed 's/^ *//; s/ *$//' | grep -Fxq -- "$label"; then
  echo "The label $label is set: clusters may be deleted."
  options+=(--allow-deletion)
fi

if ! bash scripts/worker-clusters.sh "$base" guard --base "$base" "${options[@]}"; then
  echo "If clusters and everything in them are meant to be deleted, set the label $label; see docs/runbooks/delete-a-cluster.md." >&2
  exit 1
fi
