import type { ArgoApplication, ArgoWorkload } from '../types';
import { transformApplication } from './application';
import { count, list, object, text, transformMeta } from './fields';

const MAX_RESOURCES = 5000;

/** An Application of the management Argo CD, with what it tracks. */
export interface SyncingApplication {
  application: ArgoApplication;
  /** Its resources, as {@link resourceId} writes them. */
  tracks: string[];
}

export const resourceId = (r: {
  group: string;
  kind: string;
  namespace: string;
  name: string;
}) => `${r.group}/${r.kind}:${r.namespace}/${r.name}`;

export function transformSyncingApplication(raw: unknown): SyncingApplication {
  const resources = list(object(object(raw).status).resources).map(object);
  return {
    application: transformApplication(raw),
    tracks: resources.slice(0, MAX_RESOURCES).map(r =>
      resourceId({
        group: text(r.group, 253) ?? '',
        kind: text(r.kind, 128) ?? '',
        namespace: text(r.namespace, 253) ?? '',
        name: text(r.name, 253) ?? '',
      }),
    ),
  };
}

/** A Deployment or StatefulSet. */
export function transformWorkload(raw: unknown): ArgoWorkload {
  const { spec, status } = object(raw);
  const containers = list(
    object(object(object(spec).template).spec).containers,
  );
  return {
    name: transformMeta(raw).name,
    image: text(object(containers[0]).image, 512),
    desired: count(object(spec).replicas) ?? 1,
    ready: count(object(status).readyReplicas) ?? 0,
  };
}

/** What is kept of ConfigMap `argocd-cm`. */
export interface ArgocdSettings {
  url?: string;
  reconciliation: { timeout?: string; jitter?: string };
}

export function transformArgocdSettings(raw: unknown): ArgocdSettings {
  const data = object(object(raw).data);
  return {
    url: text(data.url, 2048),
    reconciliation: {
      timeout: text(data['timeout.reconciliation'], 63),
      jitter: text(data['timeout.reconciliation.jitter'], 63),
    },
  };
}
