import type { TimelineStageId } from './lifecycle';
import type { CodedMessage } from './messages';

/**
 * A condition of an object in the management cluster. Texts are untrusted.
 *
 * @public
 */
export interface ResourceCondition {
  type: string;
  status: 'True' | 'False' | 'Unknown';
  reason?: string;
  message?: string;
  /** RFC 3339, UTC. */
  lastTransitionTime?: string;
}

/**
 * How a composed resource stands, worst first.
 *
 * - `failed`: it reports an error.
 * - `deleting`: it is being deleted.
 * - `waiting`: it is not ready.
 * - `ready`: it is.
 *
 * @public
 */
export const COMPOSED_STATES = [
  'failed',
  'deleting',
  'waiting',
  'ready',
] as const;

/** @public */
export type ComposedState = (typeof COMPOSED_STATES)[number];

/**
 * A resource that Crossplane composes for a cluster.
 *
 * @public
 */
export interface ComposedResourceDetails {
  apiVersion: string;
  kind: string;
  namespace?: string;
  name: string;
  /** The resource's name in the Composition. */
  compositionResourceName?: string;
  stage?: TimelineStageId;
  state: ComposedState;
  /** Why it is not ready. */
  message?: string;
  /** Of a fixed sentence; absent for the resource's own words. */
  messageCode?: CodedMessage;
  /** `Ready`, `Synced`, and an operation in the cloud that failed or is under way. */
  conditions: ResourceCondition[];
  /** Name of what it manages, where its provider has given it one: an id or an ARN. */
  externalName?: string;
  /** Where the cloud's console shows it; absent for kinds of which that is not known. */
  consoleUrl?: string;
  /** RFC 3339, UTC. */
  createdAt?: string;
}

/**
 * What Crossplane makes of the claim of a cluster.
 *
 * @public
 */
export interface ClusterInfrastructure {
  claim?: { apiVersion: string; kind: string; conditions: ResourceCondition[] };
  /** Name of the Composition. */
  composition?: string;
  /** Those that failed first; at most 500. */
  resources: ComposedResourceDetails[];
}
