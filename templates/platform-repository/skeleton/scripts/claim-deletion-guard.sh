#!/usr/bin/env bash
# A claim that disappears takes its cluster with it, and everything in that. So it must disappear on purpose: the pull request
# needs the label `delete-cluster`. The label says "I mean it"; the approval of the code owners is what allows it.
#   scripts/claim-deletion-guard.sh <base>        base: commit or branch that the pull request goes to
# Labels: on GitHub DELETE_CLUSTER_LABEL is true or false; on GitLab CI_MERGE_REQUEST_LABELS is the list, with commas.
#
# What counts is the object, not the file: it may go into another file of its folder. A claim that is taken out of a file,
# renamed, put into another namespace or another API group, or moved to another folder is gone, for Argo CD prunes it. What
# cannot be read as a claim counts as a file. The XRDs and the Applications that carry the claims are guarded in the same way:
# without them all claims are gone.
set -euo pipefail

label=delete-cluster
base=${1:?usage: claim-deletion-guard.sh <base>}
cd "$(git rev-parse --show-toplevel)"
before=$(git merge-base "$base" HEAD)

# Paths and names come from the pull request. They are shown, never run, and a control character in one must not be able to
# give orders to the CI system that reads the log.
clean() { LC_ALL=C tr -c 'A-Za-z0-9._/() \n-' '?'; }

# One line for every object of a revision: "claim <namespace>/<name> (<API group>) in <folder>", or "file <path>".
objects_of() {
  local revision=$1 path
  while IFS= read -r -d '' path; do
    case $path in
      crossplane/claims/*.yaml | crossplane/claims/*.yml)
        git show "$revision:$path" | path=$path awk '
          function finish() {
            folder = ENVIRON["path"]; sub(/\/[^\/]*$/, "", folder)
            if (kind == "WorkerCluster" && name != "") print "claim " namespace "/" name " (" group ") in " folder
            else if (content) print "file " ENVIRON["path"]
            group = ""; kind = ""; name = ""; namespace = ""; content = 0; metadata = 0
          }
          function value(line) {
            sub(/^[^:]*:[ \t]*/, "", line); sub(/[ \t]+#.*$/, "", line); sub(/[ \t\r]+$/, "", line)
            gsub(/^["\047]|["\047]$/, "", line)
            return line
          }
          /^---/ { finish(); next }
          /^[ \t\r]*(#.*)?$/ { next }
          { content = 1 }
          /^apiVersion:/ { group = value($0); sub(/\/.*$/, "", group) }
          /^kind:/ { kind = value($0) }
          /^[^ \t]/ { metadata = /^metadata:/ }
          metadata && /^  name:/ { name = value($0) }
          metadata && /^  namespace:/ { namespace = value($0) }
          END { finish() }'
        ;;
      crossplane/claims/*.json | crossplane/xrds/* | argocd/infrastructure/worker-cluster-*) echo "file $path" ;;
    esac
  done < <(git ls-tree -r -z --name-only "$revision" -- crossplane/claims crossplane/xrds argocd/infrastructure)
}

gone=$(LC_ALL=C comm -23 <(objects_of "$before" | LC_ALL=C sort -u) <(objects_of HEAD | LC_ALL=C sort -u) | clean)

if [[ -z $gone ]]; then
  echo "No claim is removed."
  exit 0
fi

echo "Removed by this pull request:"
printf '%s\n' "$gone"

if [[ ${DELETE_CLUSTER_LABEL:-false} == true ]] ||
  tr ',' '\n' <<<"${CI_MERGE_REQUEST_LABELS:-}" | sed 's/^ *//; s/ *$//' | grep -Fxq -- "$label"; then
  echo "The label $label is set: the clusters will be deleted when this is merged."
  exit 0
fi

message="This deletes worker clusters and everything in them. If that is meant, set the label $label; see docs/runbooks/delete-a-cluster.md."
if [[ ${GITHUB_ACTIONS:-} == true ]]; then
  echo "::error title=A claim is removed::$message"
else
  echo "$message" >&2
fi
exit 1
