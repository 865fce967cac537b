# VPC, subnets, gateways, routes, launch templates.
resource "aws_iam_policy" "network" {
  name        = "${local.provisioner_name}-network"
  description = "Networks and launch templates of worker clusters"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        # EC2 knows no resource for most of these: reading cannot be limited any further.
        Sid    = "Read"
        Effect = "Allow"
        Action = [
          "ec2:DescribeAccountAttributes",
          "ec2:DescribeAddresses",
          "ec2:DescribeAddressesAttribute",
          "ec2:DescribeAvailabilityZones",
          "ec2:DescribeInternetGateways",
          "ec2:DescribeLaunchTemplateVersions",
          "ec2:DescribeLaunchTemplates",
          "ec2:DescribeNatGateways",
          "ec2:DescribeNetworkAcls",
          "ec2:DescribeNetworkInterfaces",
          "ec2:DescribeRouteTables",
          "ec2:DescribeSecurityGroups",
          "ec2:DescribeSubnets",
          "ec2:DescribeTags",
          "ec2:DescribeVpcAttribute",
          "ec2:DescribeVpcs",
        ]
        Resource  = "*"
        Condition = local.in_our_regions
      },
      {
        # Only with the tag that says whose it is. The resource is the thing that is made; what it is made in follows below.
        Sid    = "CreateTagged"
        Effect = "Allow"
        Action = [
          "ec2:AllocateAddress",
          "ec2:CreateInternetGateway",
          "ec2:CreateLaunchTemplate",
          "ec2:CreateNatGateway",
          "ec2:CreateRouteTable",
          "ec2:CreateSubnet",
          "ec2:CreateVpc",
        ]
        Resource = [
          for type in ["elastic-ip", "internet-gateway", "launch-template", "natgateway", "route-table", "subnet", "vpc"] :
          "arn:aws:ec2:*:${var.account_id}:${type}/*"
        ]
        Condition = local.tagged_request
      },
      {
        Sid    = "CreateInsideOfTagged"
        Effect = "Allow"
        Action = [
          "ec2:CreateNatGateway",
          "ec2:CreateRouteTable",
          "ec2:CreateSubnet",
        ]
        Resource = [
          for type in ["elastic-ip", "subnet", "vpc"] : "arn:aws:ec2:*:${var.account_id}:${type}/*"
        ]
        Condition = local.tagged_resource
      },
      {
        Sid    = "TagWhatIsBeingMade"
        Effect = "Allow"
        Action = "ec2:CreateTags"
        Resource = [
          for type in ["elastic-ip", "internet-gateway", "launch-template", "natgateway", "route-table", "subnet", "vpc"] :
          "arn:aws:ec2:*:${var.account_id}:${type}/*"
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = local.platform.regions
            "ec2:CreateAction" = [
              "AllocateAddress",
              "CreateInternetGateway",
              "CreateLaunchTemplate",
              "CreateNatGateway",
              "CreateRouteTable",
              "CreateSubnet",
              "CreateVpc",
            ]
          }
        }
      },
      {
        Sid    = "ChangeAndDeleteTagged"
        Effect = "Allow"
        Action = [
          "ec2:AssociateRouteTable",
          "ec2:AttachInternetGateway",
          "ec2:CreateLaunchTemplateVersion",
          "ec2:CreateRoute",
          "ec2:CreateTags",
          "ec2:DeleteInternetGateway",
          "ec2:DeleteLaunchTemplate",
          "ec2:DeleteLaunchTemplateVersions",
          "ec2:DeleteNatGateway",
          "ec2:DeleteRoute",
          "ec2:DeleteRouteTable",
          "ec2:DeleteSubnet",
          "ec2:DeleteTags",
          "ec2:DeleteVpc",
          "ec2:DetachInternetGateway",
          "ec2:DisassociateRouteTable",
          "ec2:ModifyLaunchTemplate",
          "ec2:ModifySubnetAttribute",
          "ec2:ModifyVpcAttribute",
          "ec2:ReleaseAddress",
          "ec2:ReplaceRoute",
          "ec2:ReplaceRouteTableAssociation",
        ]
        Resource = [
          for type in ["elastic-ip", "internet-gateway", "launch-template", "natgateway", "route-table", "subnet", "vpc"] :
          "arn:aws:ec2:*:${var.account_id}:${type}/*"
        ]
        Condition = local.tagged_resource
      },
      {
        # A node group with a launch template: EKS asks whether the caller could start instances from it. Only from a
        # template, so only with its settings (IMDSv2, encrypted disk).
        Sid      = "StartNodesFromALaunchTemplate"
        Effect   = "Allow"
        Action   = "ec2:RunInstances"
        Resource = "*"
        Condition = {
          StringEquals = { "aws:RequestedRegion" = local.platform.regions }
          ArnLike      = { "ec2:LaunchTemplate" = "arn:aws:ec2:*:${var.account_id}:launch-template/*" }
        }
      },
      {
        Sid    = "TagNodesAsTheyStart"
        Effect = "Allow"
        Action = "ec2:CreateTags"
        Resource = [
          for type in ["instance", "network-interface", "volume"] : "arn:aws:ec2:*:${var.account_id}:${type}/*"
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = local.platform.regions
            "ec2:CreateAction"    = "RunInstances"
          }
        }
      },
    ]
  })
}
