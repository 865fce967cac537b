#!/usr/bin/env bash
# Checks the claims as the portal does: against the XRD, the naming rule, the policy and each other; and that each is applied.
# With a base (a commit or a branch) also what may not change in a claim that is there already.
#   scripts/validate-claims.sh [base]
set -euo pipefail
cd "$(dirname "$0")/.."

format=text
if [[ ${GITHUB_ACTIONS:-} == true ]]; then format=github; fi

options=(--claims crossplane/claims --format "$format")
if [[ -f policy.yaml ]]; then options+=(--policy policy.yaml); fi
if [[ -n ${1:-} ]]; then options+=(--base "$1"); fi

bash scripts/worker-clusters.sh "${1:-}" validate "${options[@]}"
