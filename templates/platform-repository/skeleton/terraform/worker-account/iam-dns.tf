# What external-dns and cert-manager of a worker cluster may do: the records below its own name, in the zones of this account. One
# policy for all clusters; Pod Identity says in the session's tags which cluster a pod is in. It is attached only where the
# Composition has an ingress (docs/runbooks/platform-addons.md). Route 53 is in us-east-1 for all regions.
resource "aws_iam_policy" "dns" {
  name        = local.dns_name
  description = "external-dns and cert-manager of a worker cluster: the records of its own names"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "See"
        Effect = "Allow"
        Action = [
          "route53:GetChange",
          "route53:ListHostedZones",
          "route53:ListHostedZonesByName",
          "route53:ListResourceRecordSets",
          "route53:ListTagsForResources",
        ]
        Resource  = "*"
        Condition = { StringEquals = { "aws:RequestedRegion" = "us-east-1" } }
      },
      {
        Sid      = "ChangeItsOwnNames"
        Effect   = "Allow"
        Action   = ["route53:ChangeResourceRecordSets"]
        Resource = ["arn:aws:route53:::hostedzone/*"]
        Condition = {
          "ForAllValues:StringLike" = {
            "route53:ChangeResourceRecordSetsNormalizedRecordNames" = local.dns_names
          }
        }
      },
    ]
  })
}
