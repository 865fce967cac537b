#!/usr/bin/env bash
# Renders the Composition for the claims of tests/render/, at least one for each environment, and compares with what was
# expected. A claim for which nothing is composed fails, and so does an environment without a case.
#   tests/render/<case>/claim.yaml      the claim
#   tests/render/<case>/observed.yaml   what is there already (optional)
#   tests/render/<case>/expected.yaml   what must come out (optional)
# UPDATE=1 writes expected.yaml anew: the difference then shows up in the pull request.
# The functions run in Docker; FUNCTIONS names another list of functions, for example of ones that run already.
set -euo pipefail
cd "$(dirname "$0")/.."

functions=${FUNCTIONS:-crossplane/packages/functions.yaml}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failed=0
count=0
environments=' '

fail() {
  echo "$1" >&2
  failed=1
}

for folder in tests/render/*/; do
  claim=${folder}claim.yaml
  if [[ ! -f $claim ]]; then continue; fi
  count=$((count + 1))
  environments+="$(sed -nE "s/^  environment: *['\"]?([a-z0-9-]+)['\"]?.*/\1/p" "$claim" | head -n 1) "
  # What the API server and Crossplane add to a claim, and the functions need.
  awk '{ print }
    /^metadata:/ { print "  uid: 0a3f1c1e-0000-4000-8000-000000000000" }
    /^spec:/ { print "  crossplane: {}" }' "$claim" >"$scratch/xr.yaml"
  options=(--xrd crossplane/xrds/workercluster.yaml --include-full-xr)
  if [[ -e ${folder}observed.yaml ]]; then options+=(--observed-resources "${folder}observed.yaml"); fi

  if ! crank render "$scratch/xr.yaml" crossplane/compositions/workercluster-aws.yaml "$functions" "${options[@]}" >"$scratch/rendered.yaml"; then
    fail "$claim cannot be rendered."
    continue
  fi
  resources=$(grep -c 'crossplane.io/composition-resource-name:' "$scratch/rendered.yaml" || true)
  echo "$claim: $resources resources in the first pass"
  if [[ $resources -eq 0 ]]; then fail "$claim: nothing is composed."; fi
  if [[ ${UPDATE:-} == 1 ]]; then
    cp "$scratch/rendered.yaml" "${folder}expected.yaml"
  elif [[ -e ${folder}expected.yaml ]] && ! diff -u "${folder}expected.yaml" "$scratch/rendered.yaml"; then
    fail "$claim renders otherwise than ${folder}expected.yaml says; if that is meant, run UPDATE=1 $0"
  fi
done

for folder in crossplane/claims/*/; do
  environment=$(basename "$folder")
  if [[ $environments != *" $environment "* ]]; then
    fail "No claim of the environment $environment is rendered: add tests/render/$environment/claim.yaml."
  fi
done
if [[ $count -eq 0 ]]; then fail 'There is no tests/render/<case>/claim.yaml.'; fi

echo "$count claims rendered"
exit "$failed"
