locals {
  # The root Application is written once, in argocd/root.yaml; here only where it looks is set.
  root_file = yamldecode(file("${path.module}/../argocd/root.yaml"))
  root = merge(local.root_file, {
    spec = merge(local.root_file.spec, {
      source = merge(local.root_file.spec.source, {
        repoURL        = var.git_url
        targetRevision = var.git_revision
      })
    })
  })
}

# A tiny chart of our own instead of `kubernetes_manifest`: that one needs the CRD of Application when it plans, and at the
# first apply there is no cluster yet.
resource "helm_release" "root" {
  name      = "root"
  namespace = local.argocd_namespace
  chart     = "${path.module}/charts/root"

  values = [yamlencode({
    documents = [local.root]
    repository = {
      url = var.git_url
    }
  })]

  set_sensitive = var.git_credentials == null ? [] : [
    { name = "repository.username", value = var.git_credentials.username, type = "string" },
    { name = "repository.password", value = var.git_credentials.password, type = "string" },
  ]

  max_history = 5
  timeout     = 300

  # What the root Application brings are objects of both.
  depends_on = [helm_release.argocd, helm_release.crossplane]
}

# Worker clusters are made by Crossplane and are in no Terraform state. If the management cluster goes first, they and their
# bills stay behind with nobody who knows them. So the first thing that `terraform destroy` does is to count them, and to
# stop if there is one. What has no cluster to ask (it is gone already) is not stopped: see the script.
resource "terraform_data" "no_worker_clusters_left" {
  input = {
    cluster = module.eks.cluster_name
    region  = var.management_region
    group   = var.api_group
    script  = "${path.module}/scripts/guard-destroy.sh"
  }

  provisioner "local-exec" {
    when    = destroy
    command = "bash \"$SCRIPT\""
    environment = {
      SCRIPT  = self.input.script
      CLUSTER = self.input.cluster
      REGION  = self.input.region
      GROUP   = self.input.group
    }
  }

  # Destroyed before everything that it depends on.
  depends_on = [helm_release.root]
}
