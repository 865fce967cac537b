/**
 * Names one worker cluster: the management cluster, and namespace and name of its claim there.
 *
 * @public
 */
export interface ClusterRef {
  managementCluster: string;
  namespace: string;
  name: string;
}

/**
 * `<management cluster>/<namespace>/<name>`: unique, and what the database and the API use as a key.
 *
 * @public
 */
export function stringifyClusterRef(ref: ClusterRef): string {
  return `${ref.managementCluster}/${ref.namespace}/${ref.name}`;
}

/**
 * The opposite of {@link stringifyClusterRef}.
 *
 * @throws Error if the text is not three non-empty parts with slashes between them.
 * @public
 */
export function parseClusterRef(text: string): ClusterRef {
  const parts = text.split('/');
  if (parts.length !== 3 || parts.some(part => part === '')) {
    throw new Error(
      `'${text}' is not a cluster reference: expected <management cluster>/<namespace>/<name>`,
    );
  }
  const [managementCluster, namespace, name] = parts;
  return { managementCluster, namespace, name };
}

/**
 * The annotation on a catalog entity that names its worker cluster: a reference as
 * {@link stringifyClusterRef} writes it.
 *
 * @public
 */
export const ANNOTATION_CLUSTER = 'worker-clusters.backstage.io/cluster';
