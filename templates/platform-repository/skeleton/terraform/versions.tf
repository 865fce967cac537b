terraform {
  required_version = ">= 1.11.0, < 2.0.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.9"
    }
    helm = {
      source  = "hashicorp/helm"
      version = "~> 3.0"
    }
  }

  # Partial on purpose: bucket, key and region come from backend.hcl (see backend.hcl.example and README.md).
  # `use_lockfile` keeps the lock beside the state in S3: there is no DynamoDB table to look after. It is why
  # Terraform 1.11 is the least.
  backend "s3" {
    encrypt      = true
    use_lockfile = true
  }
}

provider "aws" {
  region              = var.management_region
  allowed_account_ids = [var.management_account_id]

  default_tags {
    tags = local.tags
  }
}

# The credentials are asked for at the moment they are used, so no kubeconfig lies about and none ends up in the state.
provider "helm" {
  kubernetes = {
    host                   = module.eks.cluster_endpoint
    cluster_ca_certificate = base64decode(module.eks.cluster_certificate_authority_data)

    exec = {
      api_version = "client.authentication.k8s.io/v1"
      command     = "aws"
      args        = ["eks", "get-token", "--cluster-name", module.eks.cluster_name, "--region", var.management_region]
    }
  }
}
