import { isMapping, Json, Manifest } from './parseManifests';

export function annotationsOf(manifest: Manifest): Json {
  const { annotations } = manifest.metadata;
  return isMapping(annotations) ? annotations : {};
}

/** Whether an object is a hook of a sync (gitops-engine `hook.IsHook`); `Skip` alone is none. */
export function isHook(manifest: Manifest): boolean {
  const annotations = annotationsOf(manifest);
  const hook = annotations['argocd.argoproj.io/hook'];
  if (hook !== undefined) return String(hook).trim() !== 'Skip';
  const helm = annotations['helm.sh/hook'];
  return helm !== undefined && helm !== 'crd-install';
}
