import type { WorkerIsolation } from '../../observe/types';

/** What the isolation rules read of a worker of which they find nothing, and whose Secrets the portal may not list. */
export function workerIsolation(
  rest: Partial<WorkerIsolation> = {},
): WorkerIsolation {
  return {
    argocdNamespace: 'argocd',
    projects: { value: [] },
    settings: { value: { admin: 'false', reconciliation: {} } },
    clusterSecrets: {
      notChecked: { message: 'The portal may not list Secrets.' },
    },
    rights: { value: [{ namespace: 'argocd', rules: [] }] },
    credential: {
      value: {
        object: { kind: 'Secret', namespace: 'clusters-dev', name: 'portal' },
        writtenAt: '2026-11-01T00:00:00.000Z',
      },
    },
    sharedCredential: [],
    sharedServer: [],
    ...rest,
  };
}
