#!/usr/bin/env bash
# Renders the Composition for every case of tests/render/ and compares with what was expected.
#   tests/render/<case>/xr.yaml         the claim
#   tests/render/<case>/observed.yaml   what is there already (optional)
#   tests/render/<case>/expected.yaml   what must come out
# UPDATE=1 writes expected.yaml anew: the difference then shows up in the pull request.
# The functions run in Docker; FUNCTIONS names another list of functions, for example of ones that run already.
set -euo pipefail
cd "$(dirname "$0")/.."

functions=${FUNCTIONS:-crossplane/packages/functions.yaml}
failed=0
count=0

for folder in tests/render/*/; do
  if [[ ! -f ${folder}xr.yaml ]]; then continue; fi
  count=$((count + 1))
  options=(--xrd crossplane/xrds/workercluster.yaml --include-full-xr)
  if [[ -e ${folder}observed.yaml ]]; then options+=(--observed-resources "${folder}observed.yaml"); fi

  rendered=$(crank render "${folder}xr.yaml" crossplane/compositions/workercluster-aws.yaml "$functions" "${options[@]}")
  if [[ ${UPDATE:-} == 1 ]]; then
    printf '%s\n' "$rendered" >"${folder}expected.yaml"
  elif ! diff -u "${folder}expected.yaml" <(printf '%s\n' "$rendered"); then
    failed=1
  fi
done

echo "$count cases rendered"
exit "$failed"
