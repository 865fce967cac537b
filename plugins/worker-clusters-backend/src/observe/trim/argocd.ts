import type { ArgoApplication, ArgoWorkload } from '../types';
import { trimApplication } from './application';
import { count, list, object, text, trimMeta } from './fields';

const MAX_RESOURCES = 5000;

/** An Application of the management Argo CD, with what it carries. */
export interface Carrier {
  application: ArgoApplication;
  /** Its resources, as {@link resourceId} writes them. */
  carries: string[];
}

export const resourceId = (r: {
  group: string;
  kind: string;
  namespace: string;
  name: string;
}) => `${r.group}/${r.kind}:${r.namespace}/${r.name}`;

export function trimCarrier(raw: unknown): Carrier {
  const resources = list(object(object(raw).status).resources).map(object);
  return {
    application: trimApplication(raw),
    carries: resources.slice(0, MAX_RESOURCES).map(r =>
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
export function trimWorkload(raw: unknown): ArgoWorkload {
  const { spec, status } = object(raw);
  const containers = list(
    object(object(object(spec).template).spec).containers,
  );
  return {
    name: trimMeta(raw).name,
    image: text(object(containers[0]).image, 512),
    desired: count(object(spec).replicas) ?? 1,
    ready: count(object(status).readyReplicas) ?? 0,
  };
}

/** `data.url` of `argocd-cm`. */
export const trimArgocdUrl = (raw: unknown): string | undefined =>
  text(object(object(raw).data).url, 2048);
