import type { KubernetesObject } from '../../apiserver/types';
import { ready } from '../conditions';
import type { WorkerFleet } from '../workers/WorkerFleet';
import { ACCOUNT, idOf, regionOf } from './awsResources';
import { CloudError, ExternalResource, externalNameOf } from './external';

const PROGRESS = { create: 'CREATING', update: 'UPDATING', delete: 'DELETING' };

/** Newest patch release that the played EKS runs of a minor version. */
const PATCH_RELEASES: Record<string, number> = {
  '1.33': 5,
  '1.34': 2,
  '1.35': 0,
};

/** `gitVersion` of a control plane, for a minor version such as `1.34`. */
export function gitVersion(minor: string): string {
  return `v${minor}.${PATCH_RELEASES[minor] ?? 0}`;
}

/**
 * Why EKS refuses to bring a control plane from one minor version to another, or undefined if it does not.
 */
export function refuseUpgrade(from: string, to: string): string | undefined {
  const minor = (version: string) => Number(version.split('.')[1]);
  if (minor(to) === minor(from) + 1) return undefined;
  return `update failed: InvalidParameterException: Unsupported Kubernetes minor version update from ${from} to ${to}`;
}

/** Plays EKS clusters: a control plane that is ACTIVE is an API server that answers. */
export function eksCluster(workers: WorkerFleet): ExternalResource {
  const minorOf = (managed: KubernetesObject): string => {
    const version = managed.spec?.forProvider?.version;
    if (!/^\d+\.\d+$/.test(version ?? '')) {
      throw new CloudError(
        `create failed: InvalidParameterException: unsupported Kubernetes version ${version}`,
      );
    }
    return version;
  };
  const describe = (managed: KubernetesObject): object => {
    const name = externalNameOf(managed);
    const worker = workers.get(name);
    return {
      id: name,
      arn: `arn:aws:eks:${regionOf(managed)}:${ACCOUNT}:cluster/${name}`,
      status: 'ACTIVE',
      version: minorOf(managed),
      platformVersion: 'eks.9',
      endpoint: worker?.server.url,
      certificateAuthority: [{ data: worker?.certificateAuthorityData }],
      identity: [
        {
          oidc: [
            {
              issuer: `https://oidc.eks.${regionOf(
                managed,
              )}.amazonaws.com/id/${idOf(managed).toUpperCase()}`,
            },
          ],
        },
      ],
      vpcConfig: {
        subnetIds: managed.spec.forProvider.vpcConfig?.subnetIds,
        clusterSecurityGroupId: `sg-0${idOf(managed)}`,
      },
    };
  };
  return {
    seconds: { create: 14, update: 12, delete: 5 },
    progress: (managed, operation) => ({
      status: PROGRESS[operation],
      ...(operation === 'create' && { version: minorOf(managed) }),
    }),
    check: (managed, operation) => {
      const name = externalNameOf(managed);
      const owner = workers.ownerOf(name);
      if (operation === 'create' && owner && owner !== managed.metadata.uid) {
        throw new CloudError(
          `create failed: ResourceInUseException: Cluster already exists with name: ${name}`,
        );
      }
      if (operation === 'update') {
        const { version } = managed.status?.atProvider ?? {};
        const refusal =
          version !== minorOf(managed) &&
          refuseUpgrade(version, minorOf(managed));
        if (refusal) throw new CloudError(refusal);
      }
    },
    create: async managed => {
      await workers.create(
        externalNameOf(managed),
        managed.metadata.uid!,
        gitVersion(minorOf(managed)),
      );
      return describe(managed);
    },
    observe: managed => {
      const known = managed.status?.atProvider ?? {};
      const endpoint = workers.get(externalNameOf(managed))?.server.url;
      return {
        ready: ready(),
        outdated: known.version !== minorOf(managed),
        atProvider: { status: 'ACTIVE', endpoint: endpoint ?? known.endpoint },
      };
    },
    update: managed => {
      workers.setVersion(externalNameOf(managed), gitVersion(minorOf(managed)));
      return describe(managed);
    },
    delete: async managed => {
      const name = externalNameOf(managed);
      if (workers.ownerOf(name) === managed.metadata.uid) {
        await workers.remove(name);
      }
      return true;
    },
  };
}
