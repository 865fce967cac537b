/** Names one collection of an API server. */
export interface ResourcePath {
  /** Empty for the core group. */
  group: string;
  version: string;
  plural: string;
  /** Absent: all namespaces, or a cluster-scoped kind. */
  namespace?: string;
  labelSelector?: string;
  fieldSelector?: string;
}

/** For example `argoproj.io/v1alpha1`. */
export const apiVersionOf = ({ group, version }: ResourcePath): string =>
  group ? `${group}/${version}` : version;

/** The URL path of a collection. */
export function collectionPath(resource: ResourcePath): string {
  const { group, version, plural, namespace } = resource;
  const root = group ? `/apis/${group}/${version}` : `/api/${version}`;
  return namespace
    ? `${root}/namespaces/${encodeURIComponent(namespace)}/${plural}`
    : `${root}/${plural}`;
}

/**
 * The rule that lets an identity read a collection, for people: `get, list and watch on vpcs (ec2.aws.m.upbound.io)`.
 */
export function grantOf(resource: ResourcePath): string {
  const { group, plural, namespace, fieldSelector } = resource;
  const name = fieldSelector?.match(/^metadata\.name=(.+)$/)?.[1];
  return [
    `get, list and watch on ${plural}`,
    group ? ` (${group})` : '',
    name ? `, resource name ${name}` : '',
    namespace ? `, in namespace ${namespace}` : '',
  ].join('');
}

/** Names an object within its collection. */
export const keyOf = (metadata: { namespace?: string; name: string }) =>
  `${metadata.namespace ?? ''}/${metadata.name}`;
