#!/usr/bin/env bash
# Runs the command worker-clusters (worker-clusters.cjs, one file with all that it needs: nothing is installed).
#   scripts/worker-clusters.sh <base> <command> [options]        base: commit or branch that the pull request goes to, or ''
#
# With a base it is the file as it was there: a pull request does not bring what it is checked with.
set -euo pipefail
base=$1
shift
cd "$(git rev-parse --show-toplevel)"
program=scripts/worker-clusters.cjs
if [[ -n $base ]]; then
  before=$(git merge-base --end-of-options "$base" HEAD)
  if git cat-file -e "$before:$program" 2>/dev/null; then
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
    git show "$before:$program" >"$folder/worker-clusters.cjs"
    program=$folder/worker-clusters.cjs
  fi
fi
node "$program" "$@"
