#!/usr/bin/env bash
# Format, validity and plan tests of terraform/ and terraform/worker-account/. Needs no account: the providers are mocked.
set -euo pipefail
cd "$(dirname "$0")/../terraform"

terraform fmt -check -diff -recursive

terraform init -backend=false -input=false
terraform validate
terraform test

terraform -chdir=modules/names init -input=false
terraform -chdir=modules/names test

account=$(jq -er '.environments[0].awsAccountId' platform.auto.tfvars.json)
cd worker-account
terraform init -backend=false -input=false
terraform validate
terraform test -var "account_id=$account"
