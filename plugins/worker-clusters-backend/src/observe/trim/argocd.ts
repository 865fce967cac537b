import type { ArgoApplication, ArgoWorkload } from '../types';
import { count, list, object, text, time, trimMeta } from './fields';

const MAX_RESOURCES = 5000;

/** An Argo CD Application as it is kept. */
export interface TrimmedApplication {
  application: ArgoApplication;
  /** `<group>/<kind>/<namespace>/<name>` of its resources of the kinds that were asked for. */
  carries: string[];
}

export const resourceId = (r: {
  group?: string;
  kind?: string;
  namespace?: string;
  name?: string;
}) => `${r.group ?? ''}/${r.kind ?? ''}/${r.namespace ?? ''}/${r.name ?? ''}`;

/**
 * @param carriedKinds - `<group>/<kind>` of the resources whose names are kept
 */
export function trimApplication(
  raw: unknown,
  carriedKinds: ReadonlySet<string> = new Set(),
): TrimmedApplication {
  const spec = object(object(raw).spec);
  const status = object(object(raw).status);
  const sources = list(spec.sources);
  const source = object(sources[0] ?? spec.source);
  const destination = object(spec.destination);
  const operation = object(status.operationState);
  const sync = object(status.sync);
  const health = object(status.health);
  const all = list(status.resources);
  const resources = all.slice(0, MAX_RESOURCES).map(object);
  return {
    application: {
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
      resourceCount: all.length,
      childApplications: resources
        .filter(r => r.kind === 'Application' && r.group === 'argoproj.io')
        .map(r => `${text(r.namespace, 253) ?? ''}/${text(r.name, 253) ?? ''}`),
    },
    carries: resources
      .filter(r => carriedKinds.has(`${r.group ?? ''}/${r.kind}`))
      .map(r => resourceId(r)),
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
