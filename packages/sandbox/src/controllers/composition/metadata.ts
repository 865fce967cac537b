import { createHash } from 'node:crypto';
import type { KubernetesObject } from '../../apiserver/types';

/** Annotation: a composed resource's name in its Composition. */
export const RESOURCE_NAME = 'crossplane.io/composition-resource-name';
/** Label: the composite resource's name. */
export const COMPOSITE_LABEL = 'crossplane.io/composite';
/** Labels: the claim of the composite resource. */
export const CLAIM_LABELS = [
  'crossplane.io/claim-name',
  'crossplane.io/claim-namespace',
];

/**
 * A desired resource with the metadata that Crossplane derives from its composite resource: the name of the existing
 * resource, or a prefix for one; labels, annotation and owner.
 *
 * (crossplane v2.3.4, `RenderComposedResourceMetadata` and `FunctionComposer.Compose`)
 */
export function withComposedMetadata(
  object: KubernetesObject,
  xr: KubernetesObject,
  name: string,
  existing: KubernetesObject | undefined,
): KubernetesObject {
  const metadata = { ...object.metadata };
  if (existing) {
    metadata.name = existing.metadata.name;
    set(metadata, 'namespace', existing.metadata.namespace);
    set(metadata, 'generateName', existing.metadata.generateName);
  }
  const prefix = xr.metadata.labels?.[COMPOSITE_LABEL] ?? xr.metadata.name;
  if (!metadata.name && !metadata.generateName) {
    metadata.generateName = `${prefix}-`;
  }
  if (xr.metadata.namespace) metadata.namespace = xr.metadata.namespace;
  const claim = CLAIM_LABELS.map(label => [label, xr.metadata.labels?.[label]]);
  return {
    ...object,
    metadata: {
      ...metadata,
      labels: {
        ...metadata.labels,
        [COMPOSITE_LABEL]: prefix,
        ...(claim.every(([, value]) => value) && Object.fromEntries(claim)),
      },
      annotations: { ...metadata.annotations, [RESOURCE_NAME]: name },
      ownerReferences: [
        {
          apiVersion: xr.apiVersion,
          kind: xr.kind,
          name: xr.metadata.name,
          uid: xr.metadata.uid!,
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
    },
  };
}

/** The name of a new composed resource: always the same for one composite resource. (crossplane v2, `names.ChildName`) */
export function composedName(xr: KubernetesObject, name: string): string {
  const suffix = createHash('sha256')
    .update(`${xr.metadata.uid}${name}`)
    .digest('hex')
    .slice(0, 12);
  const prefix = xr.metadata.labels?.[COMPOSITE_LABEL] ?? xr.metadata.name;
  return `${prefix.slice(0, 63 - suffix.length - 1)}-${suffix}`;
}

function set(target: any, field: string, value: unknown) {
  if (value === undefined) delete target[field];
  else target[field] = value;
}
