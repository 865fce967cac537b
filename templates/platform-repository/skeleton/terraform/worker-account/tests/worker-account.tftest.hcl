# Plans against a mocked provider and the real platform.auto.tfvars.json. `terraform init -backend=false`, then:
#   terraform test -var account_id=<account of an environment>

mock_provider "aws" {}

run "roles_can_only_be_made_with_the_boundary" {
  command = plan

  assert {
    condition = alltrue([
      for s in jsondecode(aws_iam_policy.roles.policy).Statement :
      try(s.Condition.StringEquals["iam:PermissionsBoundary"], "") == local.boundary_arn
      if s.Effect == "Allow" && length(setintersection(s.Action, ["iam:CreateRole", "iam:PutRolePermissionsBoundary", "iam:AttachRolePolicy"])) > 0
    ])
    error_message = "Whoever makes a role or attaches a policy must be held to the boundary."
  }

  assert {
    condition = alltrue([
      for s in jsondecode(aws_iam_policy.roles.policy).Statement :
      !contains(s.Resource, "*") && !contains(s.Action, "iam:*")
      if s.Effect == "Allow"
    ])
    error_message = "No statement about IAM may allow everything."
  }

  assert {
    condition = alltrue([
      for arn in local.role_arns : !can(regex("^${replace(arn, "*", ".*")}$", local.provisioner_arn))
    ])
    error_message = "The provisioner's own role must not be one that it may change."
  }

  assert {
    condition     = !contains(flatten([for s in jsondecode(aws_iam_policy.boundary.policy).Statement : s.Action]), "sts:AssumeRole")
    error_message = "A role of a worker cluster must not be able to take on another."
  }
}

run "policies_fit" {
  command = plan

  assert {
    condition = alltrue([
      for p in [aws_iam_policy.autoscaler, aws_iam_policy.dns, aws_iam_policy.boundary, aws_iam_policy.network, aws_iam_policy.clusters, aws_iam_policy.roles] : length(p.policy) <= 6144
    ])
    error_message = "AWS takes no managed policy of more than 6144 characters."
  }
}

run "an_autoscaler_scales_its_own_cluster_only" {
  command = plan

  assert {
    condition = alltrue([
      for s in jsondecode(aws_iam_policy.autoscaler.policy).Statement :
      try(s.Condition.StringEquals["aws:ResourceTag/eks:cluster-name"], "") == "$${aws:PrincipalTag/eks-cluster-name}"
      if anytrue([for a in s.Action : !can(regex("^[a-z0-9]+:(Describe|Get)", a))])
    ])
    error_message = "The autoscaler of one cluster must not change the nodes of another."
  }
}

run "a_cluster_changes_its_own_names_only" {
  command = plan

  assert {
    condition = alltrue([
      for s in jsondecode(aws_iam_policy.dns.policy).Statement :
      length(try(s.Condition["ForAllValues:StringLike"]["route53:ChangeResourceRecordSetsNormalizedRecordNames"], [])) > 0 && alltrue([
        for name in s.Condition["ForAllValues:StringLike"]["route53:ChangeResourceRecordSetsNormalizedRecordNames"] :
        startswith(name, "*.$${aws:PrincipalTag/eks-cluster-name}.") && endswith(name, ".${local.platform.ingress_domain}") && !endswith(name, "*")
      ])
      if anytrue([for a in s.Action : !can(regex("^route53:(List|Get)", a))])
    ])
    error_message = "external-dns of one cluster must not change the names of another."
  }
}

run "only_crossplane_is_trusted" {
  command = plan

  assert {
    condition     = jsondecode(aws_iam_role.provisioner.assume_role_policy).Statement[0].Condition.ArnEquals["aws:PrincipalArn"] == local.crossplane_role_arn
    error_message = "Only Crossplane's role may take on the provisioner."
  }
}

run "refuses_an_account_of_no_environment" {
  command = plan

  variables {
    account_id = "999999999999"
  }

  expect_failures = [var.account_id]
}
