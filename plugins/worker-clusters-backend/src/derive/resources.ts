import {
  type Message,
  writeMessage,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { ClusterObservation, ComposedResource } from '../observe/types';
import type { ClusterState } from '../store/types';
import {
  errorCondition,
  findCondition,
  isOperationOngoing,
  isReady,
} from './conditions';
import type { DeriveSettings } from './settings';
import { type ResourceStage, stageOfResource } from './stages';
import { boundedText, boundedWord, reasonOr } from './text';
import { earliest, toMillis } from './time';

/** An error that an object reports, in its own words (bounded) where it has any, and since when it has done so without a break. */
export interface ReportedError extends Message {
  reason: string;
  since: string;
  /** It has lasted longer than `failedAfterMs`. */
  lasting: boolean;
}

/** A composed resource with its assessment. */
export interface AssessedResource {
  resource: ComposedResource;
  stage?: ResourceStage;
  ready: boolean;
  error?: ReportedError;
  /** A create, update or delete in the cloud is under way. */
  ongoing: boolean;
}

/**
 * Kinds that exist or do not, and report no readiness: Crossplane's, and the ClusterProfile of the Cluster Inventory API. A definition of a managed resource says whether it is
 * established: that of a safe-start provider is not while nothing activates it, as intended.
 */
const KINDS_WITHOUT_READINESS = new Set([
  'ProviderConfig',
  'ClusterProviderConfig',
  'EnvironmentConfig',
  'ManagedResourceDefinition',
  'ManagedResourceActivationPolicy',
  'ClusterProfile',
]);

/** Kubernetes' own API groups: `v1`, `apps/v1`, `rbac.authorization.k8s.io/v1`. */
function isKubernetesBuiltIn(apiVersion: string): boolean {
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
  return !group.includes('.') || group.endsWith('.k8s.io');
}

/** Whether a composed resource is ready. What has no conditions by nature is ready once it exists. */
export function isResourceReady(resource: ComposedResource): boolean {
  if (findCondition(resource.conditions, 'Ready')) {
    return isReady(resource.conditions);
  }
  return (
    KINDS_WITHOUT_READINESS.has(resource.kind) ||
    isKubernetesBuiltIn(resource.apiVersion)
  );
}

/** Assesses what an object (a composed resource, a claim) reports as an error. */
export function assessError(
  object: Pick<ComposedResource, 'metadata' | 'conditions'>,
  context: {
    previous: ClusterState | undefined;
    now: Date;
    settings: DeriveSettings;
  },
): ReportedError | undefined {
  const condition = errorCondition(object.conditions);
  if (!condition) return undefined;
  const { previous, now, settings } = context;
  const uid = boundedWord(object.metadata.uid) ?? '';
  const known =
    previous?.errors && Object.hasOwn(previous.errors, uid)
      ? previous.errors[uid]
      : undefined;
  const since =
    earliest(condition.lastTransitionTime, known, now.toISOString()) ??
    now.toISOString();
  const message = boundedText(condition.message, settings.maxMessageLength);
  return {
    reason: reasonOr(condition.reason, 'ReconcileError'),
    ...(message
      ? { message }
      : writeMessage('condition-silent', {
          condition: boundedWord(condition.type) ?? '?',
        })),
    since,
    lasting: now.getTime() - toMillis(since)! > settings.failedAfterMs,
  };
}

/** Assesses every composed resource of a cluster. */
export function assessResources(
  observation: ClusterObservation,
  context: {
    previous: ClusterState | undefined;
    now: Date;
    settings: DeriveSettings;
  },
): AssessedResource[] {
  return observation.composed.map(resource => ({
    resource,
    stage: stageOfResource(resource, observation.composition),
    ready: isResourceReady(resource),
    error: assessError(resource, context),
    ongoing: isOperationOngoing(resource.conditions),
  }));
}
