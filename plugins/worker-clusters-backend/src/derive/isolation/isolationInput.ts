import {
  type Message,
  writeMessage,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { messageOf } from '../../messages';
import type {
  ClusterObservation,
  Looked,
  ManagementObservation,
  WorkerObservation,
} from '../../observe/types';
import { deriveArgoCdKind } from '../argocdKind';
import { IN_CLUSTER, type OwnCluster } from './destination';
import type { IsolationInput } from './types';

const PENDING = { pending: true } as const;
const notChecked = (reason: Message) => ({ notChecked: reason });

/** Of the management cluster: what is a worker's is not there. */
const NOT_OF_SCOPE = notChecked(writeMessage('unchecked-other-scope'));

/**
 * Argo CD's names for its own cluster. A managed one runs elsewhere and names the cluster by its ARN (Amazon EKS user
 * guide, "Register target clusters" of the Argo CD capability). Where the kind is not known, each of them is its own.
 */
function ownCluster(
  worker: WorkerObservation,
  arn: string | undefined,
): Looked<OwnCluster> {
  const byArn = arn ? [arn] : [];
  switch (deriveArgoCdKind(worker)) {
    case 'managed':
      return arn
        ? { value: { servers: byArn, names: byArn } }
        : notChecked(writeMessage('unchecked-no-arn'));
    case 'unknown':
      // Neither its workloads nor its Applications need have been read yet.
      if (!worker.complete) return PENDING;
      return {
        value: {
          servers: [...IN_CLUSTER.servers, ...byArn],
          names: [...IN_CLUSTER.names, ...byArn],
        },
      };
    default:
      return { value: IN_CLUSTER };
  }
}

function composition({
  claim,
  compositionName,
  allowedCompositions,
}: ClusterObservation): IsolationInput['composition'] {
  if (!claim) return PENDING;
  if (!compositionName) {
    return notChecked(writeMessage('unchecked-no-composition'));
  }
  if (!allowedCompositions) {
    return notChecked(writeMessage('unchecked-compositions-not-listed'));
  }
  const { kind, metadata } = claim;
  return {
    value: {
      claim: { kind, namespace: metadata.namespace, name: metadata.name },
      name: compositionName,
      allowed: allowedCompositions,
    },
  };
}

/** What the rules read of a worker cluster and its claim. */
export function inputOfCluster(
  observation: ClusterObservation,
): IsolationInput {
  const { worker, claim } = observation;
  // Without a credential nothing of the worker has been seen, and nothing will be until there is one.
  const ofWorker = worker?.isolation;
  const { message, messageCode } = worker?.connection ?? {};
  const absent = worker
    ? notChecked(
        message
          ? messageOf({ message, messageCode })
          : writeMessage('unchecked-no-credential'),
      )
    : notChecked(writeMessage('unchecked-credential-not-named'));
  return {
    managementApplications: observation.managementApplications ?? PENDING,
    composition: composition(observation),
    argocdNamespace: ofWorker?.argocdNamespace ?? '',
    clusterSecrets: ofWorker?.clusterSecrets ?? absent,
    rights: ofWorker?.rights ?? absent,
    credential: ofWorker?.credential ?? absent,
    projects: ofWorker?.projects ?? absent,
    settings: ofWorker?.settings ?? absent,
    sharedCredential: ofWorker ? { value: ofWorker.sharedCredential } : absent,
    sharedServer: ofWorker ? { value: ofWorker.sharedServer } : absent,
    own: worker ? ownCluster(worker, claim?.status.arn) : absent,
    applications: applications(worker, absent),
  };
}

function applications(
  worker: WorkerObservation | undefined,
  absent: { notChecked: Message },
): IsolationInput['applications'] {
  if (!worker?.isolation) return absent;
  return worker.complete ? { value: worker.applications } : PENDING;
}

/** What the rules read of a management cluster. */
export function inputOfManagement({
  isolation,
}: ManagementObservation): IsolationInput {
  return {
    managementApplications: isolation?.foreignApplications ?? PENDING,
    clusterSecrets: isolation?.clusterSecrets ?? PENDING,
    rights: isolation?.rights ?? PENDING,
    credential: isolation?.credential ?? PENDING,
    argocdNamespace: isolation?.argocdNamespace ?? '',
    applications: NOT_OF_SCOPE,
    own: NOT_OF_SCOPE,
    projects: NOT_OF_SCOPE,
    settings: NOT_OF_SCOPE,
    sharedCredential: NOT_OF_SCOPE,
    sharedServer: NOT_OF_SCOPE,
    composition: NOT_OF_SCOPE,
  };
}
