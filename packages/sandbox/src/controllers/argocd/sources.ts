import type { ApplicationSource } from '@worker-clusters/argocd-manifests';
import type { KubernetesObject } from '../../apiserver/types';

/** What is written of one source or several: Argo CD has a field for each of the two. */
export interface Revisions {
  revision?: string;
  revisions?: string[];
}

/** True for an Application with `spec.sources`; a `spec.source` beside it counts for nothing. */
export function hasSeveralSources(app: KubernetesObject): boolean {
  return (app.spec.sources ?? []).length > 0;
}

export function sourcesOf(app: KubernetesObject): ApplicationSource[] {
  if (hasSeveralSources(app)) return app.spec.sources;
  return app.spec.source ? [app.spec.source] : [];
}

/** The sources as `status.sync.comparedTo`, `operationState` and `history` repeat them. */
export function sourceFields(app: KubernetesObject): object {
  return hasSeveralSources(app)
    ? { sources: app.spec.sources }
    : { source: app.spec.source };
}

export function revisionFields(
  app: KubernetesObject,
  revisions: string[],
): Revisions {
  return hasSeveralSources(app)
    ? { revisions }
    : { revision: revisions[0] ?? app.spec.source?.targetRevision };
}

/** What is wrong with the sources themselves, in Argo CD's words (`validateSourcePermissions`). */
export function checkSources(app: KubernetesObject): string | undefined {
  const several = hasSeveralSources(app);
  const sources = sourcesOf(app);
  if (sources.length === 0) {
    return 'spec.source.repoURL and either spec.source.path or spec.source.chart are required';
  }
  for (const source of sources) {
    const { repoURL, path, chart, ref, targetRevision } = source;
    if (!repoURL || !(path || chart || (several && ref))) {
      return several
        ? `spec.source.repoURL and either source.path, source.chart, or source.ref are required for source ${JSON.stringify(
            source,
          )}`
        : 'spec.source.repoURL and either spec.source.path or spec.source.chart are required';
    }
    if (chart && !targetRevision) {
      return 'spec.source.targetRevision is required if the manifest source is a helm chart';
    }
  }
  return undefined;
}
