/** What of a composed resource tells where its console shows it. */
export interface ConsoleSubject {
  apiVersion: string;
  kind: string;
  externalName?: string;
  region?: string;
}

/** Regions of the partitions below; the consoles of the isolated ones (`us-iso…`) are not public. */
const REGION = /^(?!us-iso)[a-z]{2}(?:-[a-z]+)+-\d$/;
/** API groups of upjet's AWS providers, for the cluster and for namespaces. */
const AWS_GROUP = /^([a-z0-9]+)\.aws(?:\.m)?\.upbound\.io$/;

/** Path below the console of a region, by service and kind; `$` is the external name. */
const AWS_PATHS: Record<string, string> = {
  'ec2/VPC': 'vpcconsole/home#VpcDetails:VpcId=$',
  'ec2/Subnet': 'vpcconsole/home#SubnetDetails:subnetId=$',
  'ec2/InternetGateway': 'vpcconsole/home#InternetGateway:internetGatewayId=$',
  'ec2/NATGateway': 'vpcconsole/home#NatGatewayDetails:natGatewayId=$',
  'ec2/RouteTable': 'vpcconsole/home#RouteTableDetails:RouteTableId=$',
  'ec2/EIP': 'ec2/home#ElasticIpDetails:AllocationId=$',
  'ec2/SecurityGroup': 'ec2/home#SecurityGroup:groupId=$',
  'ec2/LaunchTemplate': 'ec2/home#LaunchTemplateDetails:launchTemplateId=$',
  'eks/Cluster': 'eks/home#/clusters/$',
  'iam/Role': 'iam/home#/roles/details/$',
  'iam/Policy': 'iam/home#/policies/details/$',
  'kms/Key': 'kms/home#/kms/keys/$',
};

/** Domain of the console by the partition, which the region begins with. */
function domain(region: string): string {
  if (region.startsWith('cn-')) return 'console.amazonaws.cn';
  if (region.startsWith('us-gov-')) return 'console.amazonaws-us-gov.com';
  return `${region}.console.aws.amazon.com`;
}

/**
 * Where the cloud's console shows what a composed resource manages; undefined for kinds that are not in the table, and while
 * it has no external name.
 */
export function consoleUrl(subject: ConsoleSubject): string | undefined {
  const { apiVersion, kind, externalName, region = '' } = subject;
  const service = AWS_GROUP.exec(apiVersion.split('/')[0])?.[1];
  const key = `${service}/${kind}`;
  if (!externalName || !Object.hasOwn(AWS_PATHS, key) || !REGION.test(region)) {
    return undefined;
  }
  const [path, fragment] = AWS_PATHS[key]
    .replace('$', () => encodeURIComponent(externalName))
    .split('#');
  return `https://${domain(region)}/${path}?region=${region}#${fragment}`;
}
