# What the autoscaler of a worker cluster may do: see, and change how many nodes the groups of its own cluster have. One policy
# for all clusters of the account. Pod Identity says in the session's tags which cluster a pod is in, and EKS says in the tags
# of an Auto Scaling group which cluster it belongs to.
resource "aws_iam_policy" "autoscaler" {
  name        = local.autoscaler_name
  description = "The autoscaler of a worker cluster: the nodes of its own cluster"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "See"
        Effect = "Allow"
        Action = [
          "autoscaling:DescribeAutoScalingGroups",
          "autoscaling:DescribeAutoScalingInstances",
          "autoscaling:DescribeLaunchConfigurations",
          "autoscaling:DescribeScalingActivities",
          "autoscaling:DescribeTags",
          "ec2:DescribeImages",
          "ec2:DescribeInstanceTypes",
          "ec2:DescribeLaunchTemplateVersions",
          "ec2:GetInstanceTypesFromInstanceRequirements",
          "eks:DescribeNodegroup",
        ]
        Resource  = "*"
        Condition = local.in_our_regions
      },
      {
        Sid      = "ScaleItsOwnNodes"
        Effect   = "Allow"
        Action   = ["autoscaling:SetDesiredCapacity", "autoscaling:TerminateInstanceInAutoScalingGroup"]
        Resource = ["arn:aws:autoscaling:*:${var.account_id}:autoScalingGroup:*:autoScalingGroupName/eks-*"]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion"              = local.platform.regions
            "aws:ResourceTag/eks:cluster-name" = "$${aws:PrincipalTag/eks-cluster-name}"
          }
        }
      },
    ]
  })
}
