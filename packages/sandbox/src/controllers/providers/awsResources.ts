import { createHash } from 'node:crypto';
import type { KubernetesObject } from '../../apiserver/types';
import { ready } from '../conditions';
import { ExternalResource, externalNameOf } from './external';

/** The account in which the played cloud makes everything. */
export const ACCOUNT = '111111111111';

interface ResourceKind {
  /** What its ids begin with; none for what is named by its composite resource. */
  prefix?: string;
  create: number;
  delete: number;
}

/** Kinds of which nothing else in the sandbox depends: they only take their time. Seconds. */
const KINDS: Record<string, ResourceKind> = {
  VPC: { prefix: 'vpc', create: 2, delete: 1 },
  InternetGateway: { prefix: 'igw', create: 1.5, delete: 1 },
  Subnet: { prefix: 'subnet', create: 1.5, delete: 1 },
  EIP: { prefix: 'eipalloc', create: 1, delete: 0.5 },
  NATGateway: { prefix: 'nat', create: 5, delete: 3 },
  RouteTable: { prefix: 'rtb', create: 1, delete: 0.5 },
  Route: { prefix: 'r-rtb', create: 1, delete: 0.5 },
  RouteTableAssociation: { prefix: 'rtbassoc', create: 1, delete: 0.5 },
  Role: { create: 1, delete: 0.5 },
  RolePolicyAttachment: { create: 1, delete: 0.5 },
  Addon: { create: 2, delete: 1 },
  LaunchTemplate: { prefix: 'lt', create: 1, delete: 0.5 },
  AccessEntry: { create: 1, delete: 0.5 },
  AccessPolicyAssociation: { create: 1, delete: 0.5 },
  Group: { create: 1, delete: 0.5 },
  PodIdentityAssociation: { prefix: 'a', create: 1, delete: 0.5 },
};

/** Fields whose change is played as an update: of a launch template, of an add-on. */
const UPDATED = ['instanceType', 'addonVersion'];

/** The resource behind a managed resource of network, identity or add-ons, if the sandbox plays this kind. */
export function awsResource(kind: string): ExternalResource | undefined {
  const entry = KINDS[kind];
  if (!entry) return undefined;
  return {
    seconds: { create: entry.create, update: 1, delete: entry.delete },
    progress: (managed, operation) => ({
      ...managed.status?.atProvider,
      ...(kind === 'Addon' && {
        status: { create: 'CREATING', update: 'UPDATING', delete: 'DELETING' }[
          operation
        ],
      }),
    }),
    create: managed => describe(managed),
    observe: ({ spec, status }) => ({
      ready: ready(),
      outdated: UPDATED.some(
        field => spec.forProvider?.[field] !== status?.atProvider?.[field],
      ),
    }),
    update: managed => describe(managed),
    delete: () => true,
  };
}

/** The name that AWS would give to what this managed resource makes. */
export function newExternalName(managed: KubernetesObject): string {
  const prefix = KINDS[managed.kind]?.prefix;
  return prefix ? `${prefix}-0${idOf(managed)}` : managed.metadata.name;
}

/** Sixteen hexadecimal digits that stay the same for one object. */
export function idOf(managed: KubernetesObject): string {
  return createHash('sha256')
    .update(`${managed.metadata.uid}`)
    .digest('hex')
    .slice(0, 16);
}

export function regionOf(managed: KubernetesObject): string {
  return managed.spec?.forProvider?.region ?? 'eu-west-1';
}

function describe(managed: KubernetesObject): object {
  const id = externalNameOf(managed);
  const { forProvider = {} } = managed.spec ?? {};
  const arn = (service: string, path: string, region = regionOf(managed)) =>
    `arn:aws:${service}:${region}:${ACCOUNT}:${path}`;
  const common = { id, ...(forProvider.tags && { tagsAll: forProvider.tags }) };
  switch (managed.kind) {
    case 'Role':
      return { ...common, arn: arn('iam', `role/${id}`, '') };
    case 'RolePolicyAttachment':
      return { id, policyArn: forProvider.policyArn, role: forProvider.role };
    case 'Addon':
      return {
        ...common,
        arn: arn('eks', `addon/${forProvider.clusterName}/${id}`),
        addonName: forProvider.addonName,
        addonVersion: forProvider.addonVersion,
        clusterName: forProvider.clusterName,
        status: 'ACTIVE',
      };
    case 'LaunchTemplate':
      // Every change makes a new version.
      return {
        ...common,
        instanceType: forProvider.instanceType,
        latestVersion: (managed.status?.atProvider?.latestVersion ?? 0) + 1,
      };
    case 'PodIdentityAssociation':
      return { ...common, associationId: id };
    default:
      return {
        ...common,
        arn: arn('ec2', `${managed.kind.toLowerCase()}/${id}`),
        ...(forProvider.cidrBlock && { cidrBlock: forProvider.cidrBlock }),
        ...(forProvider.vpcId && { vpcId: forProvider.vpcId }),
      };
  }
}
