import type { ClusterRef } from '@worker-clusters/backstage-plugin-worker-clusters-common';

/** The templates that change a cluster. */
export const REQUEST_TEMPLATES = {
  resize: 'resize-cluster',
  upgrade: 'upgrade-cluster',
  change: 'change-cluster',
  extend: 'extend-cluster',
  decommission: 'decommission-cluster',
} as const;

/** A template's path with the cluster chosen in its form already. */
export function requestLink(
  templatePath: string,
  cluster: ClusterRef & { environment?: string },
): string {
  const { managementCluster, namespace, environment, name } = cluster;
  const formData = JSON.stringify({
    cluster: { managementCluster, namespace, environment, name },
  });
  return `${templatePath}?${new URLSearchParams({ formData })}`;
}
