/**
 * A cluster that does not exist yet, as far as the permission to request it goes.
 *
 * @public
 */
export interface RequestedCluster {
  name: string;
  environment: string;
  /** To which the claim would go; absent if that is not known. */
  managementCluster?: string;
  /** Entity reference in its full form; absent if the request names none. */
  owner?: string;
}

const PREFIX = 'requested?';

/**
 * The resource reference of a requested cluster: what `worker-clusters.cluster.create` is decided on. It is never the
 * reference of a cluster that exists, which has two slashes.
 *
 * @public
 */
export function stringifyRequestedCluster(cluster: RequestedCluster): string {
  const { name, environment, managementCluster, owner } = cluster;
  const params = new URLSearchParams({ environment, name });
  if (managementCluster !== undefined) {
    params.set('managementCluster', managementCluster);
  }
  if (owner !== undefined) params.set('owner', owner);
  return `${PREFIX}${params}`;
}

/**
 * The opposite of {@link stringifyRequestedCluster}: undefined for every other reference.
 *
 * @public
 */
export function parseRequestedCluster(
  text: string,
): RequestedCluster | undefined {
  if (!text.startsWith(PREFIX)) return undefined;
  const params = new URLSearchParams(text.slice(PREFIX.length));
  return {
    name: params.get('name') ?? '',
    environment: params.get('environment') ?? '',
    managementCluster: params.get('managementCluster') ?? undefined,
    owner: params.get('owner') ?? undefined,
  };
}
