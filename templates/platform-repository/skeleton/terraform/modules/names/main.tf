# Names of what is made in AWS, from the owner of the repository. terraform/ and worker-account/ must agree on them, so both
# take them from here. A name never changes for the same owner.

variable "organisation" {
  description = "Owner of the repository on the Git host as it is written there, for example Acme-Corp or infra/clusters."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*$", var.organisation)) && can(regex("[A-Za-z0-9]", var.organisation)) && length(var.organisation) <= 255
    error_message = "organisation must be the owner of the repository on the Git host: up to 255 letters, digits, '.', '_' and '-', groups separated by '/'."
  }
}

locals {
  # The tightest limit: the EKS module makes a role with the name prefix "<prefix>-management-cluster-", and AWS takes no
  # prefix of more than 38 characters.
  longest = 18

  # Git hosts do not tell owners apart by case.
  lower    = lower(var.organisation)
  readable = trim(replace(local.lower, "/[^a-z0-9]+/", "-"), "-")
  fits     = can(regex("^[a-z0-9]([a-z0-9-]{0,16}[a-z0-9])?$", local.lower))

  # A name that was shortened or lost characters could be another owner's as well: the hash tells them apart.
  hash   = substr(sha256(local.lower), 0, 6)
  prefix = local.fits ? local.lower : "${trim(substr(local.readable, 0, local.longest - 7), "-")}-${local.hash}"
}

output "prefix" {
  description = "What the names in AWS begin with: up to 18 lowercase letters, digits and hyphens."
  value       = local.prefix
}

output "crossplane_role" {
  description = "Name of the role of Crossplane's AWS providers, in the account of the management cluster."
  value       = "${local.prefix}-crossplane-aws"
}
