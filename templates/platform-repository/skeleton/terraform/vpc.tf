data "aws_availability_zones" "available" {
  state = "available"

  # Local zones have no NAT gateways and no EKS control plane.
  filter {
    name   = "opt-in-status"
    values = ["opt-in-not-required"]
  }
}

locals {
  azs               = slice(data.aws_availability_zones.available.names, 0, var.availability_zones)
  nat_gateway_count = var.single_nat_gateway ? 1 : var.availability_zones
}

# Made apart from the VPC's module: every worker cluster's API server is open to these addresses only (management_cidrs),
# so they must outlive a replacement of the NAT gateways or of the VPC.
resource "aws_eip" "nat" {
  count = local.nat_gateway_count

  domain = "vpc"
  tags   = { Name = "${local.name}-nat-${count.index}" }
}

module "vpc" {
  source  = "terraform-aws-modules/vpc/aws"
  version = "~> 6.0"

  name = local.name
  cidr = var.vpc_cidr
  azs  = local.azs

  private_subnets = [for i in range(var.availability_zones) : cidrsubnet(var.vpc_cidr, 4, i)]
  public_subnets  = [for i in range(var.availability_zones) : cidrsubnet(var.vpc_cidr, 6, i + 48)]

  enable_nat_gateway     = true
  single_nat_gateway     = var.single_nat_gateway
  one_nat_gateway_per_az = !var.single_nat_gateway
  reuse_nat_ips          = true
  external_nat_ip_ids    = aws_eip.nat[*].id

  enable_dns_hostnames = true
  enable_dns_support   = true

  # The default security group allows everything inside of it: leave it without a rule.
  manage_default_security_group  = true
  default_security_group_ingress = []
  default_security_group_egress  = []

  private_subnet_tags = { "kubernetes.io/role/internal-elb" = "1" }
  public_subnet_tags  = { "kubernetes.io/role/elb" = "1" }
}

# A warning, not an error: at the first apply nobody can know these addresses yet.
check "management_cidrs" {
  assert {
    condition     = alltrue([for ip in aws_eip.nat[*].public_ip : contains(var.management_cidrs, "${ip}/32")])
    error_message = "management_cidrs (platform.auto.tfvars.json, and publicAccessCidrs of the Composition) lacks an address of a NAT gateway: Crossplane cannot reach the API servers of worker clusters. See the output nat_public_cidrs."
  }
}
