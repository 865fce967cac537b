#!/usr/bin/env bash
# Adds to every package of crossplane/packages/ the digest of its version, so that nobody can change what is run by moving
# a tag. Needs crane (https://github.com/google/go-containerregistry). Can be repeated: pinned packages stay as they are.
set -euo pipefail
cd "$(dirname "$0")/.."

for file in crossplane/packages/*.yaml; do
  grep -oE 'package: [^ @]+:v[^ @]+$' "$file" | sed 's/^package: //' | while read -r package; do
    digest=$(crane digest "$package")
    [[ $digest =~ ^sha256:[0-9a-f]{64}$ ]] || { echo "No digest for $package: got '$digest'" >&2; exit 1; }
    sed -i.bak "s|package: $package\$|package: $package@$digest|" "$file" && rm -f "$file.bak"
    echo "$package@$digest"
  done
done
