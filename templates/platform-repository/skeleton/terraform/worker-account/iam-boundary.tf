# The most that any role of a worker cluster can ever do, whatever is attached to it. Crossplane can make roles only with
# this boundary, so nothing that it makes can do more than this, and nothing of this is IAM.
#
# It lists what the policies that the Composition attaches allow (five of AWS's, and iam-autoscaler.tf) and is a ceiling, not a grant. AWS extends those
# policies now and then: docs/runbooks/upgrade.md says how to compare.
resource "aws_iam_policy" "boundary" {
  name        = local.boundary_name
  description = "The most that a role of a worker cluster can ever do"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "RunACluster"
        Effect = "Allow"
        Action = [
          "autoscaling:Describe*",
          "autoscaling:SetDesiredCapacity",
          "autoscaling:TerminateInstanceInAutoScalingGroup",
          "autoscaling:UpdateAutoScalingGroup",
          "ec2:AssignIpv6Addresses",
          "ec2:AssignPrivateIpAddresses",
          "ec2:AttachNetworkInterface",
          "ec2:AttachVolume",
          "ec2:AuthorizeSecurityGroupIngress",
          "ec2:CreateNetworkInterface",
          "ec2:CreateRoute",
          "ec2:CreateSecurityGroup",
          "ec2:CreateSnapshot",
          "ec2:CreateTags",
          "ec2:CreateVolume",
          "ec2:DeleteNetworkInterface",
          "ec2:DeleteRoute",
          "ec2:DeleteSecurityGroup",
          "ec2:DeleteSnapshot",
          "ec2:DeleteTags",
          "ec2:DeleteVolume",
          "ec2:Describe*",
          "ec2:DetachNetworkInterface",
          "ec2:DetachVolume",
          "ec2:EnableFastSnapshotRestores",
          "ec2:GetInstanceTypesFromInstanceRequirements",
          "ec2:ModifyInstanceAttribute",
          "ec2:ModifyNetworkInterfaceAttribute",
          "ec2:ModifyVolume",
          "ec2:RevokeSecurityGroupIngress",
          "ec2:UnassignIpv6Addresses",
          "ec2:UnassignPrivateIpAddresses",
          "ecr:BatchCheckLayerAvailability",
          "ecr:BatchGetImage",
          "ecr:Describe*",
          "ecr:Get*",
          "ecr:List*",
          "eks-auth:AssumeRoleForPodIdentity",
          "eks:DescribeCluster",
          "eks:DescribeNodegroup",
          "elasticloadbalancing:*",
          "kms:DescribeKey",
        ]
        Resource  = "*"
        Condition = local.in_our_regions
      },
      {
        # Route 53 is in us-east-1 for all regions.
        Sid    = "Names"
        Effect = "Allow"
        Action = [
          "route53:ChangeResourceRecordSets",
          "route53:GetChange",
          "route53:List*",
        ]
        Resource  = "*"
        Condition = { StringEquals = { "aws:RequestedRegion" = "us-east-1" } }
      },
      {
        Sid       = "LoadBalancersServiceLinkedRole"
        Effect    = "Allow"
        Action    = "iam:CreateServiceLinkedRole"
        Resource  = "arn:aws:iam::${var.account_id}:role/aws-service-role/elasticloadbalancing.amazonaws.com/*"
        Condition = { StringEquals = { "iam:AWSServiceName" = "elasticloadbalancing.amazonaws.com" } }
      },
    ]
  })
}
