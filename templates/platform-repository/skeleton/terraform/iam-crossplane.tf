# The role of the AWS providers' pods. It can do one thing: take on the provisioner's role in the accounts of the
# environments, which worker-account/ makes. It has no permission of its own, not even in the management account.
resource "aws_iam_role" "crossplane_aws" {
  name                 = local.crossplane_role_name
  description          = "Pods of Crossplane's AWS providers in ${local.name}. May only take on ${local.provisioner_role_name} in the environments' accounts."
  permissions_boundary = aws_iam_policy.crossplane_boundary.arn
  max_session_duration = 3600

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "PodIdentityOfTheProviders"
      Effect    = "Allow"
      Principal = { Service = "pods.eks.amazonaws.com" }
      Action    = ["sts:AssumeRole", "sts:TagSession"]
      Condition = {
        StringEquals = {
          "aws:SourceAccount"                         = var.management_account_id
          "aws:RequestTag/eks-cluster-name"           = local.name
          "aws:RequestTag/kubernetes-namespace"       = local.crossplane_namespace
          "aws:RequestTag/kubernetes-service-account" = local.crossplane_service_accounts
        }
      }
    }]
  })
}

locals {
  crossplane_may_assume = {
    Version = "2012-10-17"
    Statement = [{
      Sid    = "ProvisionInTheEnvironmentsAccounts"
      Effect = "Allow"
      # TagSession: the session tags of Pod Identity are passed on when one role takes on the next.
      Action   = ["sts:AssumeRole", "sts:TagSession"]
      Resource = [for id in sort(local.worker_account_ids) : "arn:aws:iam::${id}:role/${local.provisioner_role_name}"]
    }]
  }
}

resource "aws_iam_policy" "crossplane_aws" {
  name        = "${local.crossplane_role_name}-assume"
  description = "Take on ${local.provisioner_role_name} in the environments' accounts"
  policy      = jsonencode(local.crossplane_may_assume)
}

resource "aws_iam_role_policy_attachment" "crossplane_aws" {
  role       = aws_iam_role.crossplane_aws.name
  policy_arn = aws_iam_policy.crossplane_aws.arn
}

# The same again as the most that the role can ever have: a policy that somebody attaches by mistake gives it nothing.
resource "aws_iam_policy" "crossplane_boundary" {
  name        = "${local.crossplane_role_name}-boundary"
  description = "The most that ${local.crossplane_role_name} can ever do"
  policy      = jsonencode(local.crossplane_may_assume)
}
