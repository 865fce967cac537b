variable "account_id" {
  description = "AWS account to prepare for worker clusters. Must be one of the environments' in ../platform.auto.tfvars.json."
  type        = string

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "account_id must have 12 digits."
  }

  validation {
    condition     = contains(local.platform.environments[*].awsAccountId, var.account_id)
    error_message = "account_id is the account of no environment in platform.auto.tfvars.json."
  }
}
