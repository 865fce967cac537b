import type { ArgoApplication, ArgoWorkload } from '../types';
import { count, list, object, text, time, trimMeta } from './fields';

const MAX_RESOURCES = 5000;
const MAX_CHILDREN = 1000;
const MAX_URLS = 20;

/** What is kept of an Argo CD Application. */
export function trimApplication(raw: unknown): ArgoApplication {
  const spec = object(object(raw).spec);
  const status = object(object(raw).status);
  const source = object(list(spec.sources)[0] ?? spec.source);
  const destination = object(spec.destination);
  const operation = object(status.operationState);
  const sync = object(status.sync);
  const health = object(status.health);
  const resources = list(status.resources);
  return {
    metadata: trimMeta(raw),
    project: text(spec.project, 253),
    health: text(health.status, 63),
    healthMessage: text(health.message),
    sync: text(sync.status, 63),
    revision: text(sync.revision ?? list(sync.revisions)[0], 253),
    operationPhase: text(operation.phase, 63),
    operationMessage: text(operation.message),
    repoUrl: text(source.repoURL, 2048),
    path: text(source.path ?? source.chart, 1024),
    targetRevision: text(source.targetRevision, 253),
    destinationServer: text(destination.server, 2048),
    destinationName: text(destination.name, 253),
    destinationNamespace: text(destination.namespace, 253),
    reconciledAt: time(status.reconciledAt),
    externalUrls: list(object(status.summary).externalURLs)
      .slice(0, MAX_URLS)
      .flatMap(url => text(url, 2048) ?? []),
    resourceCount: resources.length,
    childApplications: resources
      .map(object)
      .filter(r => r.kind === 'Application' && r.group === 'argoproj.io')
      .slice(0, MAX_CHILDREN)
      .map(r => `${text(r.namespace, 253) ?? ''}/${text(r.name, 253) ?? ''}`),
  };
}

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
