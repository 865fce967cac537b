#!/usr/bin/env bash
# A change of a Composition is released to the first environment alone, and to the next ones by later pull requests, in their
# order: docs/runbooks/promote-a-composition.md. The pull request label `release-to-all` takes a change to all of them at once.
#   scripts/check-promotion.sh <base>        base: commit or branch that the pull request goes to
# Labels: on GitHub RELEASE_TO_ALL_LABEL is true or false; on GitLab CI_MERGE_REQUEST_LABELS is the list, with commas.
set -euo pipefail

label=release-to-all
base=${1:?usage: check-promotion.sh <base>}
cd "$(git rev-parse --show-toplevel)"
before=$(git merge-base --end-of-options "$base" HEAD)

allowed=false
if [[ ${RELEASE_TO_ALL_LABEL:-false} == true ]] ||
  tr ',' '\n' <<<"${CI_MERGE_REQUEST_LABELS:-}" | sed 's/^ *//; s/ *$//' | grep -Fxq -- "$label"; then
  echo "The label $label is set: a change may be released to all environments at once."
  allowed=true
fi

mapfile -t environments < <(
  node -p 'JSON.parse(fs.readFileSync("terraform/platform.auto.tfvars.json", "utf8")).environments.map(e => e.name).join("\n")'
)
channel='^    [a-z0-9.-]+/channel-([a-z0-9-]+): .true.$'
channels() { sed -nE "s#$channel#\\1#p"; }
content() { grep -Ev "$channel"; }

failed=0
while IFS= read -r file; do
  [[ -n $file && -f $file ]] || continue
  mapfile -t released < <(channels <"$file")
  # The first ones of the list, in its order.
  if [[ ${#released[@]} -eq 0 || ${released[*]} != "${environments[*]:0:${#released[@]}}" ]]; then
    echo "$file: it is released to '${released[*]}'. The channels must be the first ones of '${environments[*]}', in this order." >&2
    failed=1
    continue
  fi
  # A Composition that is new has no clusters.
  git cat-file -e "$before:$file" 2>/dev/null || continue
  if [[ $allowed == false && ${#released[@]} -gt 1 ]] &&
    ! diff -q <(git show "$before:$file" | content) <(content <"$file") >/dev/null; then
    echo "$file: it changes and is released to '${released[*]}' at once. Leave only the channel of '${environments[0]}', and promote it by later pull requests; or set the label $label, after the approval of the code owners." >&2
    failed=1
  fi
done < <(git diff --name-only --diff-filter=d "$before" HEAD -- crossplane/compositions)

if [[ $failed -ne 0 ]]; then
  echo "See docs/runbooks/promote-a-composition.md." >&2
fi
exit "$failed"
