import { ANNOTATION_STAGE } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { isNeverWatched } from '../clusters/neededCollections';
import type { ComposedResource, CompositionShape, Condition } from '../types';
import {
  controllerUid,
  list,
  object,
  text,
  transformConditions,
  transformMeta,
} from './fields';

const RESOURCE_NAME = 'crossplane.io/composition-resource-name';
const EXTERNAL_NAME = 'crossplane.io/external-name';

/** A composed resource as it is kept, with the composite resource that owns it. */
export interface ComposedEntry {
  resource: ComposedResource;
  ownerUid: string;
}

/**
 * Whether a condition of a composed resource is one that says something: a cluster has dozens of resources, and those of upjet's
 * providers have two more conditions each, which tell of an operation that failed or is under way.
 */
function isTelling({ type, status, reason }: Condition): boolean {
  switch (type) {
    case 'Ready':
    case 'Synced':
      return true;
    case 'LastAsyncOperation':
      return status === 'False';
    case 'AsyncOperation':
      return reason === 'Ongoing';
    default:
      return false;
  }
}

/** Undefined for an object that no composite resource owns. */
export function transformComposed(raw: unknown): ComposedEntry | undefined {
  const ownerUid = controllerUid(raw);
  if (!ownerUid) return undefined;
  const { apiVersion, kind, metadata, status } = object(raw);
  const annotations = object(object(metadata).annotations);
  return {
    ownerUid,
    resource: {
      apiVersion: text(apiVersion, 253) ?? '',
      kind: text(kind, 128) ?? '',
      metadata: transformMeta(raw),
      compositionResourceName: text(annotations[RESOURCE_NAME], 253),
      stage: text(annotations[ANNOTATION_STAGE], 63),
      externalName: text(annotations[EXTERNAL_NAME], 512),
      conditions: transformConditions(object(status).conditions).filter(
        isTelling,
      ),
    },
  };
}

const kindOf = (raw: unknown) => {
  const apiVersion = text(object(raw).apiVersion, 253);
  const kind = text(object(raw).kind, 128);
  return apiVersion && kind ? { apiVersion, kind } : undefined;
};

/** Kind of what an Object makes in the worker cluster. */
function madeKind(base: Record<string, unknown>): string | undefined {
  const { forProvider } = object(base.spec);
  return text(object(object(forProvider).manifest).kind, 128);
}

/** Projects a Composition to the resources that its steps of function-patch-and-transform create. */
export function transformComposition(raw: unknown): CompositionShape {
  const spec = object(object(raw).spec);
  const resources = list(spec.pipeline)
    .flatMap(step => list(object(object(step).input).resources))
    .slice(0, 2000)
    .flatMap(entry => {
      const name = text(object(entry).name, 253);
      const base = object(object(entry).base);
      const of = kindOf(base);
      if (!name || (of && isNeverWatched(of))) return [];
      const annotations = object(object(base.metadata).annotations);
      return [
        {
          name,
          apiVersion: text(base.apiVersion, 253) ?? '',
          kind: text(base.kind, 128) ?? '',
          makes: madeKind(base),
          stage: text(annotations[ANNOTATION_STAGE], 63),
        },
      ];
    });
  return {
    name: transformMeta(raw).name,
    compositeType: kindOf(spec.compositeTypeRef),
    resources,
  };
}
