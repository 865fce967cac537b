terraform {
  required_version = ">= 1.11.0, < 2.0.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.9"
    }
  }

  # One state for each account: give the key by backend.hcl (see README.md of the folder above).
  backend "s3" {
    encrypt      = true
    use_lockfile = true
  }
}

provider "aws" {
  region              = local.platform.management_region
  allowed_account_ids = [var.account_id]

  default_tags {
    tags = local.tags
  }
}
