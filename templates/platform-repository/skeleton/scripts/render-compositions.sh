#!/usr/bin/env bash
# Renders the Composition for the claims of tests/render/, at least one for each environment, and compares with what was
# expected. A claim for which nothing is composed fails, and so does an environment without a case.
#   tests/render/<case>/claim.yaml      the claim
#   tests/render/<case>/observed.yaml   what is there already (optional)
#   tests/render/<case>/expected.yaml   what must come out (optional)
# Where there is a Composition of the Crossplane v1 API, it is rendered for the same claims; its files are observed-v1.yaml and
# expected-v1.yaml.
# UPDATE=1 writes the expected files anew: the difference then shows up in the pull request.
# The functions run in Docker; FUNCTIONS names another list of functions, for example of ones that run already.
set -euo pipefail
cd "$(dirname "$0")/.."

functions=${FUNCTIONS:-crossplane/packages/functions.yaml}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failed=0
count=0
environments=' '

# A Docker on another host (GitLab's service `docker`) publishes the ports of the functions there, not on 127.0.0.1.
docker=()
if [[ ${DOCKER_HOST:-} =~ ^tcp://([^:/]+) ]]; then
  docker=(
    --function-annotations=render.crossplane.io/runtime-docker-publish-address=0.0.0.0
    "--function-annotations=render.crossplane.io/runtime-docker-target=${BASH_REMATCH[1]}"
  )
fi

fail() {
  echo "$1" >&2
  failed=1
}

# What the API server and Crossplane add to a claim, and the functions need.
composite() {
  awk '{ print }
    /^metadata:/ { print "  uid: 0a3f1c1e-0000-4000-8000-000000000000" }
    /^spec:/ { print "  crossplane: {}" }' "$1"
}

# What Crossplane v1 makes of the claim: a composite resource of its own, in no namespace, that refers to the claim.
composite_v1() {
  awk '/^apiVersion:/ { sub(/: */, ": legacy."); api = $2 }
    /^kind:/ { kind = $2; sub(/: */, ": X") }
    /^  name:/ && !name { name = $2 }
    /^  namespace:/ && !namespace { namespace = $2; next }
    { print }
    /^metadata:/ { print "  uid: 0a3f1c1e-0000-4000-8000-000000000000" }
    /^spec:/ { print "  claimRef: {apiVersion: " api ", kind: " kind ", name: " name ", namespace: " namespace "}" }' "$1"
}

# render <folder of the case> <suffix of the API's files>, of the composite resource in $scratch/xr.yaml
render() {
  local claim=${1}claim.yaml suffix=$2 resources
  local options=(--xrd "crossplane/xrds/workercluster$suffix.yaml" --include-full-xr)
  if [[ -e ${1}observed$suffix.yaml ]]; then options+=(--observed-resources "${1}observed$suffix.yaml"); fi

  if ! crank render "$scratch/xr.yaml" "crossplane/compositions/workercluster-aws$suffix.yaml" "$functions" \
    "${options[@]}" ${docker[@]+"${docker[@]}"} >"$scratch/rendered.yaml"; then
    fail "$claim cannot be rendered (workercluster-aws$suffix.yaml)."
    return
  fi
  resources=$(grep -c 'crossplane.io/composition-resource-name:' "$scratch/rendered.yaml" || true)
  echo "$claim: $resources resources in the first pass of workercluster-aws$suffix.yaml"
  if [[ $resources -eq 0 ]]; then fail "$claim: nothing is composed by workercluster-aws$suffix.yaml."; fi
  if [[ ${UPDATE:-} == 1 ]]; then
    cp "$scratch/rendered.yaml" "${1}expected$suffix.yaml"
  elif [[ -e ${1}expected$suffix.yaml ]] && ! diff -u "${1}expected$suffix.yaml" "$scratch/rendered.yaml"; then
    fail "$claim renders otherwise than ${1}expected$suffix.yaml says; if that is meant, run UPDATE=1 $0"
  fi
}

for folder in tests/render/*/; do
  claim=${folder}claim.yaml
  if [[ ! -f $claim ]]; then continue; fi
  count=$((count + 1))
  environments+="$(sed -nE "s/^  environment: *['\"]?([a-z0-9-]+)['\"]?.*/\1/p" "$claim" | head -n 1) "
  composite "$claim" >"$scratch/xr.yaml"
  render "$folder" ''
  if [[ -e crossplane/compositions/workercluster-aws-v1.yaml ]]; then
    composite_v1 "$claim" >"$scratch/xr.yaml"
    render "$folder" -v1
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
