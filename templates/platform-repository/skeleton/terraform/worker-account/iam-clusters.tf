# EKS: clusters, node groups, add-ons, Pod Identity associations.
resource "aws_iam_policy" "clusters" {
  name        = "${local.provisioner_name}-clusters"
  description = "EKS clusters of worker clusters"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "Read"
        Effect = "Allow"
        Action = [
          "eks:DescribeAccessEntry",
          "eks:DescribeAddon",
          "eks:DescribeAddonConfiguration",
          "eks:DescribeAddonVersions",
          "eks:DescribeCluster",
          "eks:DescribeNodegroup",
          "eks:DescribePodIdentityAssociation",
          "eks:DescribeUpdate",
          "eks:ListAccessEntries",
          "eks:ListAddons",
          "eks:ListAssociatedAccessPolicies",
          "eks:ListClusters",
          "eks:ListNodegroups",
          "eks:ListPodIdentityAssociations",
          "eks:ListTagsForResource",
          "eks:ListUpdates",
          "logs:DescribeLogGroups",
        ]
        Resource  = "*"
        Condition = local.in_our_regions
      },
      {
        # The logs of a control plane. They outlive the cluster: nothing here may delete them.
        Sid    = "LogsOfControlPlanes"
        Effect = "Allow"
        Action = [
          "logs:CreateLogGroup",
          "logs:ListTagsForResource",
          "logs:PutRetentionPolicy",
          "logs:TagResource",
          "logs:UntagResource",
        ]
        Resource  = ["arn:aws:logs:*:${var.account_id}:log-group:/aws/eks/*/cluster*"]
        Condition = local.in_our_regions
      },
      {
        Sid       = "CreateTagged"
        Effect    = "Allow"
        Action    = ["eks:CreateCluster", "eks:TagResource"]
        Resource  = ["arn:aws:eks:*:${var.account_id}:cluster/*"]
        Condition = local.tagged_request
      },
      {
        # The resource of these is the cluster that they happen in, so its tag is what counts.
        Sid    = "ChangeAndDeleteTagged"
        Effect = "Allow"
        Action = [
          "eks:CreateAccessEntry",
          "eks:CreateAddon",
          "eks:CreateNodegroup",
          "eks:CreatePodIdentityAssociation",
          "eks:DeleteCluster",
          "eks:TagResource",
          "eks:UntagResource",
          "eks:UpdateClusterConfig",
          "eks:UpdateClusterVersion",
        ]
        Resource  = ["arn:aws:eks:*:${var.account_id}:cluster/*"]
        Condition = local.tagged_resource
      },
      {
        Sid       = "TagPartsAsTheyAreMade"
        Effect    = "Allow"
        Action    = ["eks:TagResource"]
        Resource  = [for type in ["access-entry", "addon", "nodegroup"] : "arn:aws:eks:*:${var.account_id}:${type}/*"]
        Condition = local.tagged_request
      },
      {
        Sid    = "ChangeAndDeletePartsTagged"
        Effect = "Allow"
        Action = [
          "eks:DeleteAccessEntry",
          "eks:DeleteAddon",
          "eks:DisassociateAccessPolicy",
          "eks:DeleteNodegroup",
          "eks:TagResource",
          "eks:UntagResource",
          "eks:UpdateAccessEntry",
          "eks:UpdateAddon",
          "eks:UpdateNodegroupConfig",
          "eks:UpdateNodegroupVersion",
        ]
        Resource  = [for type in ["access-entry", "addon", "nodegroup"] : "arn:aws:eks:*:${var.account_id}:${type}/*"]
        Condition = local.tagged_resource
      },
      {
        # The two policies that the Composition gives to people: the owner's, and that for emergencies.
        Sid      = "AssociateAccessPolicies"
        Effect   = "Allow"
        Action   = ["eks:AssociateAccessPolicy"]
        Resource = ["arn:aws:eks:*:${var.account_id}:access-entry/*"]
        Condition = {
          StringEquals = { "aws:RequestedRegion" = local.platform.regions }
          Null         = { "aws:ResourceTag/${local.cluster_tag}" = "false" }
          ArnEquals = {
            "eks:policyArn" = [for policy in ["AmazonEKSViewPolicy", "AmazonEKSClusterAdminPolicy"] : "arn:aws:eks::aws:cluster-access-policy/${policy}"]
          }
        }
      },
      {
        # The Composition does not tag associations; what they can give is limited by iam:PassRole (iam-roles.tf) and by
        # the boundary.
        Sid    = "PodIdentityAssociations"
        Effect = "Allow"
        Action = [
          "eks:DeletePodIdentityAssociation",
          "eks:TagResource",
          "eks:UntagResource",
          "eks:UpdatePodIdentityAssociation",
        ]
        Resource  = ["arn:aws:eks:*:${var.account_id}:podidentityassociation/*"]
        Condition = local.in_our_regions
      },
    ]
  })
}
