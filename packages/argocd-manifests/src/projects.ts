import { isMapping, Json } from './parseManifests';
import type { Rendering } from './renderApplications';

/** A kind of object, without its version. @public */
export interface GroupKind {
  group: string;
  kind: string;
}

/**
 * Whether a project surely keeps its Applications away from claims: it lists the kinds that it allows by plain names, and among
 * them are no claims, no kinds of Argo CD (an Application could take the place of one that has claims) and no XRDs. With
 * `fromHere`, for content that a change of this repository can bring, no CustomResourceDefinitions and namespaces either. Of a
 * project that is not in the rendering nothing is sure.
 */
export function forbids(
  rendering: Rendering,
  project: unknown,
  kinds: GroupKind[],
  fromHere: boolean,
): boolean {
  const projects = rendering.applications
    .flatMap(a => a.manifests)
    .map(m => m.manifest)
    .filter(
      m =>
        m.kind === 'AppProject' &&
        m.apiVersion.startsWith('argoproj.io/') &&
        m.metadata.name === (project ?? 'default'),
    );
  if (projects.length !== 1 || !isMapping(projects[0].spec)) return false;
  const { namespaceResourceWhitelist, clusterResourceWhitelist = [] } =
    projects[0].spec;
  const allowed = [namespaceResourceWhitelist, clusterResourceWhitelist].map(
    readKinds,
  );
  return allowed.every(
    list =>
      list !== undefined &&
      !list.some(
        ({ group, kind }) =>
          group === 'argoproj.io' ||
          group === 'apiextensions.crossplane.io' ||
          kinds.some(k => k.group === group && k.kind === kind) ||
          (fromHere &&
            ['CustomResourceDefinition', 'Namespace'].includes(kind)),
      ),
  );
}

/** The kinds of a whitelist; undefined if one is a pattern, or there is no list. */
function readKinds(list: unknown): GroupKind[] | undefined {
  const isPlain = (text: unknown) =>
    typeof text === 'string' && /^[A-Za-z0-9.-]*$/.test(text);
  return Array.isArray(list) &&
    list.every((e: Json) => isMapping(e) && isPlain(e.group) && isPlain(e.kind))
    ? (list as GroupKind[])
    : undefined;
}
