/** Where Argo CD itself runs, as its Applications name it. */
const IN_CLUSTER_SERVER = 'https://kubernetes.default.svc';
const IN_CLUSTER_NAME = 'in-cluster';

/** How the Argo CD of a cluster names its own cluster. */
export interface OwnCluster {
  servers: string[];
  names: string[];
}

/** Of an Argo CD that is installed in the cluster (Helm chart, manifests, operator). */
export const IN_CLUSTER: OwnCluster = {
  servers: [IN_CLUSTER_SERVER],
  names: [IN_CLUSTER_NAME],
};

/**
 * Whether a destination is the own cluster. Argo CD refuses an Application with both a server and a name; where an object
 * has both, both have to be the own ones. A destination with neither leads nowhere.
 */
export function isOwnCluster(
  { server, name }: { server?: string; name?: string },
  own: OwnCluster,
): boolean {
  return (
    (server === undefined ||
      own.servers.includes(server.replace(/\/{1,8}$/, ''))) &&
    (name === undefined || own.names.includes(name))
  );
}

/** `https://10.0.0.1` or `name in-other`, for the evidence of a finding. */
export function describeDestination(d: {
  server?: string;
  name?: string;
}): string {
  return [d.server, d.name && `name ${d.name}`].filter(Boolean).join(', ');
}

/** Whether a pattern of Argo CD is nothing but a namespace, or a prefix with `*` behind it: `team-a`, `app-*`. */
export function isNamespaceOrPrefix(pattern: string): boolean {
  return (
    pattern.length <= 63 &&
    /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:-\*)?$/.test(pattern)
  );
}
