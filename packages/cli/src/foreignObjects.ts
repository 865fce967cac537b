import { posix } from 'node:path';
import type {
  GroupKind,
  Rendering,
  RepositoryTree,
} from '@worker-clusters/argocd-manifests';

/** Something in the claims folder that is no claim. */
export interface ForeignObject {
  /** From the repository's root. */
  path: string;
  /** A sentence with a full stop. */
  message: string;
}

/**
 * Lists what stands in the claims folder beside claims: objects that Argo CD would apply with its rights in the management
 * cluster (a ClusterRoleBinding, a Provider), and files that change the options of the folder's Application. The namespace of
 * an environment's claims, `clusters-<environment>`, belongs there.
 *
 * @param folder - of the claims, from the repository's root
 * @param kinds - of claims
 */
export function findForeignObjects(
  { applications }: Rendering,
  tree: RepositoryTree,
  folder: string,
  kinds: GroupKind[],
): ForeignObject[] {
  const prefix = `${folder}/`;
  const found = new Map<string, ForeignObject>();
  for (const { manifests } of applications) {
    for (const { manifest, path } of manifests) {
      if (!path.startsWith(prefix)) continue;
      const { apiVersion, kind, metadata } = manifest;
      const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
      const [environment] = path.slice(prefix.length).split('/');
      const belongs =
        kinds.some(k => k.group === group && k.kind === kind) ||
        (group === '' &&
          kind === 'Namespace' &&
          metadata.name === `clusters-${environment}`);
      if (belongs) continue;
      const message = `The ${kind} '${metadata.name}' is no claim: a folder of claims holds claims and their namespace, and Argo CD's project should admit nothing else.`;
      found.set(`${path}\n${message}`, { path, message });
    }
  }
  for (const path of tree.keys()) {
    if (
      path.startsWith(prefix) &&
      posix.basename(path).startsWith('.argocd-source')
    ) {
      const message =
        'This file changes the options of the Application that applies the claims: change them in the Application.';
      found.set(`${path}\n${message}`, { path, message });
    }
  }
  return [...found.values()];
}
