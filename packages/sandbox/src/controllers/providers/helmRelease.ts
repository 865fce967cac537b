import { createHash } from 'node:crypto';
import { StatusError } from '../../apiserver/status';
import type { KubernetesObject, ObjectClient } from '../../apiserver/types';
import { notReady, ready } from '../conditions';
import type { Pace } from '../runtime/Pace';
import { keyOf } from '../runtime/keys';
import type { WorkerFleet } from '../workers/WorkerFleet';
import { renderChart } from './charts';
import { CloudError, ExternalResource } from './external';
import { composeValues } from './helmValues';
import { findWorker } from './workerAccess';

/** Plays provider-helm for the charts of the platform. */
export function helmRelease(options: {
  client: ObjectClient;
  workers: WorkerFleet;
  pace: Pace;
}): ExternalResource {
  const { client, workers, pace } = options;

  const render = (managed: KubernetesObject): KubernetesObject[] => {
    const { chart, namespace } = managed.spec.forProvider;
    return renderChart(chart, namespace, composeValues(managed, client));
  };
  /** There may be credentials among the values: they stand nowhere but in the worker. */
  const digest = (managed: KubernetesObject) =>
    createHash('sha256')
      .update(JSON.stringify(composeValues(managed, client)))
      .digest('hex');
  const install = (managed: KubernetesObject): object => {
    const worker = findWorker(managed, client, workers);
    try {
      for (const object of render(managed)) {
        worker.server.client.apply(object, 'helm');
      }
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      // For example its namespace is not there: the Composition's chart makes none.
      throw new CloudError(`failed to install release: ${error.message}`);
    }
    const { chart } = managed.spec.forProvider;
    const known = managed.status?.atProvider ?? {};
    const revision = (known.revision ?? 0) + 1;
    return {
      state: revision > 1 ? 'pending-upgrade' : 'pending-install',
      revision,
      releaseDescription:
        revision > 1 ? 'Preparing upgrade' : 'Initial install underway',
      version: chart.version,
      valuesDigest: digest(managed),
    };
  };
  const workloads = (managed: KubernetesObject): KubernetesObject[] => {
    const worker = findWorker(managed, client, workers);
    return render(managed)
      .filter(o => ['Deployment', 'StatefulSet'].includes(o.kind))
      .map(o => worker.server.client.get(keyOf(o)) ?? o);
  };

  return {
    seconds: { create: 2, update: 2, delete: 2 },
    progress: (_, operation) => ({
      ...(operation === 'create' && {
        state: 'pending-install',
        releaseDescription: 'Initial install underway',
      }),
      ...(operation === 'delete' && { state: 'uninstalling' }),
    }),
    create: install,
    update: install,
    observe: managed => {
      const { chart } = managed.spec.forProvider;
      const known = managed.status?.atProvider ?? {};
      if (
        known.version !== chart.version ||
        known.valuesDigest !== digest(managed)
      ) {
        return { ready: ready(), outdated: true };
      }
      if (known.state === 'deployed') return { ready: ready() };
      // Helm was told to wait for the workloads.
      const waiting = workloads(managed).some(
        w => (w.status?.readyReplicas ?? 0) < (w.spec.replicas ?? 1),
      );
      if (waiting) {
        return {
          ready: notReady('Creating'),
          again: Math.max(pace.work(1), 50),
        };
      }
      return {
        ready: ready(),
        atProvider: {
          state: 'deployed',
          releaseDescription:
            known.revision > 1 ? 'Upgrade complete' : 'Install complete',
        },
      };
    },
    delete: managed => {
      const worker = findWorker(managed, client, workers);
      // As Helm has it with this chart: CustomResourceDefinitions stay.
      for (const object of render(managed).reverse()) {
        if (object.kind !== 'CustomResourceDefinition') {
          worker.server.client.delete(keyOf(object));
        }
      }
      return true;
    },
  };
}
