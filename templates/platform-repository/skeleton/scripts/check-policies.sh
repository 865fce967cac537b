#!/usr/bin/env bash
# Tests the policies themselves, then everything that the two kinds of Argo CD read, all at once: some rules compare files.
# Run check-manifests.sh first to have the built overlays checked as well.
set -euo pipefail
cd "$(dirname "$0")/.."

conftest verify --policy policies

folders=(crossplane argocd applications)
if [[ -d .rendered ]]; then folders+=(.rendered); fi
files=()
while IFS= read -r -d '' file; do
  files+=("$file")
done < <(find "${folders[@]}" \( -name '*.yaml' -o -name '*.yml' \) -print0)

conftest test --policy policies --combine --parser yaml "${files[@]}"
