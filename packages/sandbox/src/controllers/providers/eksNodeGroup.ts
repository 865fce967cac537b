import type { KubernetesObject } from '../../apiserver/types';
import { ready, rfc3339 } from '../conditions';
import type { Worker } from '../workers/Worker';
import type { WorkerFleet } from '../workers/WorkerFleet';
import type { Pace } from '../runtime/Pace';
import { autoscaledSize } from './autoscalerChart';
import { idOf, regionOf } from './awsResources';
import { gitVersion } from './eksCluster';
import { CloudError, ExternalResource, externalNameOf } from './external';

const GROUP_LABEL = 'eks.amazonaws.com/nodegroup';

/** The autoscaler of the platform, in the worker cluster. */
const AUTOSCALER = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  namespace: 'kube-system',
  name: 'cluster-autoscaler',
};

interface Scaling {
  minSize: number;
  maxSize: number;
  desiredSize: number;
}

/** What the node group is to have. Its number of nodes is given at creation only; then it is the autoscaler's. */
function scalingOf(managed: KubernetesObject): Scaling {
  const { minSize = 1, maxSize = minSize } =
    managed.spec.forProvider.scalingConfig ?? {};
  const desiredSize =
    managed.status?.atProvider?.scalingConfig?.desiredSize ??
    managed.spec.initProvider?.scalingConfig?.desiredSize ??
    minSize;
  return { minSize, maxSize, desiredSize };
}

/** Name of the Auto Scaling group behind a node group. */
const groupOf = (managed: KubernetesObject) =>
  `eks-${externalNameOf(managed)}-${idOf(managed)}`;

const minorOf = (version: string | undefined) =>
  /^v?(\d+\.\d+)/.exec(version ?? '')?.[1];

/**
 * Why EKS refuses an update of a node group, or undefined if it does not.
 *
 * @param controlPlane - version of the control plane, such as `1.34` or `v1.34.2`
 */
export function refuseNodeGroupUpdate(
  managed: KubernetesObject,
  controlPlane: string | undefined,
): string | undefined {
  const { version, releaseVersion } = managed.spec.forProvider;
  const known = managed.status?.atProvider ?? {};
  const refuse = (message: string) =>
    `update failed: InvalidParameterException: ${message}`;
  const allowed = [minorOf(controlPlane), known.version];
  if (!allowed.includes(version)) {
    return refuse(
      `Nodegroup Kubernetes version should be equal to Cluster kubernetes version ${allowed[0]} or NodeGroup kubernetes version ${allowed[1]}`,
    );
  }
  if (releaseVersion && minorOf(releaseVersion) !== version) {
    return refuse(
      `Requested Nodegroup release version ${releaseVersion} is invalid for Kubernetes version ${version}`,
    );
  }
  const { minSize, maxSize, desiredSize } = scalingOf(managed);
  if (minSize > desiredSize) {
    return refuse(
      `Minimum capacity ${minSize} can't be greater than desired size ${desiredSize}`,
    );
  }
  if (desiredSize > maxSize) {
    return refuse(
      `desired capacity ${desiredSize} can't be greater than max size ${maxSize}`,
    );
  }
  return undefined;
}

/** Plays EKS node groups: each node is a Node of the worker cluster. */
export function eksNodeGroup(
  workers: WorkerFleet,
  pace: Pace,
  /** Type of the machines, from the launch template of a node group. */
  instanceTypeOf: (managed: KubernetesObject) => string | undefined,
): ExternalResource {
  const workerOf = (managed: KubernetesObject): Worker => {
    const { clusterName } = managed.spec.forProvider;
    const worker = workers.get(clusterName);
    if (!worker) {
      throw new CloudError(
        `create failed: ResourceNotFoundException: No cluster found for name: ${clusterName}.`,
      );
    }
    return worker;
  };
  const bring = (managed: KubernetesObject): object => {
    const { forProvider } = managed.spec;
    const scalingConfig = scalingOf(managed);
    joinNodes(
      workerOf(managed),
      managed,
      scalingConfig.desiredSize,
      instanceTypeOf(managed),
    );
    return {
      id: `${forProvider.clusterName}:${externalNameOf(managed)}`,
      status: 'ACTIVE',
      version: forProvider.version,
      releaseVersion: forProvider.releaseVersion,
      launchTemplate: forProvider.launchTemplate,
      scalingConfig,
      resources: [{ autoscalingGroups: [{ name: groupOf(managed) }] }],
    };
  };
  /** Number of nodes that the autoscaler in the worker cluster changes the group to; undefined if it leaves it. */
  const autoscaled = (managed: KubernetesObject): number | undefined => {
    const current = scalingOf(managed).desiredSize;
    const deployment = workers
      .get(managed.spec.forProvider.clusterName)
      ?.server.client.get(AUTOSCALER);
    const size = autoscaledSize(deployment, groupOf(managed), current);
    return size === current ? undefined : size;
  };
  return {
    seconds: { create: 8, update: 7, delete: 4 },
    progress: (managed, operation) => ({
      status: { create: 'CREATING', update: 'UPDATING', delete: 'DELETING' }[
        operation
      ],
      ...(operation === 'create' && { scalingConfig: scalingOf(managed) }),
    }),
    check: (managed, operation) => {
      if (operation !== 'update') return;
      const refusal = refuseNodeGroupUpdate(
        managed,
        workers.versionOf(managed.spec.forProvider.clusterName),
      );
      if (refusal) throw new CloudError(refusal);
    },
    create: bring,
    update: bring,
    observe: managed => {
      const { forProvider } = managed.spec;
      const known = managed.status?.atProvider ?? {};
      const wanted = scalingOf(managed);
      const outdated =
        forProvider.version !== known.version ||
        forProvider.releaseVersion !== known.releaseVersion ||
        wanted.minSize !== known.scalingConfig?.minSize ||
        wanted.maxSize !== known.scalingConfig?.maxSize ||
        forProvider.launchTemplate?.version !== known.launchTemplate?.version;
      const desiredSize = outdated ? undefined : autoscaled(managed);
      if (desiredSize !== undefined) {
        joinNodes(
          workerOf(managed),
          managed,
          desiredSize,
          instanceTypeOf(managed),
        );
      }
      return {
        ready: ready(),
        atProvider: {
          status: 'ACTIVE',
          ...(desiredSize !== undefined && { scalingConfig: { desiredSize } }),
        },
        outdated,
        // The autoscaler looks around every ten seconds.
        again: pace.period(10),
      };
    },
    delete: managed => {
      const worker = workers.get(managed.spec.forProvider.clusterName);
      if (worker) joinNodes(worker, managed, 0);
      return true;
    },
  };
}

/** Makes the worker have this many nodes of the group, all of the group's version and type. */
function joinNodes(
  worker: Worker,
  managed: KubernetesObject,
  count: number,
  instanceType?: string,
): void {
  const { client } = worker.server;
  const group = externalNameOf(managed);
  const region = regionOf(managed);
  const { version } = managed.spec.forProvider;
  const wanted = Array.from(
    { length: count },
    (_, i) =>
      `ip-10-0-${64 + (i % 2) * 64}-${10 + i}.${region}.compute.internal`,
  );
  for (const node of client.list('v1', 'Node', {
    labelSelector: `${GROUP_LABEL}=${group}`,
  })) {
    if (!wanted.includes(node.metadata.name)) {
      client.delete({
        apiVersion: 'v1',
        kind: 'Node',
        name: node.metadata.name,
      });
    }
  }
  wanted.forEach((name, i) => {
    client.apply(
      {
        apiVersion: 'v1',
        kind: 'Node',
        metadata: {
          name,
          labels: {
            [GROUP_LABEL]: group,
            'kubernetes.io/hostname': name,
            'kubernetes.io/arch': 'amd64',
            'kubernetes.io/os': 'linux',
            'node.kubernetes.io/instance-type': instanceType ?? 'm7i.large',
            'topology.kubernetes.io/region': region,
            'topology.kubernetes.io/zone': `${region}${'ab'[i % 2]}`,
          },
        },
        spec: { providerID: `aws:///${region}${'ab'[i % 2]}/i-0${i}${group}` },
      },
      'kubelet',
    );
    const now = rfc3339(new Date());
    client.patchStatus(
      { apiVersion: 'v1', kind: 'Node', name },
      {
        conditions: [
          {
            type: 'Ready',
            status: 'True',
            reason: 'KubeletReady',
            message: 'kubelet is posting ready status',
            lastHeartbeatTime: now,
            lastTransitionTime: now,
          },
        ],
        nodeInfo: {
          kubeletVersion: gitVersion(version),
          operatingSystem: 'linux',
          architecture: 'amd64',
          containerRuntimeVersion: 'containerd://2.1.4',
        },
      },
    );
  });
}
