import type {
  KubernetesObject,
  ObjectClient,
  ObjectKey,
} from '../../apiserver/types';
import type { DesiredResource } from '../composition/compose';
import {
  CLAIM_LABELS,
  composedName,
  COMPOSITE_LABEL,
  RESOURCE_NAME,
  withComposedMetadata,
} from '../composition/metadata';
import { keyOf, stringifyKey } from '../runtime/keys';

const FIELD_MANAGER = 'apiextensions.crossplane.io/composed';

/** A reference of a composite resource to what it composes. */
export interface ResourceReference {
  apiVersion: string;
  kind: string;
  name: string;
}

/** Reads and writes the composed resources of composite resources. */
export class ComposedResources {
  /** What was applied, and the generation that it led to: the same is not applied again. */
  private readonly applied = new Map<string, string>();

  constructor(private readonly client: ObjectClient) {}

  /** What there is of what a composite resource refers to, Usages included, by its name in the Composition. */
  observe(
    xr: KubernetesObject,
    references: ResourceReference[],
  ): Map<string, KubernetesObject> {
    const observed = new Map<string, KubernetesObject>();
    const { namespace } = xr.metadata;
    for (const { apiVersion, kind, name } of references) {
      const object = this.client.get({
        apiVersion,
        kind,
        name,
        ...(namespace && { namespace }),
      });
      const resource = object?.metadata.annotations?.[RESOURCE_NAME];
      if (object && resource && isControlledBy(object, xr)) {
        observed.set(resource, object);
      }
    }
    return observed;
  }

  /** A desired resource as the object that is applied: with a name, and all that Crossplane adds. */
  complete(
    xr: KubernetesObject,
    { name, object }: DesiredResource,
    existing: KubernetesObject | undefined,
  ): KubernetesObject {
    const completed = withComposedMetadata(object, xr, name, existing);
    completed.metadata.name ??= composedName(xr, name);
    return completed;
  }

  /** @throws StatusError if the server refuses it. */
  apply(object: KubernetesObject): void {
    const key = stringifyKey(keyOf(object));
    const stateOf = (live: KubernetesObject) =>
      `${live.metadata.uid} ${live.metadata.generation} ${JSON.stringify(
        object,
      )}`;
    const live = this.client.get(keyOf(object));
    if (live && this.applied.get(key) === stateOf(live)) return;
    this.applied.set(key, stateOf(this.client.apply(object, FIELD_MANAGER)));
  }

  /** Deletes what is no longer desired. @throws StatusError if the server refuses it, for example because of a Usage. */
  remove(object: KubernetesObject): void {
    this.applied.delete(stringifyKey(keyOf(object)));
    if (object.metadata.labels?.[COMPOSITE_LABEL]) {
      // By these labels a Usage waits for what uses: it is not to wait for what stays.
      this.client.patch(keyOf(object), {
        metadata: {
          labels: Object.fromEntries(
            [COMPOSITE_LABEL, ...CLAIM_LABELS].map(label => [label, null]),
          ),
        },
      });
    }
    if (!object.metadata.deletionTimestamp) {
      this.client.delete(keyOf(object), { propagationPolicy: 'Foreground' });
    }
  }

  /** Forgets what was applied for a composite resource that goes. */
  forget(references: ResourceReference[], namespace: string | undefined): void {
    for (const { apiVersion, kind, name } of references) {
      const key: ObjectKey = {
        apiVersion,
        kind,
        name,
        ...(namespace && { namespace }),
      };
      this.applied.delete(stringifyKey(key));
    }
  }
}

/** What nobody controls counts as well: its owner reference was taken away. */
function isControlledBy(
  object: KubernetesObject,
  xr: KubernetesObject,
): boolean {
  const controller = object.metadata.ownerReferences?.find(o => o.controller);
  return !controller || controller.uid === xr.metadata.uid;
}
