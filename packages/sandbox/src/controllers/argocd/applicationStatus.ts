import type { KubernetesObject } from '../../apiserver/types';
import { groupOf, keyOf, stringifyKey, versionOf } from '../runtime/keys';
import type { ApplicationCondition } from './applicationConditions';
import { isSynced } from './comparison';
import { externalUrlsOf } from './externalUrls';
import {
  assessHealth,
  countsAsMissing,
  HealthStatus,
  worstHealth,
} from './health';

/** One object that an Application is about: what Git asks for, and what is there. */
export interface ManagedObject {
  target?: KubernetesObject;
  live?: KubernetesObject;
}

export interface Comparison {
  sync: 'Synced' | 'OutOfSync' | 'Unknown';
  health: HealthStatus;
  /** `status.resources` */
  resources: object[];
  images: string[];
  externalUrls: string[];
  /** Objects that differ from what Git asks for, or are not there. */
  outOfSync: KubernetesObject[];
  /** Objects that are not in Git any more. */
  extra: KubernetesObject[];
}

export interface CompareOptions {
  /** `<group>_<kind>` of kinds for which `argocd-cm` brings a health check. */
  customizedHealth: Set<string>;
  /** Of kinds for which it brings anything. Default: those with a health check. */
  customizedKinds?: Set<string>;
  /** The Application's own name, which has no say in its own health. */
  application?: string;
  /** What Git asks for could not be read: nothing can be said of the sync status. */
  failed?: boolean;
  /** The health of each resource is kept in the Application. */
  persistHealth?: boolean;
}

/** Compares what Git asks for with what is there, and sums up the health (`setApplicationHealth`). Pure. */
export function compareState(
  objects: ManagedObject[],
  options: CompareOptions,
): Comparison {
  const { customizedHealth, failed = false } = options;
  const result: Comparison = {
    sync: failed ? 'Unknown' : 'Synced',
    health: 'Healthy',
    resources: [],
    images: [],
    externalUrls: [],
    outOfSync: [],
    extra: [],
  };
  const healths: HealthStatus[] = [];
  const images = new Set<string>();
  const urls = new Set<string>();
  const resources = objects.map(({ target, live }) => {
    const object = (target ?? live)!;
    const group = groupOf(object.apiVersion);
    const synced = !!target && !!live && isSynced(target, live);
    const health = live
      ? assessHealth(live, customizedHealth)
      : { status: 'Missing' as const };
    if (health && countsForHealth(object, health.status, options)) {
      healths.push(health.status);
    }
    if (!synced && !failed) {
      result.sync = 'OutOfSync';
      if (target) result.outOfSync.push(target);
      else result.extra.push(object);
    }
    externalUrlsOf(live).forEach(url => urls.add(url));
    imagesOf(object).forEach(image => images.add(image));
    const status = synced ? 'Synced' : 'OutOfSync';
    return {
      sortedBy: [
        group,
        object.kind,
        object.metadata.namespace ?? '',
        object.metadata.name,
      ].join('/'),
      resource: {
        ...(group && { group }),
        version: versionOf(object.apiVersion),
        kind: object.kind,
        ...(object.metadata.namespace && {
          namespace: object.metadata.namespace,
        }),
        name: object.metadata.name,
        status: failed ? 'Unknown' : status,
        ...(options.persistHealth && health && { health }),
        ...(!target && { requiresPruning: true }),
      },
    };
  });
  result.resources = resources
    .sort((a, b) => (a.sortedBy < b.sortedBy ? -1 : 1))
    .map(r => r.resource);
  result.health = worstHealth(healths);
  result.images = [...images].sort();
  result.externalUrls = [...urls].sort();
  return result;
}

/**
 * A missing object of a kind without a health check does not make the Application Missing, and a child Application that is
 * Missing or Unknown does not change its parent.
 */
function countsForHealth(
  object: KubernetesObject,
  status: HealthStatus,
  {
    customizedHealth,
    customizedKinds = customizedHealth,
    application,
  }: CompareOptions,
): boolean {
  const isApplication =
    object.kind === 'Application' &&
    groupOf(object.apiVersion) === 'argoproj.io';
  if (isApplication && object.metadata.name === application) return false;
  if (status === 'Missing') {
    return !isApplication && countsAsMissing(object, customizedKinds);
  }
  return !(isApplication && status === 'Unknown');
}

function imagesOf(object: KubernetesObject): string[] {
  const containers = object.spec?.template?.spec?.containers;
  return Array.isArray(containers)
    ? containers.map((c: { image?: unknown }) => String(c.image))
    : [];
}

/** Of objects that the sources have more than once the last one, with a warning for each (`DeduplicateTargetObjects`). */
export function deduplicate(objects: KubernetesObject[]): {
  targets: KubernetesObject[];
  warnings: ApplicationCondition[];
} {
  const byKey = new Map<string, KubernetesObject[]>();
  for (const object of objects) {
    const key = stringifyKey(keyOf(object));
    byKey.set(key, [...(byKey.get(key) ?? []), object]);
  }
  const all = [...byKey.values()];
  return {
    targets: all.map(same => same.at(-1)!),
    warnings: all
      .filter(same => same.length > 1)
      .map(([{ apiVersion, kind, metadata }, ...others]) => ({
        type: 'RepeatedResourceWarning',
        message: `Resource ${groupOf(apiVersion)}/${kind}/${
          metadata.namespace ?? ''
        }/${metadata.name} appeared ${
          others.length + 1
        } times among application resources.`,
      })),
  };
}
