import { parse } from 'yaml';
import type { KubernetesObject, ObjectClient } from '../../apiserver/types';
import { groupOf } from '../runtime/keys';
import type { Worker } from '../workers/Worker';
import type { WorkerFleet } from '../workers/WorkerFleet';
import { CloudError } from './external';

/**
 * Finds the worker cluster that a Release or Object is about, the way the providers do: ProviderConfig, its Secret, the
 * kubeconfig in it, the server that stands there.
 *
 * @throws CloudError saying what is missing.
 */
export function findWorker(
  managed: KubernetesObject,
  client: ObjectClient,
  workers: WorkerFleet,
): Worker {
  const group = groupOf(managed.apiVersion);
  const name = managed.spec?.providerConfigRef?.name;
  const { namespace } = managed.metadata;
  const config = client.get({
    apiVersion: `${group}/${
      group.startsWith('helm.') ? 'v1beta1' : 'v1alpha1'
    }`,
    kind: 'ProviderConfig',
    name,
    ...(namespace && { namespace }),
  });
  if (!config) {
    throw new CloudError(
      `connect failed: cannot get provider config: ProviderConfig.${group} "${name}" not found`,
    );
  }
  const ref = config.spec?.credentials?.secretRef ?? {};
  const secret = client.get({
    apiVersion: 'v1',
    kind: 'Secret',
    namespace: ref.namespace ?? namespace,
    name: ref.name,
  });
  const data = secret?.data?.[ref.key ?? 'kubeconfig'];
  if (!data) {
    throw new CloudError(
      `connect failed: cannot get credentials: Secret "${ref.name}" not found`,
    );
  }
  const kubeconfig = parse(Buffer.from(data, 'base64').toString('utf8'));
  const server = kubeconfig?.clusters?.[0]?.cluster?.server;
  const worker = workers.findByUrl(server);
  if (!worker) {
    throw new CloudError(`connect failed: dial ${server}: connection refused`);
  }
  return worker;
}
