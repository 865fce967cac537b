import type { Entity } from '@backstage/catalog-model';
import {
  ANNOTATION_CLUSTER,
  ClusterRef,
  parseClusterRef,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';

/** The cluster that an entity stands for; undefined if the annotation is missing or wrong. */
export function clusterOfEntity(entity: Entity): ClusterRef | undefined {
  const text = entity.metadata.annotations?.[ANNOTATION_CLUSTER];
  try {
    return text ? parseClusterRef(text) : undefined;
  } catch {
    return undefined;
  }
}
