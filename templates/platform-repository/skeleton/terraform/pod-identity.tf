# Who Crossplane is in AWS. Only the AWS providers have an identity, all of them the same one: provider-kubernetes and provider-helm reach a worker
# cluster with the short-lived kubeconfig that the Composition makes (ClusterAuth), and need nothing of AWS.

resource "aws_eks_pod_identity_association" "crossplane_aws" {
  for_each = toset(local.crossplane_service_accounts)

  cluster_name    = module.eks.cluster_name
  namespace       = local.crossplane_namespace
  service_account = each.key
  role_arn        = aws_iam_role.crossplane_aws.arn
}
