import { isUsage } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { ClaimObservation } from '../types';
import { type ClaimColumn, transformColumns } from './claimColumns';
import {
  count,
  list,
  object,
  text,
  time,
  transformConditions,
  transformMeta,
} from './fields';

const REQUESTED_BY = 'platform.example.org/requested-by';
export const TRACKING_ID = 'argocd.argoproj.io/tracking-id';

const MAX_KINDS = 200;
const MAX_ZONES = 10;

/** Names an object that Crossplane composes or binds. */
export interface ResourceRef {
  apiVersion: string;
  kind: string;
  name: string;
}

/** A claim or composite resource as it is kept, with what leads on from it. */
export interface ClaimEntry {
  claim: ClaimObservation;
  /** Crossplane v1: the composite resource behind the claim. */
  compositeRef?: ResourceRef;
  compositionName?: string;
  /** Kinds of the composed resources, without Usages. */
  composedKinds: Array<{ apiVersion: string; kind: string }>;
}

const reference = (raw: unknown): ResourceRef | undefined => {
  const { apiVersion, kind, name } = object(raw);
  const ref = {
    apiVersion: text(apiVersion, 253),
    kind: text(kind, 128),
    name: text(name, 253),
  };
  return ref.apiVersion && ref.kind && ref.name
    ? (ref as ResourceRef)
    : undefined;
};

/**
 * What the management cluster saw of the worker's Applications. The Composition writes when they were compared last
 * (`reconciledAt`); another one may write when it looked (`observedAt`).
 */
function transformSeenApplications(
  value: unknown,
): Pick<ClaimObservation['status'], 'applications'> {
  const { sync, health, revision, observedAt, reconciledAt } = object(value);
  if (sync === undefined && health === undefined) return {};
  return {
    applications: {
      sync: text(sync, 63),
      health: text(health, 63),
      revision: text(revision, 253),
      observedAt: time(observedAt) ?? time(reconciledAt),
    },
  };
}

/**
 * Reads a Crossplane v2 composite resource (machinery under `spec.crossplane`), a v1 claim (`spec.resourceRef`), or the
 * v1 composite resource behind it (`spec.resourceRefs`).
 */
export function transformClaim(
  raw: unknown,
  columns?: readonly ClaimColumn[],
): ClaimEntry {
  const { apiVersion, kind } = object(raw);
  const spec = object(object(raw).spec);
  const status = object(object(raw).status);
  // v1 has Crossplane's own fields directly in the spec.
  const machinery = { ...spec, ...object(spec.crossplane) };
  const kinds = new Map<string, { apiVersion: string; kind: string }>();
  for (const item of list(machinery.resourceRefs)) {
    // Each kind is a watch.
    if (kinds.size >= MAX_KINDS) break;
    // A composed resource that is not born yet has no name.
    const ref = reference({ name: 'not created yet', ...object(item) });
    if (ref && !isUsage(ref)) {
      const { name: _, ...gvk } = ref;
      kinds.set(`${gvk.apiVersion}/${gvk.kind}`, gvk);
    }
  }
  const nodes = object(spec.nodes);
  const { nat, zones } = object(spec.network);
  const named = list(zones)
    .slice(0, MAX_ZONES)
    .flatMap(zone => text(zone, 63) ?? []);
  const { annotations } = object(object(raw).metadata);
  const group = (text(apiVersion, 253) ?? '').split('/')[0];
  const cluster = object(status.cluster);
  const values = transformColumns(raw, columns);
  return {
    claim: {
      apiVersion: text(apiVersion, 253) ?? '',
      kind: text(kind, 128) ?? '',
      metadata: transformMeta(raw, [REQUESTED_BY, TRACKING_ID]),
      environment: text(spec.environment, 63),
      region: text(spec.region, 63),
      owner: text(spec.owner, 253),
      requestedBy: text(object(annotations)[REQUESTED_BY], 253),
      expiresAt: time(object(annotations)[`${group}/expires-at`]),
      kubernetesVersion: text(spec.kubernetesVersion, 63),
      vpcCidr: text(object(spec.network).vpcCidr, 63),
      ...(spec.nodes && {
        nodes: {
          size: text(nodes.size, 63),
          min: count(nodes.min),
          max: count(nodes.max),
        },
      }),
      ...(nat === 'perZone' && {
        network: { nat, ...(named.length && { zones: named }) },
      }),
      ...(values && { columns: values }),
      conditions: transformConditions(status.conditions),
      status: {
        endpoint: text(cluster.endpoint, 2048),
        clusterStatus: text(cluster.status, 63),
        version: text(cluster.version, 63),
        arn: text(cluster.arn, 253),
        portalSecretName: text(object(status.access).portalSecretName, 253),
        ...transformSeenApplications(status.applications),
      },
    },
    compositeRef: reference(spec.resourceRef),
    compositionName: text(object(machinery.compositionRef).name, 253),
    composedKinds: [...kinds.values()],
  };
}
