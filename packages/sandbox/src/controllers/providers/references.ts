import type { KubernetesObject } from '../../apiserver/types';
import { findCondition } from '../conditions';
import { externalNameOf } from './external';

/** Which kind a field of `spec.forProvider` refers to, as the AWS provider's schemas say. */
const REFERENCES: Record<string, { kind: string; arn?: boolean; list?: true }> =
  {
    vpcId: { kind: 'VPC' },
    subnetId: { kind: 'Subnet' },
    subnetIds: { kind: 'Subnet', list: true },
    allocationId: { kind: 'EIP' },
    routeTableId: { kind: 'RouteTable' },
    gatewayId: { kind: 'InternetGateway' },
    natGatewayId: { kind: 'NATGateway' },
    role: { kind: 'Role' },
    roleArn: { kind: 'Role', arn: true },
    nodeRoleArn: { kind: 'Role', arn: true },
    clusterName: { kind: 'Cluster' },
  };

export interface Resolution {
  /** Merge patch for the managed resource; undefined if there is nothing to write. */
  patch?: object;
  /** Why a reference cannot be resolved yet. */
  error?: string;
}

/**
 * Resolves `<field>Selector` of a managed resource against its siblings (`matchControllerRef`, `matchLabels`), as
 * Crossplane's providers do before they create anything.
 *
 * @param siblings - all managed resources of the same composite resource
 */
export function resolveReferences(
  managed: KubernetesObject,
  siblings: KubernetesObject[],
): Resolution {
  const forProvider: any = {};
  const error = resolveIn(
    managed.spec?.forProvider ?? {},
    forProvider,
    siblings,
    'mg.Spec.ForProvider',
  );
  if (error) return { error: `cannot resolve references: ${error}` };
  return Object.keys(forProvider).length
    ? { patch: { spec: { forProvider } } }
    : {};
}

function resolveIn(
  source: any,
  target: any,
  siblings: KubernetesObject[],
  where: string,
): string | undefined {
  for (const [field, value] of Object.entries<any>(source)) {
    if (field === 'vpcConfig') {
      const nested = {};
      const error = resolveIn(value, nested, siblings, `${where}.VPCConfig`);
      if (error) return error;
      if (Object.keys(nested).length) target[field] = nested;
    }
    if (!field.endsWith('Selector') || !value?.matchControllerRef) continue;
    const single = field.slice(0, -'Selector'.length);
    // `subnetIdSelector` fills the list `subnetIds` where there is one.
    const name =
      single === 'subnetId' &&
      (where.endsWith('VPCConfig') || 'nodeRoleArnSelector' in source)
        ? 'subnetIds'
        : single;
    const reference = REFERENCES[name];
    if (!reference || source[name] !== undefined) continue;
    const found = siblings.filter(
      s =>
        s.kind === reference.kind &&
        Object.entries(value.matchLabels ?? {}).every(
          ([k, v]) => s.metadata.labels?.[k] === v,
        ),
    );
    const title = `${where}.${name[0].toUpperCase()}${name.slice(1)}`;
    if (found.length === 0) return `${title}: no resources matched selector`;
    if (found.some(s => !isCreated(s))) {
      return `${title}: referenced field was empty (referenced resource may not yet be ready)`;
    }
    const ids = found.map(s =>
      reference.arn ? s.status?.atProvider?.arn : externalNameOf(s),
    );
    target[name] = reference.list ? ids : ids[0];
  }
  return undefined;
}

function isCreated(managed: KubernetesObject): boolean {
  return findCondition(managed, 'Ready')?.status === 'True';
}
