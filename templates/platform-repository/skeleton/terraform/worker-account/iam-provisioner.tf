# The role that Crossplane takes on in this account (crossplane/config/aws-<environment>.yaml). Its permissions are what the
# Composition needs, in three policies: network, clusters, roles.
resource "aws_iam_role" "provisioner" {
  name                 = local.provisioner_name
  description          = "Crossplane in account ${local.platform.management_account_id} makes worker clusters with it"
  max_session_duration = 3600

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid    = "CrossplaneOfTheManagementCluster"
      Effect = "Allow"
      # The account as principal and the role as condition: IAM would refuse a role that does not exist yet, and this root
      # and the one above can be applied in either order.
      Principal = { AWS = "arn:aws:iam::${local.platform.management_account_id}:root" }
      Action    = ["sts:AssumeRole", "sts:TagSession"]
      Condition = { ArnEquals = { "aws:PrincipalArn" = local.crossplane_role_arn } }
    }]
  })
}

resource "aws_iam_role_policy_attachment" "provisioner" {
  for_each = {
    network  = aws_iam_policy.network.arn
    clusters = aws_iam_policy.clusters.arn
    roles    = aws_iam_policy.roles.arn
  }

  role       = aws_iam_role.provisioner.name
  policy_arn = each.value
}
