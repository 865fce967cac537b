import { parse } from 'yaml';
import type { KubernetesObject } from '../../apiserver/types';

/**
 * Something that goes wrong in the played cloud.
 *
 * - `slow`: an operation takes `minutes` more.
 * - `fails`: an operation is refused with `message`, until the incident is over.
 * - `unhealthy`: what was ready is not, with `message`, until the incident is over.
 */
export interface Incident {
  cluster: string;
  /** The resource's name in the Composition, for example `nodegroup`. */
  resource: string;
  effect: 'slow' | 'fails' | 'unhealthy';
  /** Which operation is slow or refused; `create` if not given. */
  operation?: 'create' | 'update' | 'delete';
  minutes?: number;
  message?: string;
}

/** Where incidents stand: a ConfigMap on the management server, so that anybody can change them with kubectl. */
export const INCIDENTS_KEY = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  namespace: 'sandbox-system',
  name: 'cloud-incidents',
};

export const INCIDENTS_FIELD = 'incidents.yaml';

const EFFECTS = ['slow', 'fails', 'unhealthy'];
const OPERATIONS = ['create', 'update', 'delete'];

/**
 * Reads the incidents of the ConfigMap; none if there is no ConfigMap.
 *
 * @throws Error if an entry is malformed; says which.
 */
export function readIncidents(
  configMap: KubernetesObject | undefined,
): Incident[] {
  const text = configMap?.data?.[INCIDENTS_FIELD];
  if (!text) return [];
  const list = parse(text, { maxAliasCount: 0 }) ?? [];
  if (!Array.isArray(list)) throw new Error('incidents.yaml is not a list');
  list.forEach((entry, i) => {
    const sound =
      typeof entry?.cluster === 'string' &&
      typeof entry.resource === 'string' &&
      EFFECTS.includes(entry.effect) &&
      (entry.operation === undefined || OPERATIONS.includes(entry.operation)) &&
      (entry.minutes === undefined || entry.minutes > 0) &&
      (entry.message === undefined || typeof entry.message === 'string');
    if (!sound) {
      throw new Error(
        `entry ${i} of incidents.yaml is malformed: it needs cluster, resource, effect (${EFFECTS.join(
          ', ',
        )}), and may have operation (${OPERATIONS.join(
          ', ',
        )}), minutes, message`,
      );
    }
  });
  return list;
}

/** The incident that has this effect on a managed resource now, if any. */
export function findIncident(
  incidents: Incident[],
  managed: KubernetesObject,
  effect: Incident['effect'],
  operation?: Incident['operation'],
): Incident | undefined {
  const cluster = clusterNameOf(managed);
  const resource =
    managed.metadata.annotations?.['crossplane.io/composition-resource-name'];
  return incidents.find(
    i =>
      i.cluster === cluster &&
      i.resource === resource &&
      i.effect === effect &&
      (operation === undefined || (i.operation ?? 'create') === operation),
  );
}

/** Name of the claim that a managed resource belongs to. */
function clusterNameOf(managed: KubernetesObject): string | undefined {
  const labels = managed.metadata.labels ?? {};
  return (
    labels['crossplane.io/claim-name'] ?? labels['crossplane.io/composite']
  );
}
