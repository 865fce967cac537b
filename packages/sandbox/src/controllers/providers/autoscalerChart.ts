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
                  `--node-group-auto-discovery=asg:tag=k8s.io/cluster-autoscaler/enabled,k8s.io/cluster-autoscaler/${clusterName}`,
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
