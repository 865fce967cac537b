import { isMapping, Json } from './parseManifests';
import type { Rendering } from './renderApplications';

/** A kind of object, without its version. @public */
export interface GroupKind {
  group: string;
  kind: string;
}

/**
 * Whether a project surely keeps its Applications from having objects of some kinds: it lists the kinds that it allows, by
 * plain names, and none of these is among them. Of a project that is not in the rendering nothing is sure.
 */
export function forbids(
  rendering: Rendering,
  project: unknown,
  kinds: GroupKind[],
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
  if (projects.length !== 1) return false;
  const { spec } = projects[0];
  const list = isMapping(spec) ? spec.namespaceResourceWhitelist : undefined;
  if (!Array.isArray(list)) return false;
  const plain = (text: unknown) =>
    typeof text === 'string' && /^[A-Za-z0-9.-]*$/.test(text);
  return (
    list.every((e: Json) => isMapping(e) && plain(e.group) && plain(e.kind)) &&
    !kinds.some(k =>
      list.some((e: Json) => e.group === k.group && e.kind === k.kind),
    )
  );
}
