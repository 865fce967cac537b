import { evaluate } from '@marcbachmann/cel-js';
import type {
  KubernetesObject,
  ObjectClient,
  ObjectKey,
} from '../../apiserver/types';
import { StatusError } from '../../apiserver/status';
import { getField } from '../composition/fieldPath';
import { ConditionValue, findCondition, notReady, ready } from '../conditions';
import type { Pace } from '../runtime/Pace';
import { keyOf } from '../runtime/keys';
import type { Worker } from '../workers/Worker';
import type { WorkerFleet } from '../workers/WorkerFleet';
import { CloudError, ExternalResource } from './external';
import { findWorker } from './workerAccess';

/**
 * Seconds between two looks at an object in a worker, as provider-kubernetes polls: often while it is not ready, and for
 * what changes by itself.
 */
const POLL_UNREADY = 2;
const POLL_APPLICATION = 120;
const POLL_READY = 600;

/** Plays provider-kubernetes: an Object is an object in a worker cluster. */
export function kubernetesObject(options: {
  client: ObjectClient;
  workers: WorkerFleet;
  pace: Pace;
}): ExternalResource {
  const { client, workers, pace } = options;
  const apply = (managed: KubernetesObject): object => {
    const worker = findWorker(managed, client, workers);
    try {
      const object = worker.server.client.apply(
        managed.spec.forProvider.manifest,
        'provider-kubernetes',
      );
      return { manifest: publicPart(object) };
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      // For example a kind that the cluster does not serve yet.
      throw new CloudError(`cannot apply object: ${error.message}`);
    }
  };
  return {
    seconds: { create: 0.4, update: 0.4, delete: 0.4 },
    create: apply,
    update: apply,
    observe: managed => {
      const worker = findWorker(managed, client, workers);
      const { manifest } = managed.spec.forProvider;
      const live = worker.server.client.get(keyOf(manifest));
      if (!live || !contains(live, manifest)) {
        return { ready: notReady('Unavailable'), outdated: true };
      }
      publishConnectionDetails(managed, worker, client);
      const condition = readinessOf(managed, live);
      return {
        ready: condition,
        atProvider: { manifest: publicPart(live) },
        again:
          condition.status === 'True'
            ? pace.period(
                manifest.kind === 'Application' ? POLL_APPLICATION : POLL_READY,
              )
            : Math.max(pace.work(POLL_UNREADY), 50),
      };
    },
    delete: managed => {
      const policies: string[] = managed.spec.managementPolicies ?? ['*'];
      removeConnectionSecret(managed, client);
      if (!policies.some(p => p === '*' || p === 'Delete')) return true;
      const worker = findWorker(managed, client, workers);
      const key = keyOf(managed.spec.forProvider.manifest);
      const live = worker.server.client.get(key);
      if (!live) return true;
      if (!live.metadata.deletionTimestamp) worker.server.client.delete(key);
      return !worker.server.client.get(key);
    },
  };
}

/** The condition `Ready` of an Object, by its readiness policy. */
export function readinessOf(
  managed: KubernetesObject,
  live: KubernetesObject,
): ConditionValue {
  const { policy = 'SuccessfulCreate', celQuery } =
    managed.spec.readiness ?? {};
  let holds: boolean;
  switch (policy) {
    case 'DeriveFromObject':
      holds = findCondition(live, 'Ready')?.status === 'True';
      break;
    case 'AllTrue':
      holds = (live.status?.conditions ?? []).every(
        (c: any) => c.status === 'True',
      );
      break;
    case 'DeriveFromCelQuery':
      holds = holdsFor(celQuery, live);
      break;
    default:
      holds = true;
  }
  return holds ? ready() : notReady('Unavailable');
}

function holdsFor(query: string, object: KubernetesObject): boolean {
  try {
    // The evaluator knows plain objects by their constructor: a clone may come from another realm.
    const plain = JSON.parse(JSON.stringify(object));
    return evaluate(query, { object: plain }) === true;
  } catch {
    // A field that is not there yet.
    return false;
  }
}

/** True if everything of `wanted` is in `live`. */
function contains(live: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted)) {
    return (
      Array.isArray(live) &&
      live.length === wanted.length &&
      wanted.every((value, i) => contains(live[i], value))
    );
  }
  if (wanted && typeof wanted === 'object') {
    return Object.entries(wanted).every(([key, value]) =>
      contains((live as any)?.[key], value),
    );
  }
  return live === wanted;
}

/** What an Object shows of its manifest: `--sanitize-secrets` is on. */
function publicPart(object: KubernetesObject): object {
  const { managedFields: _, ...metadata } = object.metadata;
  if (object.kind === 'Secret') {
    const { data: __, stringData: ___, ...rest } = object;
    return { ...rest, metadata };
  }
  if (object.kind === 'Application') {
    const { sync, health, reconciledAt } = object.status ?? {};
    return { ...object, metadata, status: { sync, health, reconciledAt } };
  }
  return { ...object, metadata };
}

function publishConnectionDetails(
  managed: KubernetesObject,
  worker: Worker,
  client: ObjectClient,
): void {
  const key = connectionSecretKey(managed);
  if (!key) return;
  const data: Record<string, string> = {};
  for (const detail of managed.spec.connectionDetails ?? []) {
    const source = worker.server.client.get({
      apiVersion: detail.apiVersion,
      kind: detail.kind,
      namespace: detail.namespace,
      name: detail.name,
    });
    const value = getField(source, detail.fieldPath);
    if (typeof value !== 'string') return;
    // Data of a Secret is base64 already.
    data[detail.toConnectionSecretKey] =
      detail.kind === 'Secret' && /^data[.[]/.test(detail.fieldPath)
        ? value
        : Buffer.from(value).toString('base64');
  }
  client.apply(
    {
      ...key,
      metadata: { name: key.name, namespace: key.namespace },
      type: 'connection.crossplane.io/v1alpha1',
      data,
    } as KubernetesObject,
    'provider-kubernetes',
  );
}

function removeConnectionSecret(
  managed: KubernetesObject,
  client: ObjectClient,
): void {
  const key = connectionSecretKey(managed);
  if (key) client.delete(key);
}

function connectionSecretKey(managed: KubernetesObject): ObjectKey | undefined {
  const ref = managed.spec.writeConnectionSecretToRef;
  return (
    ref && {
      apiVersion: 'v1',
      kind: 'Secret',
      namespace: ref.namespace ?? managed.metadata.namespace,
      name: ref.name,
    }
  );
}
