import { createHash } from 'node:crypto';
import type {
  KubernetesObject,
  ObjectClient,
  ObjectKey,
} from '../../apiserver/types';
import type { DesiredResource, Pipeline } from '../composition/compose';
import { keyOf, stringifyKey } from '../runtime/keys';

/** Annotation: a composed resource's name in its Composition. */
export const RESOURCE_NAME = 'crossplane.io/composition-resource-name';
/** Label: the composite resource's name. */
export const COMPOSITE_LABEL = 'crossplane.io/composite';

const FIELD_MANAGER = 'apiextensions.crossplane.io/composed';

/** The name of a composed resource: stable for one composite resource, as Crossplane's are. */
export function composedName(xr: KubernetesObject, resource: string): string {
  const hash = createHash('sha256')
    .update(`${xr.metadata.uid}/${resource}`)
    .digest('hex')
    .slice(0, 12);
  return `${xr.metadata.name}-${hash}`;
}

/** Reads and writes the composed resources of composite resources. */
export class ComposedResources {
  /** What was applied, and the generation that it led to: the same is not applied again. */
  private readonly applied = new Map<string, string>();

  constructor(private readonly client: ObjectClient) {}

  /** What there is of what a Composition makes, by its name in the Composition. */
  observe(
    xr: KubernetesObject,
    pipeline: Pipeline,
  ): Map<string, KubernetesObject> {
    const observed = new Map<string, KubernetesObject>();
    const references: Array<{ kind: string; name: string }> =
      xr.spec?.crossplane?.resourceRefs ?? xr.spec?.resourceRefs ?? [];
    for (const { name, base } of pipeline.resources.resources) {
      const named = references.filter(r => r.kind === base.kind);
      for (const candidate of [
        composedName(xr, name),
        ...named.map(r => r.name),
      ]) {
        const object = this.client.get(
          keyInScope(xr, base.apiVersion, base.kind, candidate),
        );
        if (
          object?.metadata.annotations?.[RESOURCE_NAME] === name &&
          isOwnedBy(object, xr)
        ) {
          observed.set(name, object);
          break;
        }
      }
    }
    return observed;
  }

  /** What there still is of what a composite resource refers to, by its name in the Composition. */
  find(
    xr: KubernetesObject,
    references: Array<{ apiVersion: string; kind: string; name: string }>,
  ): Map<string, KubernetesObject> {
    const result = new Map<string, KubernetesObject>();
    for (const { apiVersion, kind, name } of references) {
      const object = this.client.get(keyInScope(xr, apiVersion, kind, name));
      if (object && isOwnedBy(object, xr)) {
        result.set(
          object.metadata.annotations?.[RESOURCE_NAME] ?? name,
          object,
        );
      }
    }
    return result;
  }

  /** @throws StatusError if the server refuses it. */
  apply(xr: KubernetesObject, resource: DesiredResource): void {
    const object = withOwner(xr, resource);
    const key = stringifyKey(keyOf(object));
    const stateOf = (live: KubernetesObject) =>
      `${live.metadata.uid} ${live.metadata.generation} ${JSON.stringify(
        object,
      )}`;
    const live = this.client.get(keyOf(object));
    if (live && this.applied.get(key) === stateOf(live)) return;
    this.applied.set(key, stateOf(this.client.apply(object, FIELD_MANAGER)));
  }

  /** Forgets what was applied for a composite resource that is gone. */
  forget(xr: KubernetesObject): void {
    const mark = `|${xr.metadata.name}-`;
    for (const key of this.applied.keys()) {
      if (key.includes(mark)) this.applied.delete(key);
    }
  }
}

function withOwner(
  xr: KubernetesObject,
  { name, object }: DesiredResource,
): KubernetesObject {
  const { metadata } = xr;
  const claim = xr.spec?.claimRef;
  return {
    ...object,
    metadata: {
      ...object.metadata,
      name: object.metadata.name ?? composedName(xr, name),
      generateName: `${metadata.name}-`,
      ...(metadata.namespace && { namespace: metadata.namespace }),
      labels: {
        ...object.metadata.labels,
        [COMPOSITE_LABEL]: metadata.name,
        ...(claim && {
          'crossplane.io/claim-name': claim.name,
          'crossplane.io/claim-namespace': claim.namespace,
        }),
      },
      annotations: { ...object.metadata.annotations, [RESOURCE_NAME]: name },
      ownerReferences: [
        {
          apiVersion: xr.apiVersion,
          kind: xr.kind,
          name: metadata.name,
          uid: metadata.uid!,
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
    },
  };
}

/** A composed resource is in the namespace of its composite resource, if that has one. */
function keyInScope(
  xr: KubernetesObject,
  apiVersion: string,
  kind: string,
  name: string,
): ObjectKey {
  const { namespace } = xr.metadata;
  return { apiVersion, kind, name, ...(namespace && { namespace }) };
}

function isOwnedBy(object: KubernetesObject, xr: KubernetesObject): boolean {
  return !!object.metadata.ownerReferences?.some(
    o => o.uid === xr.metadata.uid,
  );
}
