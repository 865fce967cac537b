import type { KubernetesObject } from '../../apiserver/types';
import type { ConditionValue } from '../conditions';

/** An error that the played cloud answers: its message is what the managed resource shows. */
export class CloudError extends Error {}

export interface Observation {
  /** Goes into `status.atProvider`; undefined keeps what is there. */
  atProvider?: object;
  ready: ConditionValue;
  /** True if what is there is not what the spec asks for: `update` is called. */
  outdated?: boolean;
  /** Real milliseconds after which to observe again. */
  again?: number;
  /** An error that does not stop the rest: becomes `Synced=False`. */
  error?: string;
}

/**
 * What stands behind managed resources of one kind. Methods throw `CloudError` for what a cloud would refuse; it is
 * shown and tried again.
 */
export interface ExternalResource {
  /** Seconds (of the sandbox's time) that each operation takes. */
  readonly seconds: { create: number; update: number; delete: number };
  /** `status.atProvider` while being created, updated, deleted. */
  progress?(
    managed: KubernetesObject,
    operation: 'create' | 'update' | 'delete',
  ): object;
  /** Refuses what cannot be started, before any time passes. */
  check?(
    managed: KubernetesObject,
    operation: 'create' | 'update' | 'delete',
  ): void;
  /** Makes it; what comes back goes into `status.atProvider`. */
  create(managed: KubernetesObject): Promise<object> | object;
  observe(managed: KubernetesObject): Observation;
  /** Changes it; what comes back goes into `status.atProvider`. */
  update(managed: KubernetesObject): Promise<object> | object;
  /** False if it is still there; it is called again. */
  delete(managed: KubernetesObject): Promise<boolean> | boolean;
}

/** The name that the resource has in the cloud. */
export function externalNameOf(managed: KubernetesObject): string {
  return (
    managed.metadata.annotations?.['crossplane.io/external-name'] ??
    managed.metadata.name
  );
}
