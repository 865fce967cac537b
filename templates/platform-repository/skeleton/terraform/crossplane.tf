# Crossplane itself. Its providers, functions and their configuration come from Git (crossplane/packages).
resource "helm_release" "crossplane" {
  name             = "crossplane"
  namespace        = local.crossplane_namespace
  create_namespace = true

  repository = "https://charts.crossplane.io/stable"
  chart      = "crossplane"
  version    = var.crossplane_chart_version

  values = [yamlencode({
    # Two, with leader election: the upgrade of a node does not stop reconciliation.
    replicas = 2
    # crossplane/config/activation-policy.yaml names the kinds that we use. Without this line the chart activates every kind
    # of every provider: hundreds of CRDs, which slow the API server and Argo CD down.
    provider = { defaultActivations = [] }
    metrics  = { enabled = true }
  })]

  atomic          = true
  cleanup_on_fail = true
  max_history     = 5
  timeout         = 600

  # The Pod Identity association first: the pods of a provider get their identity when they start, not later.
  depends_on = [
    module.eks,
    aws_eks_pod_identity_association.crossplane_aws,
    aws_iam_role_policy_attachment.crossplane_aws,
  ]
}
