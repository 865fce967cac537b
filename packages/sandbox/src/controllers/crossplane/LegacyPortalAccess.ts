import type { KubernetesObject, ObjectClient } from '../../apiserver/types';

/** Whom the platform repository makes for the portal. */
export const PORTAL_ACCOUNT = {
  kind: 'ServiceAccount',
  namespace: 'crossplane-system',
  name: 'worker-clusters-portal',
};

const RBAC = 'rbac.authorization.k8s.io';

/**
 * Plays the platform engineer who lets the portal read the Secret of each cluster of the Crossplane v1 API, as
 * `portal-rbac-v1.yaml` tells: a cluster-scoped composite resource cannot compose the Role for it.
 */
export class LegacyPortalAccess {
  private readonly stops: Array<() => void> = [];

  constructor(private readonly client: ObjectClient) {}

  /** Looks after the claims of a kind. */
  watch(type: { apiVersion: string; kind: string }): void {
    this.stops.push(
      this.client.watch(type.apiVersion, type.kind, event => {
        const secret = event.object.status?.access?.portalSecretName;
        if (event.type === 'DELETED' || !secret) return;
        if (event.object.metadata.deletionTimestamp) return;
        this.grant(event.object, secret);
      }),
    );
  }

  close(): void {
    this.stops.forEach(stop => stop());
  }

  private grant(claim: KubernetesObject, secret: string): void {
    const { name, namespace, uid } = claim.metadata;
    const metadata = {
      name: secret,
      namespace,
      // They go with the claim.
      ownerReferences: [
        { apiVersion: claim.apiVersion, kind: claim.kind, name, uid: uid! },
      ],
    };
    const apiVersion = `${RBAC}/v1`;
    if (
      this.client.get({ apiVersion, kind: 'Role', namespace, name: secret })
    ) {
      return;
    }
    this.client.apply(
      {
        apiVersion,
        kind: 'Role',
        metadata,
        rules: [
          {
            apiGroups: [''],
            resources: ['secrets'],
            resourceNames: [secret],
            verbs: ['get', 'list', 'watch'],
          },
        ],
      },
      'platform-engineer',
    );
    this.client.apply(
      {
        apiVersion,
        kind: 'RoleBinding',
        metadata,
        roleRef: { apiGroup: RBAC, kind: 'Role', name: secret },
        subjects: [PORTAL_ACCOUNT],
      },
      'platform-engineer',
    );
  }
}
