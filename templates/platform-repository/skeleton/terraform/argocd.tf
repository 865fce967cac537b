# The management Argo CD. It provisions and never deploys an application: no worker cluster is registered with it, and its
# values (argocd/management/values.yaml) belong to the repository, so that a change of them is reviewed like any other.
resource "helm_release" "argocd" {
  name             = "argocd"
  namespace        = local.argocd_namespace
  create_namespace = true

  repository = "https://argoproj.github.io/argo-helm"
  chart      = "argo-cd"
  version    = var.argocd_chart_version

  values = [file("${path.module}/../argocd/management/values.yaml")]

  # Fail and go back rather than leave half a release behind that the next apply stumbles over.
  atomic          = true
  cleanup_on_fail = true
  max_history     = 5
  timeout         = 900

  # Its hook Job needs nodes and DNS, and the module ends only when both are there.
  depends_on = [module.eks]
}
