#!/usr/bin/env bash
# Refuses while there are worker clusters. Run by `terraform destroy` (root.tf) before anything else is destroyed.
# Needs: CLUSTER, REGION, GROUP (API group of the XRD); aws and kubectl.
set -euo pipefail
: "${CLUSTER:?}" "${REGION:?}" "${GROUP:?}"

config=$(mktemp)
errors=$(mktemp)
trap 'rm -f "$config" "$errors"' EXIT

# Gone already, or never made: there is nobody to ask, and nothing left that could know of a worker cluster.
if ! aws eks describe-cluster --name "$CLUSTER" --region "$REGION" >/dev/null 2>"$errors"; then
  if grep -q ResourceNotFoundException "$errors"; then
    echo "The cluster $CLUSTER is not there any more: nothing to guard."
    exit 0
  fi
  cat "$errors" >&2
  echo "Could not ask AWS for the cluster $CLUSTER: nothing is destroyed." >&2
  exit 1
fi

aws eks update-kubeconfig --name "$CLUSTER" --region "$REGION" --kubeconfig "$config" >/dev/null

left=''
for resource in "workerclusters.$GROUP" "workerclusters.legacy.$GROUP" "xworkerclusters.legacy.$GROUP"; do
  # A resource that the API server does not know has no objects. Anything else that goes wrong is a reason to stop: not to
  # be able to look is not the same as to see nothing.
  if objects=$(kubectl --kubeconfig "$config" get "$resource" --all-namespaces --output name 2>"$errors"); then
    left+="${objects:+$objects$'\n'}"
  elif ! grep -q "the server doesn't have a resource type" "$errors"; then
    cat "$errors" >&2
    echo "Could not count the worker clusters: nothing is destroyed." >&2
    exit 1
  fi
done

if [[ -n $left ]]; then
  printf '%s' "$left" >&2
  echo "These are still there. Delete them by pull request first (docs/runbooks/delete-a-cluster.md): without the" >&2
  echo "management cluster nobody can, and they go on costing money." >&2
  exit 1
fi
echo "No worker cluster is left."
