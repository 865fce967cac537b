#!/usr/bin/env bash
# Gives the Argo CD of every worker cluster of an environment read-only credentials of this repository, or replaces them:
#
#   scripts/worker-git-credentials.sh <environment> <username>
#
# The token is asked for, or read from standard input. It goes into one Secret of the management cluster and nowhere else.
# Needs kubectl, with the management cluster as its current one. See docs/runbooks/git-credentials.md.
set -euo pipefail
cd "$(dirname "$0")/.."

[ $# -eq 2 ] || { echo "Usage: $0 <environment> <username>" >&2; exit 2; }
namespace="clusters-$1"
username=$2
url=$(sed -nE 's/^ *"git_url": "([^"]+)",?$/\1/p' terraform/platform.auto.tfvars.json)
[ -n "$url" ] || { echo 'terraform/platform.auto.tfvars.json does not say git_url.' >&2; exit 1; }
kubectl get namespace "$namespace" >/dev/null

if [ -t 0 ]; then printf 'Token of %s for %s: ' "$username" "$url" >&2; fi
read -rs token || true
if [ -t 0 ]; then echo >&2; fi
[ -n "$token" ] || { echo 'There is no token: nothing was changed.' >&2; exit 1; }

# A text in YAML's single quotes.
quote() { printf "'%s'" "${1//\'/\'\'}"; }

# printf is the shell's own: arguments of another program could be read by every process of the machine.
printf 'configs:\n  credentialTemplates:\n    platform:\n      url: %s\n      username: %s\n      password: %s\n' \
  "$(quote "$url")" "$(quote "$username")" "$(quote "$token")" |
  kubectl create secret generic worker-git-credentials --namespace "$namespace" \
    --from-file=values.yaml=/dev/stdin --dry-run=client --output yaml |
  kubectl apply --server-side --force-conflicts --field-manager worker-git-credentials --filename -
