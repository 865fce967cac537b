import jsonMergePatch from 'json-merge-patch';
import type {
  KubernetesObject,
  ObjectClient,
  ObjectKey,
} from '../../apiserver/types';
import { rfc3339 } from '../conditions';
import { isSameJson } from '../runtime/equality';
import { keyOf, stringifyKey } from '../runtime/keys';
import type { Logger } from '../runtime/Logger';
import type { Pace } from '../runtime/Pace';
import { WorkQueue } from '../runtime/WorkQueue';
import { compareState, Comparison, ManagedObject } from './applicationStatus';
import { TRACKING_ID } from './comparison';
import {
  ManifestSource,
  parseRepositoryUrl,
  RenderedSource,
} from './ManifestSource';
import { checkApplication, checkObject } from './projects';
import { repoServerRefusal } from './repoServer';
import { withNamespace } from './scopes';
import {
  comparedStatus,
  errorStatus,
  OperationState,
  operationState,
} from './statusPatch';
import {
  applyObject,
  inSyncOrder,
  pruneObject,
  ResourceResult,
  resultOf,
} from './sync';

const API_VERSION = 'argoproj.io/v1alpha1';
const NAMESPACE = 'argocd';
const FINALIZER = 'resources-finalizer.argocd.argoproj.io';
/** Seconds between two comparisons of an Application that nothing happens to. */
const REFRESH = 180;

export interface ApplicationControllerOptions {
  /** Name of the cluster, for messages. */
  name: string;
  client: ObjectClient;
  manifests: ManifestSource;
  pace: Pace;
  log: Logger;
}

/**
 * Plays an Argo CD: compares its Applications with Git and with its own cluster, syncs them, and writes what it finds
 * into their status. It reaches no other cluster.
 */
export class ApplicationController {
  private readonly queue: WorkQueue;
  private readonly stops: Array<() => void> = [];
  private readonly watched = new Set<string>();
  /** Revision of each Application at which a sync failed, and how often: it is tried again with back-off. */
  private readonly failures = new Map<
    string,
    { revision: string; attempts: number; next: number }
  >();

  constructor(private readonly options: ApplicationControllerOptions) {
    this.queue = new WorkQueue({
      name: `${options.name}: Application`,
      reconcile: name => this.reconcile(name),
      log: options.log,
      debounceMs: () => options.pace.work(0.3),
    });
  }

  start(): void {
    const { client, manifests } = this.options;
    this.stops.push(
      client.watch(API_VERSION, 'Application', ({ type, object }) => {
        if (object.metadata.namespace !== NAMESPACE) return;
        if (type === 'DELETED') this.failures.delete(object.metadata.name);
        else this.queue.add(object.metadata.name);
      }),
      client.watch(API_VERSION, 'AppProject', () => this.refreshAll()),
      manifests.onPush(({ owner, name, branch }) =>
        this.pushed(owner, name, branch),
      ),
    );
  }

  async close(): Promise<void> {
    this.stops.forEach(stop => stop());
    await this.queue.close();
  }

  private applications(): KubernetesObject[] {
    return this.options.client.list(API_VERSION, 'Application', {
      namespace: NAMESPACE,
    });
  }

  private refreshAll(): void {
    this.applications().forEach(app => this.queue.add(app.metadata.name));
  }

  private pushed(owner: string, name: string, branch: string): void {
    for (const app of this.applications()) {
      const source = app.spec?.source ?? {};
      const repository = parseRepositoryUrl(source.repoURL ?? '');
      const follows = source.targetRevision ?? 'HEAD';
      if (
        repository?.owner === owner &&
        repository.name === name &&
        (follows === branch || (follows === 'HEAD' && branch === 'main'))
      ) {
        this.queue.add(app.metadata.name);
      }
    }
  }

  private async reconcile(name: string): Promise<number | void> {
    const key = this.keyOf(name);
    const app = this.options.client.get(key);
    if (!app) return undefined;
    if (app.metadata.deletionTimestamp) return this.takeDown(app);
    let rendered: RenderedSource;
    try {
      const refusal = checkApplication(app, this.projectOf(app));
      if (refusal) {
        this.patchStatus(app, errorStatus(app, 'InvalidSpecError', refusal));
        return this.options.pace.period(REFRESH);
      }
      const unreachable = repoServerRefusal(this.options.client);
      if (unreachable) return this.cannotCompare(app, unreachable);
      rendered = await this.options.manifests.render(app.spec.source ?? {});
    } catch (error) {
      return this.cannotCompare(
        app,
        `rpc error: code = Unknown desc = ${(error as Error).message}`,
      );
    }
    return this.bringUp(app, rendered);
  }

  /** @param cause - What the repo-server answered, or why it did not. */
  private cannotCompare(app: KubernetesObject, cause: string): number {
    this.patchStatus(
      app,
      errorStatus(
        app,
        'ComparisonError',
        `Failed to load target state: failed to generate manifest for source 1 of 1: ${cause}`,
      ),
    );
    return this.options.pace.period(30);
  }

  private bringUp(app: KubernetesObject, rendered: RenderedSource): number {
    const { client, pace } = this.options;
    const targets = rendered.objects.map(object =>
      withNamespace(object, app.spec.destination?.namespace, client),
    );
    targets.forEach(target => this.watchKind(target));
    let comparison = this.compare(app, targets);
    let operation: OperationState | undefined;
    const automated = app.spec.syncPolicy?.automated;
    const { name } = app.metadata;
    let again = pace.period(REFRESH);
    if (automated && this.needsSync(comparison, automated.prune === true)) {
      const failed = this.failures.get(name);
      const waits =
        failed?.revision === rendered.revision && Date.now() < failed.next;
      if (waits) {
        again = failed!.next - Date.now();
      } else {
        const results = this.sync(app, comparison, automated.prune === true);
        operation = operationState({
          app,
          rendered,
          results,
          attempts: this.failures.get(name)?.attempts ?? 0,
        });
        again = this.planRetry(app, rendered.revision, results) ?? again;
        comparison = this.compare(app, targets);
      }
    }
    this.patchStatus(
      app,
      comparedStatus({ app, rendered, comparison, operation }),
    );
    return again;
  }

  private needsSync(comparison: Comparison, prune: boolean): boolean {
    return (
      comparison.outOfSync.length > 0 ||
      (prune &&
        comparison.extra.some(object => !object.metadata.deletionTimestamp))
    );
  }

  private compare(
    app: KubernetesObject,
    targets: KubernetesObject[],
  ): Comparison {
    const { client } = this.options;
    const objects: ManagedObject[] = targets.map(target => ({
      target,
      live: this.read(keyOf(target)),
    }));
    const wanted = new Set(targets.map(t => stringifyKey(keyOf(t))));
    for (const key of this.knownResources(app)) {
      if (wanted.has(stringifyKey(key))) continue;
      const live = this.read(key);
      if (live && this.ownerOf(live) === app.metadata.name) {
        objects.push({ live });
      }
    }
    return compareState(objects, customizedHealth(client));
  }

  /** What the Application was found to consist of the last time. */
  private knownResources(app: KubernetesObject): ObjectKey[] {
    return (app.status?.resources ?? []).map((r: any) => ({
      apiVersion: r.group ? `${r.group}/${r.version}` : r.version,
      kind: r.kind,
      name: r.name,
      ...(r.namespace && { namespace: r.namespace }),
    }));
  }

  private sync(
    app: KubernetesObject,
    comparison: Comparison,
    prune: boolean,
  ): ResourceResult[] {
    const { client } = this.options;
    this.createNamespace(app);
    const project = this.projectOf(app)!;
    const results = inSyncOrder(comparison.outOfSync).map(target => {
      const refusal = checkObject(target, project);
      if (refusal) return resultOf(target, 'SyncFailed', refusal);
      return applyObject(client, target, this.trackingId(app, target));
    });
    if (prune) {
      results.push(
        ...inSyncOrder(comparison.extra)
          .reverse()
          .filter(object => !object.metadata.deletionTimestamp)
          .map(object => pruneObject(client, object)),
      );
    }
    return results;
  }

  private createNamespace(app: KubernetesObject): void {
    const { namespace } = app.spec.destination ?? {};
    const options: string[] = app.spec.syncPolicy?.syncOptions ?? [];
    if (!namespace || !options.includes('CreateNamespace=true')) return;
    const key = { apiVersion: 'v1', kind: 'Namespace', name: namespace };
    if (!this.options.client.get(key)) {
      this.options.client.create({ ...key, metadata: { name: namespace } });
    }
  }

  /** Milliseconds until the next attempt, if one is due. */
  private planRetry(
    app: KubernetesObject,
    revision: string,
    results: ResourceResult[],
  ): number | undefined {
    const { name } = app.metadata;
    if (!results.some(r => r.status === 'SyncFailed')) {
      this.failures.delete(name);
      return undefined;
    }
    const before = this.failures.get(name);
    const attempts = before?.revision === revision ? before.attempts + 1 : 1;
    const wait = this.options.pace.period(
      Math.min(5 * 2 ** (attempts - 1), 180),
    );
    this.failures.set(name, { revision, attempts, next: Date.now() + wait });
    return wait;
  }

  /** `reconciledAt` moves with a change, and when it is due: by itself it is no reason to write. */
  private patchStatus(app: KubernetesObject, status: object): void {
    const current: any = app.status ?? {};
    const next = jsonMergePatch.apply(structuredClone(current), status);
    const changed = !isSameJson(current, next);
    const age = Date.now() - Date.parse(current.reconciledAt ?? '');
    // `age` is NaN before the first time.
    const due = !(age < this.options.pace.period(REFRESH) - 1000);
    if (!changed && !due) return;
    this.options.client.patch(keyOf(app), {
      status: { ...status, reconciledAt: rfc3339(new Date()) },
    });
  }

  private takeDown(app: KubernetesObject): number | void {
    const { client, pace } = this.options;
    const finalizers = app.metadata.finalizers ?? [];
    if (!finalizers.includes(FINALIZER)) return undefined;
    const left = this.knownResources(app)
      .map(key => this.read(key))
      .filter(
        (object): object is KubernetesObject =>
          !!object && this.ownerOf(object) === app.metadata.name,
      );
    for (const object of inSyncOrder(left).reverse()) {
      if (!object.metadata.deletionTimestamp) {
        client.delete(keyOf(object), { propagationPolicy: 'Foreground' });
      }
    }
    if (left.some(object => this.read(keyOf(object)))) {
      return Math.max(pace.work(1), 20);
    }
    client.patch(keyOf(app), {
      metadata: { finalizers: finalizers.filter(f => f !== FINALIZER) },
    });
    return undefined;
  }

  /** A change of an object is a reason to look at the Application that it belongs to. */
  private watchKind(object: KubernetesObject): void {
    const id = `${object.apiVersion}|${object.kind}`;
    if (this.watched.has(id)) return;
    try {
      this.stops.push(
        this.options.client.watch(
          object.apiVersion,
          object.kind,
          ({ object: changed }) => {
            const owner = this.ownerOf(changed);
            if (owner) this.queue.add(owner);
          },
        ),
      );
      this.watched.add(id);
    } catch {
      // The kind has no CustomResourceDefinition yet: it is tried again with the next comparison.
    }
  }

  /** Undefined as well for a kind that the server does not know (yet). */
  private read(key: ObjectKey): KubernetesObject | undefined {
    try {
      return this.options.client.get(key);
    } catch {
      return undefined;
    }
  }

  private projectOf(app: KubernetesObject): KubernetesObject | undefined {
    return this.options.client.get({
      apiVersion: API_VERSION,
      kind: 'AppProject',
      namespace: NAMESPACE,
      name: app.spec.project,
    });
  }

  private trackingId(app: KubernetesObject, object: KubernetesObject): string {
    const group = object.apiVersion.includes('/')
      ? object.apiVersion.split('/')[0]
      : '';
    const { namespace = '', name } = object.metadata;
    return `${app.metadata.name}:${group}/${object.kind}:${namespace}/${name}`;
  }

  private ownerOf(object: KubernetesObject): string | undefined {
    return object.metadata.annotations?.[TRACKING_ID]?.split(':')[0];
  }

  private keyOf(name: string): ObjectKey {
    return {
      apiVersion: API_VERSION,
      kind: 'Application',
      namespace: NAMESPACE,
      name,
    };
  }
}

/** Kinds for which `argocd-cm` brings a health check: `<group>_<kind>`. */
function customizedHealth(client: ObjectClient): Set<string> {
  const prefix = 'resource.customizations.health.';
  const configMap = client.get({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    namespace: NAMESPACE,
    name: 'argocd-cm',
  });
  return new Set(
    Object.keys(configMap?.data ?? {})
      .filter(key => key.startsWith(prefix))
      .map(key => key.slice(prefix.length)),
  );
}
