#!/usr/bin/env bash
# Installs the named tools at the versions of tool-versions.env: install-tools.sh kustomize kubeconform conftest tflint crossplane
# They are built from source through Go's module proxy, whose checksum database stands for their content.
set -euo pipefail
# shellcheck source=scripts/tool-versions.env
source "$(dirname "$0")/tool-versions.env"

for tool in "$@"; do
  case $tool in
    kustomize) package=sigs.k8s.io/kustomize/kustomize/v5@$KUSTOMIZE_VERSION ;;
    kubeconform) package=github.com/yannh/kubeconform/cmd/kubeconform@$KUBECONFORM_VERSION ;;
    conftest) package=github.com/open-policy-agent/conftest@$CONFTEST_VERSION ;;
    tflint) package=github.com/terraform-linters/tflint@$TFLINT_VERSION ;;
    # The program is called crank in Crossplane's repository.
    crossplane) package=github.com/crossplane/crossplane/v2/cmd/crank@$CROSSPLANE_CLI_VERSION ;;
    *)
      echo "Unknown tool: $tool" >&2
      exit 2
      ;;
  esac
  echo "Installing $package"
  go install "$package"
done
