import { createHash } from 'node:crypto';
import type { KubernetesObject } from '../../apiserver/types';

export type UsageVersion = 'v1' | 'v2';

const PROTECTION = 'protection.crossplane.io/v1beta1';
const LEGACY = 'apiextensions.crossplane.io/v1beta1';

/** Longest name that function-sequencer gives a Usage. */
const MAX_NAME = 63;
const HASH_LENGTH = 6;

/** Whether an object is a Usage: a record that one resource is used by another, not a part of what is composed. */
export function isUsage(object: { apiVersion: string; kind: string }): boolean {
  return (
    (object.apiVersion === PROTECTION &&
      (object.kind === 'Usage' || object.kind === 'ClusterUsage')) ||
    (object.apiVersion === LEGACY && object.kind === 'Usage')
  );
}

/**
 * The Usage that function-sequencer v0.6.0 makes of a pair: `of` may not be deleted while `by` is there.
 * A v2 Usage is namespaced where `of` is; a v1 Usage is always cluster-scoped.
 */
export function usageOf(
  of: KubernetesObject,
  by: KubernetesObject,
  options: { version: UsageVersion; replayDeletion: boolean },
): KubernetesObject {
  const namespace =
    options.version === 'v2' ? of.metadata.namespace : undefined;
  const refer = ({ apiVersion, kind, metadata }: KubernetesObject) => ({
    apiVersion,
    kind,
    resourceRef: { name: metadata.name },
  });
  return {
    apiVersion: options.version === 'v1' ? LEGACY : PROTECTION,
    kind: options.version === 'v1' || namespace ? 'Usage' : 'ClusterUsage',
    metadata: {
      name: usageName(
        `${by.kind}-${by.metadata.name}-${of.kind}-${of.metadata.name}`.toLowerCase(),
      ),
      ...(namespace && { namespace }),
    },
    spec: {
      by: refer(by),
      of: refer(of),
      reason: 'dependency',
      replayDeletion: options.replayDeletion,
    },
  };
}

function usageName(pair: string): string {
  const hash = createHash('sha256').update(pair).digest('hex');
  const suffix = `${hash.slice(0, HASH_LENGTH)}-dependency`;
  const whole = `${pair}-${suffix}`;
  if (whole.length <= MAX_NAME) return whole;
  const start = pair.slice(0, MAX_NAME - suffix.length - 1);
  return `${start.endsWith('-') ? start : `${start}-`}${suffix}`;
}
