#!/usr/bin/env bash
# Checks the claims as the portal does: against the XRD, the naming rule, the policy and each other.
# With a base (a commit or a branch) also what may not change in a claim that is there already.
#   scripts/validate-claims.sh [base]
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/tool-versions.env
source scripts/tool-versions.env

format=text
if [[ ${GITHUB_ACTIONS:-} == true ]]; then format=github; fi
if [[ ${GITLAB_CI:-} == true ]]; then format=gitlab; fi

options=(--claims crossplane/claims --xrd crossplane/xrds/workercluster.yaml --format "$format")
if [[ -f policy.yaml ]]; then options+=(--policy policy.yaml); fi
if [[ -n ${1:-} ]]; then options+=(--base "$1"); fi

exec npx --yes "@worker-clusters/cli@$WORKER_CLUSTERS_CLI_VERSION" validate "${options[@]}"
