import type { TimelineStageId } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { ComposedResource, CompositionShape } from '../observe/types';

/** The stages that composed resources belong to, in order. */
export const RESOURCE_STAGES = [
  'network',
  'identity',
  'control-plane',
  'nodes',
  'argocd',
  'applications',
] as const satisfies readonly TimelineStageId[];

export type ResourceStage = (typeof RESOURCE_STAGES)[number];

/** For resources of Compositions that carry no stage annotation. */
const STAGE_BY_KIND: Record<string, ResourceStage> = {
  VPC: 'network',
  InternetGateway: 'network',
  Subnet: 'network',
  EIP: 'network',
  NATGateway: 'network',
  RouteTable: 'network',
  Route: 'network',
  RouteTableAssociation: 'network',
  SecurityGroup: 'network',
  SecurityGroupRule: 'network',
  Role: 'identity',
  RolePolicyAttachment: 'identity',
  Policy: 'identity',
  InstanceProfile: 'identity',
  OpenIDConnectProvider: 'identity',
  Cluster: 'control-plane',
  ClusterAuth: 'control-plane',
  AccessEntry: 'control-plane',
  NodeGroup: 'nodes',
  LaunchTemplate: 'nodes',
  Addon: 'nodes',
  PodIdentityAssociation: 'nodes',
  Release: 'argocd',
  Object: 'argocd',
  ProviderConfig: 'argocd',
};

/** Reads a stage as an annotation has it; undefined for what is none. */
export function toResourceStage(
  value: string | undefined,
): ResourceStage | undefined {
  return RESOURCE_STAGES.find(s => s === value);
}

/** The stage of a kind where nothing else tells it. */
export function stageOfKind(kind: string): ResourceStage | undefined {
  return Object.hasOwn(STAGE_BY_KIND, kind) ? STAGE_BY_KIND[kind] : undefined;
}

/**
 * The stage of a composed resource: its annotation, else what the Composition says of the resource's name, else
 * its kind. Returns undefined for a resource that belongs to no stage.
 */
export function stageOfResource(
  resource: ComposedResource,
  shape: CompositionShape | undefined,
): ResourceStage | undefined {
  const inComposition = shape?.resources.find(
    r => r.name === resource.compositionResourceName,
  );
  return (
    toResourceStage(resource.stage) ??
    toResourceStage(inComposition?.stage) ??
    stageOfKind(resource.kind)
  );
}

/**
 * How many stages have to be done before a stage can get anywhere. Network and identity are built side by side;
 * what belongs to no stage can be built at any time.
 */
export function stageRank(stage: ResourceStage | undefined): number {
  return stage ? Math.max(0, RESOURCE_STAGES.indexOf(stage) - 1) : 0;
}
