# IAM: the five roles of a worker cluster, and never a role that could do more than the boundary.
resource "aws_iam_policy" "roles" {
  name        = "${local.provisioner_name}-roles"
  description = "IAM roles of worker clusters, with the boundary ${local.boundary_name} only"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "Read"
        Effect = "Allow"
        Action = [
          "iam:GetRole",
          "iam:GetRolePolicy",
          "iam:ListAttachedRolePolicies",
          "iam:ListInstanceProfilesForRole",
          "iam:ListRolePolicies",
          "iam:ListRoleTags",
        ]
        Resource = local.role_arns
      },
      {
        Sid       = "CreateWithTheBoundaryOnly"
        Effect    = "Allow"
        Action    = ["iam:CreateRole", "iam:PutRolePermissionsBoundary"]
        Resource  = local.role_arns
        Condition = { StringEquals = { "iam:PermissionsBoundary" = local.boundary_arn } }
      },
      {
        Sid      = "AttachOnlyWhatTheCompositionAttaches"
        Effect   = "Allow"
        Action   = ["iam:AttachRolePolicy"]
        Resource = local.role_arns
        Condition = {
          StringEquals = { "iam:PermissionsBoundary" = local.boundary_arn }
          ArnEquals    = { "iam:PolicyARN" = local.attachable_policy_arns }
        }
      },
      {
        Sid       = "DetachFromRolesWithTheBoundary"
        Effect    = "Allow"
        Action    = ["iam:DetachRolePolicy"]
        Resource  = local.role_arns
        Condition = { StringEquals = { "iam:PermissionsBoundary" = local.boundary_arn } }
      },
      {
        Sid    = "ChangeAndDelete"
        Effect = "Allow"
        Action = [
          "iam:DeleteRole",
          "iam:TagRole",
          "iam:UntagRole",
          "iam:UpdateAssumeRolePolicy",
          "iam:UpdateRole",
          "iam:UpdateRoleDescription",
        ]
        Resource = local.role_arns
      },
      {
        Sid      = "HandToEksAndItsNodesAndPods"
        Effect   = "Allow"
        Action   = ["iam:PassRole"]
        Resource = local.role_arns
        Condition = {
          StringEquals = {
            "iam:PassedToService" = ["eks.amazonaws.com", "ec2.amazonaws.com", "pods.eks.amazonaws.com"]
          }
        }
      },
      {
        # EKS makes these at the first cluster and the first node group of an account.
        Sid      = "ServiceLinkedRolesOfEks"
        Effect   = "Allow"
        Action   = ["iam:CreateServiceLinkedRole"]
        Resource = ["arn:aws:iam::${var.account_id}:role/aws-service-role/*"]
        Condition = {
          StringEquals = { "iam:AWSServiceName" = ["eks.amazonaws.com", "eks-nodegroup.amazonaws.com"] }
        }
      },
      {
        # Whatever somebody adds above or attaches besides: never its own role, never its way out of the boundary.
        Sid    = "NeverMoreThanThis"
        Effect = "Deny"
        Action = [
          "iam:AttachRolePolicy",
          "iam:CreateRole",
          "iam:DeleteRole",
          "iam:DeleteRolePermissionsBoundary",
          "iam:DeleteRolePolicy",
          "iam:DetachRolePolicy",
          "iam:PassRole",
          "iam:PutRolePermissionsBoundary",
          "iam:PutRolePolicy",
          "iam:UpdateAssumeRolePolicy",
        ]
        Resource = [local.provisioner_arn]
      },
      {
        Sid    = "NeverLoosenTheBoundary"
        Effect = "Deny"
        Action = [
          "iam:CreatePolicyVersion",
          "iam:DeletePolicy",
          "iam:DeletePolicyVersion",
          "iam:SetDefaultPolicyVersion",
        ]
        Resource = [local.boundary_arn]
      },
      {
        Sid      = "NeverTakeTheBoundaryAway"
        Effect   = "Deny"
        Action   = ["iam:DeleteRolePermissionsBoundary", "iam:PutRolePolicy"]
        Resource = ["*"]
      },
    ]
  })

  # The names must exist before a role may name them.
  depends_on = [aws_iam_policy.boundary, aws_iam_policy.autoscaler, aws_iam_policy.dns]
}
