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

/**
 * Whether a pattern of Argo CD may match a text. `*` and `?` are followed, in linear time for patterns with one `*`
 * and at most their product else; a pattern with anything else of a glob (`[`, `{`, `\`) counts as matching.
 */
export function mayMatch(pattern: string, text: string): boolean {
  if (/[[\]{}\\]/.test(pattern)) return true;
  let p = 0;
  let t = 0;
  let star = -1;
  let resume = 0;
  while (t < text.length) {
    if (pattern[p] === '*') {
      star = p;
      p += 1;
      resume = t;
    } else if (
      p < pattern.length &&
      (pattern[p] === '?' || pattern[p] === text[t])
    ) {
      p += 1;
      t += 1;
    } else if (star >= 0) {
      p = star + 1;
      resume += 1;
      t = resume;
    } else {
      return false;
    }
  }
  while (pattern[p] === '*') p += 1;
  return p === pattern.length;
}
