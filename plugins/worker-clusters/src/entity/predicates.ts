import type { Entity } from '@backstage/catalog-model';
import {
  ANNOTATION_CLUSTER,
  deploymentsOfAnnotations,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';

/**
 * Whether an entity stands for a worker cluster.
 *
 * @public
 */
export const isWorkerCluster = ({ kind, spec, metadata }: Entity): boolean =>
  kind.toLocaleLowerCase('en-US') === 'resource' &&
  String(spec?.type).toLocaleLowerCase('en-US') === 'kubernetes-cluster' &&
  metadata.annotations?.[ANNOTATION_CLUSTER] !== undefined;

/**
 * Whether annotations say which Applications deploy an entity, of whatever kind it is.
 *
 * @public
 */
export const hasDeployments = ({ metadata }: Entity): boolean =>
  deploymentsOfAnnotations(metadata.annotations) !== undefined;
