import { StatusError } from '../../apiserver/status';
import type {
  KubernetesObject,
  ObjectClient,
  PropagationPolicy,
} from '../../apiserver/types';
import { keyOf } from '../runtime/keys';
import type { UsageIndex } from './UsageIndex';

/** Label: deletions of the object are shown to the webhook. */
export const IN_USE_LABEL = 'crossplane.io/in-use';
/** Annotation: with which policy a deletion was tried, to be replayed. */
export const DELETION_ATTEMPT =
  'usage.crossplane.io/deletion-attempt-with-policy';

const WEBHOOK = 'nousages.protection.crossplane.io';

/**
 * Crossplane's validating webhook for DELETE: refuses the deletion of an object in use, and notes on it that it was tried.
 *
 * @throws StatusError 409 in the words of the API server and the webhook
 */
export function refuseDeletionInUse(
  client: ObjectClient,
  usages: UsageIndex,
): (object: KubernetesObject, policy: PropagationPolicy) => void {
  return (object, policy) => {
    if (object.metadata.labels?.[IN_USE_LABEL] !== 'true') return;
    const found = usages.find(object);
    if (found.length === 0) return;
    if (object.metadata.annotations?.[DELETION_ATTEMPT] !== policy) {
      client.patch(keyOf(object), {
        metadata: { annotations: { [DELETION_ATTEMPT]: policy } },
      });
    }
    const reason = inUseMessage(found);
    throw new StatusError(
      409,
      reason,
      `admission webhook "${WEBHOOK}" denied the request: ${reason}`,
      {},
    );
  };
}

/** What the webhook says, the first Usage by name. (crossplane v2.3.4, `inUseMessage`) */
export function inUseMessage(usages: KubernetesObject[]): string {
  const [{ kind, metadata, spec }] = usages;
  const name = metadata.namespace
    ? `"${metadata.name}" (in namespace "${metadata.namespace}")`
    : `"${metadata.name}"`;
  const start = `This resource is in-use by ${usages.length} usage(s), including the *v1beta1.${kind} ${name}`;
  if (spec.by) {
    return `${start} by resource ${spec.by.kind}/${spec.by.resourceRef.name}.`;
  }
  return spec.reason
    ? `${start} with reason: ${JSON.stringify(spec.reason)}.`
    : `${start}.`;
}
