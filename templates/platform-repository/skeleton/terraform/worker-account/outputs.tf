output "provisioner_role_arn" {
  description = "Role that Crossplane takes on in this account: crossplane/config/aws-<environment>.yaml names it."
  value       = aws_iam_role.provisioner.arn
}

output "boundary_arn" {
  description = "Permissions boundary of every role of a worker cluster: the Composition names it."
  value       = aws_iam_policy.boundary.arn
}

output "environments" {
  description = "Environments whose worker clusters live in this account."
  value       = local.environments
}
