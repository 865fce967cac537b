module "names" {
  source = "./modules/names"

  organisation = var.organisation
}

locals {
  name = "${module.names.prefix}-management"

  tags = {
    "managed-by"       = "terraform"
    "platform"         = var.domain
    "platform-owner"   = var.owner_ref
    "platform-cluster" = local.name
  }

  # Names that two places must agree on. The first is known to worker-account/, the second to worker-account/ and to
  # crossplane/config/aws-<environment>.yaml, the service accounts to crossplane/packages/runtime-configs.yaml.
  crossplane_role_name        = module.names.crossplane_role
  provisioner_role_name       = "worker-clusters-provisioner"
  crossplane_namespace        = "crossplane-system"
  crossplane_service_accounts = ["provider-family-aws", "provider-aws-ec2", "provider-aws-iam", "provider-aws-eks", "provider-aws-cloudwatchlogs"]

  argocd_namespace = "argocd"

  worker_account_ids = toset(var.environments[*].awsAccountId)
}
