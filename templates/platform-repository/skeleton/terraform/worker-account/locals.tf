module "names" {
  source = "../modules/names"

  organisation = local.platform.organisation
}

locals {
  # The same file that ../ reads: what the portal wrote is written once.
  platform = jsondecode(file("${path.module}/../platform.auto.tfvars.json"))

  environments = [for e in local.platform.environments : e.name if e.awsAccountId == var.account_id]

  # The value of a tag has up to 256 characters.
  environments_text = join(" ", sort(local.environments))

  tags = {
    "managed-by"     = "terraform"
    "platform"       = local.platform.domain
    "platform-owner" = local.platform.owner_ref
    "environments"   = length(local.environments_text) <= 256 ? local.environments_text : "${substr(local.environments_text, 0, 253)}..."
  }

  # The tag that the Composition puts on everything of a worker cluster (patchSet `tags`). What does not carry it, above
  # all a management cluster in the same account, is out of Crossplane's reach.
  cluster_tag = "${local.platform.api_group}/cluster"

  # The name is in the Composition too (patchSet `boundary`).
  boundary_name = "worker-cluster-boundary"
  boundary_arn  = "arn:aws:iam::${var.account_id}:policy/${local.boundary_name}"

  # The name is in the Composition too (rpa-autoscaler).
  autoscaler_name = "worker-cluster-autoscaler"
  autoscaler_arn  = "arn:aws:iam::${var.account_id}:policy/${local.autoscaler_name}"

  # Whatever is before them, these end the names that external-dns and cert-manager of a cluster may change: the name of the
  # cluster, of one of this account's environments, and the domain. A name in the middle would match the names of others: a
  # cluster "dev" in the environment "dev", or one that is called like an application of another.
  dns_names = [for e in local.environments : "*.$${aws:PrincipalTag/eks-cluster-name}.${e}.${local.platform.ingress_domain}"]

  # The name is in the Composition too (rpa-dns).
  dns_name = "worker-cluster-dns"
  dns_arn  = "arn:aws:iam::${var.account_id}:policy/${local.dns_name}"

  provisioner_name = "worker-clusters-provisioner"
  provisioner_arn  = "arn:aws:iam::${var.account_id}:role/${local.provisioner_name}"

  crossplane_role_arn = "arn:aws:iam::${local.platform.management_account_id}:role/${module.names.crossplane_role}"

  # The roles that the Composition makes: worker-<name of the cluster>-<this>. The ending is part of the pattern, so that the
  # provisioner's own role, which begins with "worker-" as well, is not one of them.
  role_suffixes = ["controlplane", "node", "vpc-cni", "ebs-csi", "autoscaler", "dns"]
  role_arns     = [for suffix in local.role_suffixes : "arn:aws:iam::${var.account_id}:role/worker-*-${suffix}"]

  # The policies that the Composition attaches to them (RolePolicyAttachments).
  attachable_policy_arns = [
    "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy",
    "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy",
    "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly",
    "arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy",
    "arn:aws:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy",
    local.autoscaler_arn,
    local.dns_arn,
  ]

  # Conditions that come back in many statements.
  in_our_regions = { StringEquals = { "aws:RequestedRegion" = local.platform.regions } }
  tagged_request = {
    StringEquals = { "aws:RequestedRegion" = local.platform.regions }
    Null         = { "aws:RequestTag/${local.cluster_tag}" = "false" }
  }
  tagged_resource = {
    StringEquals = { "aws:RequestedRegion" = local.platform.regions }
    Null         = { "aws:ResourceTag/${local.cluster_tag}" = "false" }
  }
}
