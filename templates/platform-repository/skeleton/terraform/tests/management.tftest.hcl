# Plans against mocked providers: no account, no credentials, no cluster. `terraform init -backend=false && terraform test`.

mock_provider "aws" {
  mock_data "aws_availability_zones" {
    defaults = {
      names = ["eu-west-1a", "eu-west-1b", "eu-west-1c"]
    }
  }

  mock_resource "aws_eip" {
    override_during = plan
    defaults = {
      id        = "eipalloc-00000000000000000"
      public_ip = "198.51.100.7"
    }
  }
}

mock_provider "helm" {}

override_module {
  target = module.vpc
  outputs = {
    vpc_id          = "vpc-00000000000000000"
    private_subnets = ["subnet-a", "subnet-b", "subnet-c"]
  }
}

override_module {
  target = module.eks
  outputs = {
    cluster_name                       = "acme-management"
    cluster_endpoint                   = "https://example.invalid"
    cluster_certificate_authority_data = "dGVzdA=="
  }
}

variables {
  organisation      = "acme"
  git_url           = "https://git.example.org/platform/gitops.git"
  domain            = "platform.example.org"
  ingress_domain    = "clusters.example.org"
  api_group         = "platform.example.org"
  environments      = [{ name = "dev", awsAccountId = "222222222222" }, { name = "staging", awsAccountId = "222222222222" }, { name = "prod", awsAccountId = "333333333333" }]
  regions           = ["eu-west-1"]
  management_region = "eu-west-1"
  management_cidrs  = ["198.51.100.7/32"]
  owner_ref         = "group:default/platform"

  management_account_id   = "111111111111"
  api_access_cidrs        = ["203.0.113.0/28"]
  cluster_admin_role_arns = ["arn:aws:iam::111111111111:role/platform-admin"]
}

run "crossplane_can_only_take_on_the_provisioners" {
  command = plan

  assert {
    condition = jsondecode(aws_iam_policy.crossplane_aws.policy).Statement == [{
      Sid    = "ProvisionInTheEnvironmentsAccounts"
      Effect = "Allow"
      Action = ["sts:AssumeRole", "sts:TagSession"]
      Resource = [
        "arn:aws:iam::222222222222:role/worker-clusters-provisioner",
        "arn:aws:iam::333333333333:role/worker-clusters-provisioner",
      ]
    }]
    error_message = "Crossplane's role must take on one role in each account, and do nothing else."
  }

  assert {
    condition     = aws_iam_policy.crossplane_boundary.policy == aws_iam_policy.crossplane_aws.policy
    error_message = "The boundary of Crossplane's role must be no wider than its policy."
  }

  assert {
    condition     = jsondecode(aws_iam_role.crossplane_aws.assume_role_policy).Statement[0].Condition.StringEquals["aws:RequestTag/kubernetes-service-account"] == local.crossplane_service_accounts
    error_message = "Only the service accounts of the AWS providers may use the role."
  }

  assert {
    condition     = toset(keys(aws_eks_pod_identity_association.crossplane_aws)) == toset(local.crossplane_service_accounts)
    error_message = "Every service account of the AWS providers needs its association, and nobody else."
  }
}

run "charts_are_pinned_and_in_order" {
  command = plan

  assert {
    condition     = helm_release.argocd.version == "10.1.1" && startswith(helm_release.crossplane.version, "2.")
    error_message = "The charts must be pinned to exact versions."
  }

  assert {
    condition     = yamldecode(helm_release.argocd.values[0]).configs.cm["admin.enabled"] == "false"
    error_message = "The management Argo CD must not have an administrator's password."
  }

  assert {
    condition     = yamldecode(helm_release.root.values[0]).documents[0].spec.source.repoURL == var.git_url
    error_message = "The root Application must read this repository."
  }

  assert {
    condition     = yamldecode(helm_release.root.values[0]).documents[0].spec.source.targetRevision == "main"
    error_message = "The root Application must follow git_revision."
  }
}

run "no_credentials_no_secret" {
  command = plan

  assert {
    condition     = length(helm_release.root.set_sensitive) == 0
    error_message = "Without credentials the chart must make no Secret."
  }
}

run "credentials_reach_the_chart_as_secrets" {
  command = plan

  variables {
    git_credentials = { username = "argocd", password = "test" }
  }

  assert {
    condition     = nonsensitive(helm_release.root.set_sensitive[*].name) == tolist(["repository.username", "repository.password"])
    error_message = "The credentials must be set as sensitive values of the chart."
  }

  assert {
    condition     = !strcontains(helm_release.root.values[0], "password")
    error_message = "The credentials must not be among the values that a plan shows."
  }
}

run "one_address_for_each_zone" {
  command = plan

  assert {
    condition     = length(aws_eip.nat) == 3
    error_message = "There must be a NAT address for each availability zone."
  }
}

run "one_address_with_one_gateway" {
  command = plan

  variables {
    single_nat_gateway = true
  }

  assert {
    condition     = length(aws_eip.nat) == 1
    error_message = "One gateway has one address."
  }
}

run "warns_when_worker_clusters_are_closed_to_crossplane" {
  command = plan

  variables {
    management_cidrs = ["203.0.113.9/32"]
  }

  expect_failures = [check.management_cidrs]
}

run "refuses_an_api_server_open_to_everybody" {
  command = plan

  variables {
    api_access_cidrs = ["0.0.0.0/0"]
  }

  expect_failures = [var.api_access_cidrs]
}

run "refuses_worker_clusters_open_to_everybody" {
  command = plan

  variables {
    management_cidrs = ["0.0.0.0/0"]
  }

  expect_failures = [var.management_cidrs]
}

run "refuses_an_account_that_is_none" {
  command = plan

  variables {
    environments = [{ name = "dev", awsAccountId = "2222" }]
  }

  expect_failures = [var.environments]
}

run "refuses_an_address_range_of_the_worker_clusters" {
  command = plan

  variables {
    vpc_cidr = "10.0.0.0/16"
  }

  expect_failures = [var.vpc_cidr]
}

run "refuses_credentials_in_the_url" {
  command = plan

  variables {
    git_url = "https://user:token@git.example.org/platform/gitops.git"
  }

  expect_failures = [var.git_url]
}

run "refuses_crossplane_1" {
  command = plan

  variables {
    crossplane_chart_version = "1.20.11"
  }

  expect_failures = [var.crossplane_chart_version]
}

run "refuses_a_cluster_that_nobody_administers" {
  command = plan

  variables {
    cluster_admin_role_arns = []
  }

  expect_failures = [var.cluster_admin_role_arns]
}
