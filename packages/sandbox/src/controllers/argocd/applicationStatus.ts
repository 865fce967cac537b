import type { KubernetesObject } from '../../apiserver/types';
import { groupOf, versionOf } from '../runtime/keys';
import { isSynced } from './comparison';
import { externalUrlsOf } from './externalUrls';
import { assessHealth, Health, worstHealth } from './health';

/** One object that an Application is about: what Git asks for, and what is there. */
export interface ManagedObject {
  target?: KubernetesObject;
  live?: KubernetesObject;
}

export interface Comparison {
  sync: 'Synced' | 'OutOfSync';
  health: Health;
  /** `status.resources` */
  resources: object[];
  images: string[];
  externalUrls: string[];
  /** Objects that differ from what Git asks for, or are not there. */
  outOfSync: KubernetesObject[];
  /** Objects that are not in Git any more. */
  extra: KubernetesObject[];
}

/** Compares what Git asks for with what is there, and sums up the health. Pure. */
export function compareState(
  objects: ManagedObject[],
  customizedHealth: Set<string>,
): Comparison {
  const result: Comparison = {
    sync: 'Synced',
    health: { status: 'Healthy' },
    resources: [],
    images: [],
    externalUrls: [],
    outOfSync: [],
    extra: [],
  };
  const healths: Health[] = [];
  const images = new Set<string>();
  const urls = new Set<string>();
  for (const { target, live } of objects) {
    const object = (target ?? live)!;
    const synced = !!target && !!live && isSynced(target, live);
    const health: Health | undefined = live
      ? assessHealth(live, customizedHealth)
      : { status: 'Missing' };
    // What is to be pruned counts for the sync status, and not for the health.
    if (health && target) healths.push(health);
    if (!synced) {
      result.sync = 'OutOfSync';
      if (target) result.outOfSync.push(target);
      else result.extra.push(object);
    }
    externalUrlsOf(live).forEach(url => urls.add(url));
    imagesOf(object).forEach(image => images.add(image));
    result.resources.push({
      ...(groupOf(object.apiVersion) && { group: groupOf(object.apiVersion) }),
      version: versionOf(object.apiVersion),
      kind: object.kind,
      ...(object.metadata.namespace && {
        namespace: object.metadata.namespace,
      }),
      name: object.metadata.name,
      status: synced ? 'Synced' : 'OutOfSync',
      ...(health && { health }),
      ...(!target && { requiresPruning: true }),
    });
  }
  const status = worstHealth(healths.map(h => h.status));
  const message = healths.find(h => h.status === status)?.message;
  result.health = {
    status,
    ...(message && status !== 'Healthy' && { message }),
  };
  result.images = [...images].sort();
  result.externalUrls = [...urls].sort();
  return result;
}

function imagesOf(object: KubernetesObject): string[] {
  const containers = object.spec?.template?.spec?.containers;
  return Array.isArray(containers)
    ? containers.map((c: { image?: unknown }) => String(c.image))
    : [];
}
