import type { KubernetesObject } from '../../apiserver/types';

/** What the chart cluster-autoscaler renders, as far as anybody in the sandbox looks at it. */
export function renderAutoscalerChart({
  version,
  namespace,
  values,
}: {
  version: string;
  namespace: string;
  values: any;
}): KubernetesObject[] {
  const name = values.fullnameOverride;
  const { clusterName } = values.autoDiscovery ?? {};
  const serviceAccountName = values.rbac?.serviceAccount?.name ?? name;
  const labels = {
    'app.kubernetes.io/name': 'aws-cluster-autoscaler',
    'app.kubernetes.io/instance': 'cluster-autoscaler',
    'app.kubernetes.io/managed-by': 'Helm',
    'helm.sh/chart': `cluster-autoscaler-${version}`,
  };
  return [
    {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: serviceAccountName, namespace, labels },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, namespace, labels },
      spec: {
        replicas: values.replicaCount ?? 1,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            serviceAccountName,
            containers: [
              {
                name: 'aws-cluster-autoscaler',
                image: 'registry.k8s.io/autoscaling/cluster-autoscaler',
                command: [
                  './cluster-autoscaler',
                  `--cloud-provider=${values.cloudProvider}`,
                  ...(values.autoscalingGroups ?? []).map(
                    (group: any) =>
                      `--nodes=${group.minSize}:${group.maxSize}:${group.name}`,
                  ),
                  ...(clusterName
                    ? [
                        `--node-group-auto-discovery=asg:tag=k8s.io/cluster-autoscaler/enabled,k8s.io/cluster-autoscaler/${clusterName}`,
                      ]
                    : []),
                  ...Object.entries(values.extraArgs ?? {}).map(
                    ([flag, value]) => `--${flag}=${value}`,
                  ),
                ],
                env: [{ name: 'AWS_REGION', value: values.awsRegion }],
                ...(values.resources && { resources: values.resources }),
              },
            ],
          },
        },
      },
    },
  ];
}

/**
 * Number of nodes to which a running autoscaler brings an Auto Scaling group: within the bounds that its arguments name, and up
 * to the lower one only where it is told to enforce it. Nothing needs the nodes of the sandbox, so that those above the upper
 * bound go.
 *
 * @param deployment - of the autoscaler; undefined if there is none
 * @returns undefined if it does not know the group, or does not run
 */
export function autoscaledSize(
  deployment: KubernetesObject | undefined,
  group: string,
  current: number,
): number | undefined {
  if (!deployment?.status?.readyReplicas) return undefined;
  const args: string[] =
    deployment.spec.template.spec.containers[0].command ?? [];
  const bounds = args
    .map(arg => /^--nodes=(\d+):(\d+):(.+)$/.exec(arg))
    .find(found => found?.[3] === group);
  if (!bounds) return undefined;
  const enforced = args.includes('--enforce-node-group-min-size=true');
  const min = enforced ? Number(bounds[1]) : 0;
  return Math.min(Math.max(current, min), Number(bounds[2]));
}
