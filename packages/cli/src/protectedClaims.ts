import type { Json, Rendering } from '@worker-clusters/argocd-manifests';
import { isDeletionProtected } from '@worker-clusters/backstage-plugin-worker-clusters-node';

/** A claim that the API server refuses to delete. */
export interface ProtectedClaim {
  group: string;
  namespace: string;
  name: string;
}

/**
 * Lists the claims of a rendering that are protected against deletion, by its own XRDs: a change must not decide what protects
 * the claims that it removes.
 */
export function protectedClaims({ applications }: Rendering): ProtectedClaim[] {
  const manifests = applications.flatMap(a =>
    a.manifests.map(({ manifest }) => manifest as Json),
  );
  const definitions = manifests
    .filter(m => m.kind === 'CompositeResourceDefinition')
    .flatMap(({ spec }) => {
      const version = list(spec?.versions).find(v => v?.referenceable);
      const schema = version?.schema?.openAPIV3Schema;
      return schema
        ? [
            {
              group: spec.group,
              kind: spec.claimNames?.kind ?? spec.names?.kind,
              schema,
            },
          ]
        : [];
    });
  return manifests.flatMap(({ apiVersion, kind, metadata, spec }) => {
    const [group] = String(apiVersion).split('/');
    const definition = definitions.find(
      d => d.group === group && d.kind === kind,
    );
    return definition &&
      isMapping(spec) &&
      isDeletionProtected(definition, spec as any)
      ? [{ group, namespace: metadata.namespace ?? '', name: metadata.name }]
      : [];
  });
}

function list(value: unknown): any[] {
  return Array.isArray(value) ? value : [];
}

function isMapping(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
