import {
  type ApplicationCounts,
  applicationVersion,
  countApplications,
  type FleetApplication,
  stringifyClusterRef,
  type WorkerCluster,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';

/** An Application on one cluster. */
export interface DeploymentRow {
  /** `<cluster reference> <namespace>/<name>` */
  id: string;
  application: FleetApplication;
  cluster: WorkerCluster;
}

/** The deployments of one environment. */
export interface DeploymentGroup {
  /** Undefined for clusters without one. */
  environment?: string;
  /** By cluster and Application. */
  rows: DeploymentRow[];
}

/** Rows of Applications whose cluster is known. */
export function toRows(
  applications: readonly FleetApplication[],
  clusters: readonly WorkerCluster[],
): DeploymentRow[] {
  const byRef = new Map(clusters.map(c => [stringifyClusterRef(c), c]));
  return applications.flatMap(application => {
    const ref = stringifyClusterRef(application.cluster);
    const cluster = byRef.get(ref);
    const { namespace, name } = application;
    return cluster
      ? [{ id: `${ref} ${namespace}/${name}`, application, cluster }]
      : [];
  });
}

const order = ({ cluster, application }: DeploymentRow) =>
  `${cluster.name} ${application.name} ${cluster.managementCluster}`;

/** Groups rows by the environment of their cluster: by its name, those without one last. */
export function groupDeployments(
  rows: readonly DeploymentRow[],
): DeploymentGroup[] {
  const groups = new Map<string | undefined, DeploymentRow[]>();
  for (const row of rows) {
    const { environment } = row.cluster;
    const group = groups.get(environment);
    if (group) group.push(row);
    else groups.set(environment, [row]);
  }
  return [...groups]
    .map(([environment, of]) => ({
      environment,
      rows: of.sort((a, b) => order(a).localeCompare(order(b))),
    }))
    .sort((a, b) =>
      a.environment === undefined || b.environment === undefined
        ? Number(a.environment === undefined) -
          Number(b.environment === undefined)
        : a.environment.localeCompare(b.environment),
    );
}

/** The versions that are deployed with the number of Applications that have each, the most frequent first. */
export function versionsOf(
  rows: readonly DeploymentRow[],
): Array<{ version?: string; count: number }> {
  const counts = new Map<string | undefined, number>();
  for (const { application } of rows) {
    const version = applicationVersion(application)?.value;
    counts.set(version, (counts.get(version) ?? 0) + 1);
  }
  return [...counts]
    .map(([version, count]) => ({ version, count }))
    .sort(
      (a, b) =>
        b.count - a.count || (a.version ?? '').localeCompare(b.version ?? ''),
    );
}

/**
 * The version of each Application by its name, if several are deployed and each has the same version wherever it is: then different
 * versions are no drift. Otherwise undefined.
 */
export function versionsByName(
  rows: readonly DeploymentRow[],
): Array<{ name: string; version?: string }> | undefined {
  const versions = new Map<string, string | undefined>();
  for (const { application } of rows) {
    const { name } = application;
    const version = applicationVersion(application)?.value;
    if (versions.has(name) && versions.get(name) !== version) return undefined;
    versions.set(name, version);
  }
  if (versions.size < 2) return undefined;
  return [...versions]
    .map(([name, version]) => ({ name, version }))
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** Counts deployments, each in the context of its own cluster. */
export function countDeployments(
  rows: readonly DeploymentRow[],
  now: number,
): ApplicationCounts {
  const total = countApplications([]);
  for (const { application, cluster } of rows) {
    const { connection, argocd } = cluster;
    const one = countApplications([application], { connection, argocd, now });
    total.total += 1;
    add(total.byHealth, one.byHealth);
    add(total.bySync, one.bySync);
    if (total.byVerdict && one.byVerdict) add(total.byVerdict, one.byVerdict);
  }
  return total;
}

function add<K extends string>(
  sum: Record<K, number>,
  more: Record<K, number>,
) {
  for (const key of Object.keys(more) as K[]) sum[key] += more[key];
}
