import { parse } from 'yaml';
import type { SeededClaim } from './seedFleet';

const PATH = /^crossplane\/claims\/([^/]+)\/([^/]+)\.yaml$/;

/** The claims among the files of the GitOps repository. */
export function findClaims(files: Record<string, string>): SeededClaim[] {
  return Object.entries(files).flatMap(([path, text]) => {
    const match = PATH.exec(path);
    if (!match) return [];
    const { apiVersion, kind, metadata } = parse(text);
    if (kind !== 'WorkerCluster') return [];
    return [
      {
        apiVersion,
        kind,
        namespace: metadata.namespace,
        name: metadata.name,
        environment: match[1],
        path,
        text,
      },
    ];
  });
}
