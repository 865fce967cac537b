# ---------------------------------------------------------------------------------------------------------------------
# Written by the portal into platform.auto.tfvars.json. Change them there, in a pull request.
# ---------------------------------------------------------------------------------------------------------------------

variable "organisation" {
  description = "Owner of the repository on the Git host as it is written there, for example Acme-Corp or infra/clusters. modules/names makes of it what the names in AWS begin with."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*$", var.organisation)) && can(regex("[A-Za-z0-9]", var.organisation)) && length(var.organisation) <= 255
    error_message = "organisation must be the owner of the repository on the Git host: up to 255 letters, digits, '.', '_' and '-', groups separated by '/'."
  }
}

variable "git_url" {
  description = "HTTPS clone URL of this repository. The root Application of the management Argo CD reads it."
  type        = string

  validation {
    condition     = can(regex("^https?://[^@[:space:]]+$", var.git_url))
    error_message = "git_url must be an http(s) URL without credentials in it."
  }
}

variable "domain" {
  description = "Domain of the platform, for example platform.example.org. Tags what is made here."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$", var.domain)) && length(var.domain) <= 32
    error_message = "domain must be a DNS name such as platform.example.org, of up to 32 characters: the name of the Composition contains it and is the value of a label."
  }
}

variable "ingress_domain" {
  description = "Each environment's zone of Route 53 is <environment>.<this>. Empty where worker clusters have no ingress. worker-account/ reads it from the same file."
  type        = string

  validation {
    condition     = var.ingress_domain == "" || can(regex("^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$", var.ingress_domain))
    error_message = "ingress_domain must be empty or a DNS name such as clusters.example.org."
  }
}

variable "api_group" {
  description = "API group of the XRD. Claims tag what they create with <api_group>/cluster; the permissions of Crossplane are tied to that tag."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$", var.api_group))
    error_message = "api_group must be a DNS name such as platform.example.org."
  }
}

variable "environments" {
  description = "The environments and the AWS account that each one's worker clusters live in. Several environments may share an account."
  type = list(object({
    name         = string
    awsAccountId = string
  }))

  validation {
    condition     = length(var.environments) > 0
    error_message = "There must be at least one environment."
  }

  validation {
    condition     = alltrue([for e in var.environments : can(regex("^[a-z0-9]([a-z0-9-]{0,28}[a-z0-9])?$", e.name))])
    error_message = "Every environment's name must have up to 30 lowercase letters, digits and hyphens, and must start and end with a letter or a digit."
  }

  validation {
    condition     = length(distinct(var.environments[*].name)) == length(var.environments)
    error_message = "Two environments have the same name."
  }

  validation {
    condition     = alltrue([for e in var.environments : can(regex("^[0-9]{12}$", e.awsAccountId))])
    error_message = "Every awsAccountId must have 12 digits."
  }
}

variable "regions" {
  description = "The AWS regions that worker clusters may be made in. Enforced by worker-account/, which reads the same file."
  type        = list(string)

  validation {
    condition     = length(var.regions) > 0 && alltrue([for r in var.regions : can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", r))])
    error_message = "regions must be a list of AWS regions such as eu-west-1."
  }
}

variable "management_region" {
  description = "AWS region of the management cluster."
  type        = string

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.management_region))
    error_message = "management_region must be an AWS region such as eu-west-1."
  }
}

variable "management_account_id" {
  description = "AWS account of the management cluster. Terraform refuses to work in any other."
  type        = string

  validation {
    condition     = can(regex("^[0-9]{12}$", var.management_account_id))
    error_message = "management_account_id must have 12 digits."
  }
}

variable "management_cidrs" {
  description = "Addresses that the API servers of worker clusters are open to; they are written into the Composition. They must include nat_public_cidrs (an output), or Crossplane cannot install Argo CD in a worker cluster."
  type        = list(string)

  validation {
    condition     = alltrue([for c in var.management_cidrs : can(cidrhost(c, 0))])
    error_message = "management_cidrs must be CIDR blocks such as 203.0.113.10/32."
  }

  validation {
    condition     = alltrue([for c in var.management_cidrs : !can(regex("/0$", c))])
    error_message = "management_cidrs must not open the API servers of worker clusters to everybody."
  }
}

variable "owner_ref" {
  description = "Entity reference of the team that owns the platform, for example group:default/platform. A tag."
  type        = string

  validation {
    condition     = can(regex("^(group|user):[A-Za-z0-9._-]+/[A-Za-z0-9._-]+$", var.owner_ref))
    error_message = "owner_ref must be an entity reference such as group:default/platform."
  }
}

# ---------------------------------------------------------------------------------------------------------------------
# Yours: terraform.tfvars (see terraform.tfvars.example).
# ---------------------------------------------------------------------------------------------------------------------

variable "git_revision" {
  description = "Branch of git_url that the root Application follows."
  type        = string
  default     = "main"

  validation {
    condition     = can(regex("^[A-Za-z0-9][A-Za-z0-9._/-]*$", var.git_revision))
    error_message = "git_revision must be the name of a branch or a tag."
  }
}

variable "git_credentials" {
  description = "Read-only credentials of the management Argo CD for git_url, if it is not public. They end up in the state, which is why the state is encrypted and few may read it; with External Secrets leave this null and see README.md."
  type = object({
    username = string
    password = string
  })
  default   = null
  sensitive = true
  # Not an ephemeral variable: the Helm release keeps it, and Terraform must be able to compare.

  validation {
    condition     = var.git_credentials == null || try(length(var.git_credentials.username) > 0 && length(var.git_credentials.password) > 0, false)
    error_message = "git_credentials needs both a username and a password, or must be null."
  }
}

variable "vpc_cidr" {
  description = "Address range of the management cluster's VPC. Worker clusters use 10.<n>.0.0/16: stay outside of 10.0.0.0/8, or the two can never be joined by peering."
  type        = string
  default     = "172.30.0.0/16"

  validation {
    condition     = can(cidrhost(var.vpc_cidr, 0)) && try(tonumber(split("/", var.vpc_cidr)[1]) <= 20, false)
    error_message = "vpc_cidr must be a CIDR block of at least /20."
  }

  validation {
    condition     = !startswith(var.vpc_cidr, "10.")
    error_message = "vpc_cidr must not lie in 10.0.0.0/8: that is where worker clusters get theirs from."
  }
}

variable "availability_zones" {
  description = "Number of availability zones that the management cluster is spread over."
  type        = number
  default     = 3

  validation {
    condition     = var.availability_zones >= 2 && var.availability_zones <= 4
    error_message = "availability_zones must be 2, 3 or 4."
  }
}

variable "single_nat_gateway" {
  description = "One NAT gateway instead of one per availability zone: cheaper, but when its zone fails Crossplane cannot reach AWS or the worker clusters."
  type        = bool
  default     = false
}

variable "kubernetes_version" {
  description = "Kubernetes version of the management cluster. One minor version at a time: see docs/runbooks/upgrade.md."
  type        = string
  default     = "1.34"

  validation {
    condition     = can(regex("^1\\.(3[3-9]|4[0-9])$", var.kubernetes_version))
    error_message = "kubernetes_version must be a minor version such as 1.34."
  }
}

variable "api_access_cidrs" {
  description = "Who may reach the API server of the management cluster over the internet: offices, VPN, the runner that applies this. Empty closes the public endpoint; Terraform must then run inside of the VPC."
  type        = list(string)

  validation {
    condition     = alltrue([for c in var.api_access_cidrs : can(cidrhost(c, 0)) && !can(regex("/0$", c))])
    error_message = "api_access_cidrs must be CIDR blocks, and none of them may be everybody (/0)."
  }
}

variable "cluster_admin_role_arns" {
  description = "IAM roles whose holders administer the management cluster, by access entry. The one that applies this must be among them: it is not an administrator by itself."
  type        = list(string)

  validation {
    condition     = length(var.cluster_admin_role_arns) > 0
    error_message = "At least one role must administer the cluster, or nobody can."
  }

  validation {
    condition     = alltrue([for a in var.cluster_admin_role_arns : can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:role/[^*]+$", a))])
    error_message = "cluster_admin_role_arns must be ARNs of IAM roles, without a wildcard."
  }
}

variable "node_instance_types" {
  description = "Instance types of the management cluster's nodes."
  type        = list(string)
  default     = ["m7i.large"]

  validation {
    condition     = length(var.node_instance_types) > 0
    error_message = "There must be at least one instance type."
  }
}

variable "node_count" {
  description = "Least, most and first number of the management cluster's nodes."
  type = object({
    min     = number
    max     = number
    desired = number
  })
  default = {
    min     = 3
    max     = 6
    desired = 3
  }

  validation {
    condition     = var.node_count.min >= 2 && var.node_count.min <= var.node_count.desired && var.node_count.desired <= var.node_count.max
    error_message = "node_count must be 2 <= min <= desired <= max."
  }
}

variable "log_retention_days" {
  description = "Days that the API server's logs are kept."
  type        = number
  default     = 90

  validation {
    condition     = contains([30, 60, 90, 120, 180, 365, 400, 545, 731], var.log_retention_days)
    error_message = "log_retention_days must be a retention that CloudWatch knows, of 30 days or more."
  }
}

variable "argocd_chart_version" {
  description = "Version of the Helm chart argo-cd of the management Argo CD."
  type        = string
  default     = "10.1.1"

  validation {
    condition     = can(regex("^[0-9]+\\.[0-9]+\\.[0-9]+$", var.argocd_chart_version))
    error_message = "argocd_chart_version must be an exact version."
  }
}

variable "crossplane_chart_version" {
  description = "Version of the Helm chart crossplane (the same as Crossplane's own)."
  type        = string
  default     = "2.3.4"

  validation {
    condition     = can(regex("^2\\.[0-9]+\\.[0-9]+$", var.crossplane_chart_version))
    error_message = "crossplane_chart_version must be an exact version of Crossplane 2: the XRD is of apiextensions.crossplane.io/v2."
  }
}

variable "deletion_protection" {
  description = "Keeps AWS from deleting the management cluster. Set it to false, and apply, before terraform destroy: see README.md."
  type        = bool
  default     = true
}
