import { sameJson } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type {
  KubernetesObject,
  ObjectClient,
  ObjectKey,
} from '../../apiserver/types';
import { keyOf } from '../runtime/keys';
import type { Logger } from '../runtime/Logger';
import { WorkQueue } from '../runtime/WorkQueue';
import { setConditions } from './applicationConditions';

const API_VERSION = 'argoproj.io/v1alpha1';
const NAMESPACE = 'argocd';
const FINALIZER = 'resources-finalizer.argocd.argoproj.io';

/**
 * Plays Argo CD's ApplicationSet controller for the `list` generator: makes one Application for each element, owned by the
 * ApplicationSet, and deletes those whose element is gone.
 */
export class ApplicationSetController {
  private readonly queue: WorkQueue;
  private stop?: () => void;

  constructor(
    private readonly options: {
      /** Name of the cluster, for messages. */
      name: string;
      client: ObjectClient;
      log: Logger;
    },
  ) {
    this.queue = new WorkQueue({
      name: `${options.name}: ApplicationSet`,
      reconcile: name => this.reconcile(name),
      log: options.log,
    });
  }

  start(): void {
    this.stop = this.options.client.watch(
      API_VERSION,
      'ApplicationSet',
      ({ type, object }) => {
        if (object.metadata.namespace === NAMESPACE && type !== 'DELETED') {
          this.queue.add(object.metadata.name);
        }
      },
    );
  }

  async close(): Promise<void> {
    this.stop?.();
    await this.queue.close();
  }

  private reconcile(name: string): void {
    const { client } = this.options;
    const set = client.get(keyOfKind('ApplicationSet', name));
    if (!set || set.metadata.deletionTimestamp) return;
    let applications: KubernetesObject[];
    try {
      applications = generateApplications(set);
    } catch (error) {
      this.report(set, (error as Error).message);
      return;
    }
    const wanted = new Set(applications.map(a => a.metadata.name));
    for (const application of applications) {
      client.apply(application, 'argocd-applicationset-controller');
    }
    for (const application of client.list(API_VERSION, 'Application', {
      namespace: NAMESPACE,
    })) {
      const [owner] = application.metadata.ownerReferences ?? [];
      if (
        owner?.uid === set.metadata.uid &&
        !wanted.has(application.metadata.name)
      ) {
        client.delete(keyOf(application));
      }
    }
    this.report(set);
  }

  private report(set: KubernetesObject, error?: string): void {
    const upToDate = {
      type: 'ResourcesUpToDate',
      message: error ?? 'All applications have been generated successfully',
      reason: error ? 'ErrorOccurred' : 'ApplicationSetUpToDate',
      status: error ? 'False' : 'True',
    };
    const failed = {
      type: 'ErrorOccurred',
      message:
        error ?? 'Successfully generated parameters for all Applications',
      reason: error
        ? 'ApplicationGenerationFromParamsError'
        : 'ApplicationSetUpToDate',
      status: error ? 'True' : 'False',
    };
    const before = set.status?.conditions ?? [];
    const conditions = setConditions(
      before,
      ['ResourcesUpToDate', 'ErrorOccurred'],
      [upToDate, failed],
    );
    if (sameJson(before, conditions)) return;
    this.options.client.patch(keyOf(set), { status: { conditions } });
  }
}

function keyOfKind(kind: string, name: string): ObjectKey {
  return { apiVersion: API_VERSION, kind, namespace: NAMESPACE, name };
}

/**
 * The Applications of an ApplicationSet: its template with the parameters of each element, in either template language
 * (`{{n}}`, or `{{.n}}` with `goTemplate`).
 *
 * @throws Error for a generator that the sandbox does not know.
 */
function generateApplications(set: KubernetesObject): KubernetesObject[] {
  const { generators = [], template, syncPolicy } = set.spec;
  const elements = generators.flatMap((generator: any) => {
    if (!generator.list) {
      throw new Error(
        `the sandbox knows the list generator only, not ${Object.keys(
          generator,
        ).join(', ')}`,
      );
    }
    return generator.list.elements ?? [];
  });
  return elements.map((parameters: Record<string, unknown>) => {
    const { metadata, spec } = JSON.parse(
      JSON.stringify(template).replace(
        /\{\{\s*\.?([\w-]+)\s*\}\}/g,
        (text, name) =>
          name in parameters
            ? JSON.stringify(String(parameters[name])).slice(1, -1)
            : text,
      ),
    );
    const keeps = syncPolicy?.preserveResourcesOnDeletion === true;
    return {
      apiVersion: API_VERSION,
      kind: 'Application',
      metadata: {
        ...metadata,
        namespace: NAMESPACE,
        finalizers: metadata.finalizers ?? (keeps ? [] : [FINALIZER]),
        ownerReferences: [
          {
            apiVersion: API_VERSION,
            kind: 'ApplicationSet',
            name: set.metadata.name,
            uid: set.metadata.uid,
            controller: true,
            blockOwnerDeletion: true,
          },
        ],
      },
      spec,
    };
  });
}
