output "cluster_name" {
  description = "Name of the management cluster. `aws eks update-kubeconfig --name <this>` gives access to it."
  value       = module.eks.cluster_name
}

output "cluster_endpoint" {
  description = "API server of the management cluster. The portal's configuration needs it."
  value       = module.eks.cluster_endpoint
}

output "cluster_certificate_authority_data" {
  description = "Certificate authority of the API server, PEM in base64. The portal's configuration needs it."
  value       = module.eks.cluster_certificate_authority_data
}

output "nat_public_cidrs" {
  description = "Where the management cluster's calls come from. The API servers of worker clusters must be open to them: write them into management_cidrs and into publicAccessCidrs of the Composition."
  value       = [for ip in aws_eip.nat[*].public_ip : "${ip}/32"]
}

output "ingress_zones" {
  description = "The public hosted zones of Route 53 that must be in each environment's account. None where worker clusters have no ingress."
  value       = { for e in var.environments : e.name => "${e.name}.${var.ingress_domain}" if var.ingress_domain != "" }
}

output "crossplane_role_arn" {
  description = "Role of Crossplane's AWS providers. worker-account/ must trust it; it works it out by name."
  value       = aws_iam_role.crossplane_aws.arn
}

output "provisioner_role_arns" {
  description = "The roles that Crossplane takes on, one in each environment's account. worker-account/ makes them."
  value       = { for e in var.environments : e.name => "arn:aws:iam::${e.awsAccountId}:role/${local.provisioner_role_name}" }
}

output "crossplane_namespace" {
  description = "Namespace of Crossplane and of the portal's ServiceAccount worker-clusters-portal."
  value       = helm_release.crossplane.namespace
}

output "argocd_namespace" {
  description = "Namespace of the management Argo CD."
  value       = helm_release.argocd.namespace
}

output "regions" {
  description = "Regions that worker clusters may be made in. worker-account/ enforces them, from the same file."
  value       = var.regions
}
