import type {
  KubernetesObject,
  ObjectClient,
  ObjectKey,
} from '../../apiserver/types';
import { ready } from '../conditions';
import type { Pace } from '../runtime/Pace';
import type { WorkerFleet } from '../workers/WorkerFleet';
import { CloudError, ExternalResource } from './external';

/** Seconds: EKS tokens live for 15 minutes, and the provider makes new ones every 10. */
const REFRESH = 600;
const LIFETIME = 900;

/** Plays ClusterAuth: publishes an administrator's kubeconfig with a token that lives for a short while. */
export function eksClusterAuth(options: {
  client: ObjectClient;
  workers: WorkerFleet;
  pace: Pace;
  newToken(): string;
}): ExternalResource & { close(): void } {
  const { client, workers, pace } = options;
  const published = new Map<string, number>();
  const expiries = new Set<ReturnType<typeof setTimeout>>();

  const publish = (managed: KubernetesObject): object => {
    const { clusterName } = managed.spec.forProvider;
    const worker = workers.get(clusterName);
    if (!worker) {
      throw new CloudError(
        `create failed: ResourceNotFoundException: No cluster found for name: ${clusterName}.`,
      );
    }
    const { server } = worker;
    const token = options.newToken();
    const user = `aws-${managed.metadata.uid}-${Date.now()}`;
    server.addToken({ user, token, groups: ['system:masters'] });
    const expiry = setTimeout(() => {
      expiries.delete(expiry);
      server.revokeToken(token);
    }, pace.period(LIFETIME));
    expiries.add(expiry);
    client.apply(
      {
        apiVersion: 'v1',
        kind: 'Secret',
        type: 'connection.crossplane.io/v1alpha1',
        // No owner: a cascading deletion would take it before those who still need it.
        metadata: secretKey(managed),
        data: {
          kubeconfig: base64(server.kubeconfig(user)),
          endpoint: base64(server.url),
        },
      } as KubernetesObject,
      'clusterauth',
    );
    published.set(managed.metadata.uid!, Date.now());
    return {};
  };

  return {
    seconds: { create: 1, update: 0.5, delete: 0.5 },
    create: publish,
    observe: managed => {
      // After a restart the old token is not known to anybody any more.
      const at = published.get(managed.metadata.uid!) ?? 0;
      const age = Date.now() - at;
      const period = pace.period(REFRESH);
      if (age >= period) publish(managed);
      return { ready: ready(), again: age >= period ? period : period - age };
    },
    update: publish,
    delete: managed => {
      published.delete(managed.metadata.uid!);
      const { namespace, name } = secretKey(managed);
      client.delete({ apiVersion: 'v1', kind: 'Secret', namespace, name });
      return true;
    },
    close: () => expiries.forEach(clearTimeout),
  };
}

function secretKey(
  managed: KubernetesObject,
): Pick<ObjectKey, 'name' | 'namespace'> {
  const ref = managed.spec.writeConnectionSecretToRef;
  return {
    name: ref.name,
    namespace: ref.namespace ?? managed.metadata.namespace,
  };
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
