import {
  mergePatchOf,
  sameJson,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type {
  KubernetesObject,
  ObjectClient,
  ObjectKey,
} from '../../apiserver/types';
import { keyOf, stringifyKey } from '../runtime/keys';
import type { Logger } from '../runtime/Logger';
import type { Pace } from '../runtime/Pace';
import { WorkQueue } from '../runtime/WorkQueue';
import {
  ApplicationCondition,
  COMPARISON_CONDITIONS,
  setConditions,
  SPEC_CONDITIONS,
  SYNC_CONDITIONS,
} from './applicationConditions';
import {
  compareState,
  Comparison,
  deduplicate,
  ManagedObject,
} from './applicationStatus';
import { decideSync } from './autoSync';
import { TRACKING_ID } from './comparison';
import {
  ManifestSource,
  parseRepositoryUrl,
  RenderedSource,
} from './ManifestSource';
import { checkApplication } from './projects';
import { pruneConfirmation } from './pruneOptions';
import { repoServerRefusal } from './repoServer';
import { withNamespace } from './scopes';
import { hasSeveralSources, sourcesOf } from './sources';
import {
  comparedStatus,
  invalidStatus,
  OperationState,
  operationState,
} from './statusPatch';
import { inSyncOrder } from './sync';
import { attemptSync } from './syncAttempt';

const API_VERSION = 'argoproj.io/v1alpha1';
const NAMESPACE = 'argocd';
const FINALIZER = 'resources-finalizer.argocd.argoproj.io';
/** Seconds between two comparisons of an Application that nothing happens to. */
const REFRESH = 180;
/** Seconds for which a repository may be away before it is said of an Application that was compared before. */
const REPOSITORY_GRACE = 180;
/** On an Application: compare it now. Argo CD removes it. */
const REFRESH_ANNOTATION = 'argocd.argoproj.io/refresh';

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
  /** Since when the sources of an Application cannot be read: Unix time in milliseconds. */
  private readonly unreadable = new Map<string, number>();

  constructor(private readonly options: ApplicationControllerOptions) {
    this.queue = new WorkQueue({
      name: `${options.name}: Application`,
      reconcile: name => this.reconcile(name),
      log: options.log,
      debounceMs: () => Math.max(options.pace.work(0.3), 20),
    });
  }

  start(): void {
    const { client, manifests } = this.options;
    this.stops.push(
      client.watch(API_VERSION, 'Application', ({ type, object }) => {
        if (object.metadata.namespace !== NAMESPACE) return;
        if (type === 'DELETED') this.unreadable.delete(object.metadata.name);
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
      const follows = sourcesOf(app).some(({ repoURL, targetRevision }) => {
        const repository = parseRepositoryUrl(repoURL);
        return (
          repository?.owner === owner &&
          repository.name === name &&
          (targetRevision === branch ||
            ((targetRevision ?? 'HEAD') === 'HEAD' && branch === 'main'))
        );
      });
      if (follows) this.queue.add(app.metadata.name);
    }
  }

  private async reconcile(name: string): Promise<number | void> {
    const key = this.keyOf(name);
    const app = this.options.client.get(key);
    if (!app) return undefined;
    if (app.metadata.deletionTimestamp) return this.takeDown(app);
    const { pace, manifests } = this.options;
    const refusals = checkApplication(app, this.projectOf(app));
    const conditions = setConditions(
      app.status?.conditions ?? [],
      SPEC_CONDITIONS,
      refusals.map(message => ({ type: 'InvalidSpecError', message })),
    );
    if (refusals.length > 0) {
      this.writeStatus(app, invalidStatus(app, conditions));
      return pace.period(REFRESH);
    }
    let rendered: RenderedSource[];
    try {
      const unreachable = repoServerRefusal(this.options.client);
      if (unreachable) throw new Error(unreachable);
      rendered = await manifests.renderAll(sourcesOf(app), {
        application: name,
        several: hasSeveralSources(app),
      });
      this.unreadable.delete(name);
    } catch (error) {
      if (!this.mustReport(app)) return pace.period(30);
      const message = `Failed to load target state: ${
        (error as Error).message
      }`;
      this.finish({ app, conditions, rendered: [], failure: message });
      return pace.period(30);
    }
    return this.bringUp(app, rendered, conditions);
  }

  /** A repository that is away for a moment is no news, unless the sources are new or a refresh is asked for. */
  private mustReport(app: KubernetesObject): boolean {
    const { name, annotations } = app.metadata;
    const comparedTo = app.status?.sync?.comparedTo ?? {};
    const isKnown = sameJson(
      comparedTo.sources ?? comparedTo.source,
      app.spec.sources ?? app.spec.source,
    );
    if (!isKnown || annotations?.[REFRESH_ANNOTATION]) return true;
    const since = this.unreadable.get(name) ?? Date.now();
    this.unreadable.set(name, since);
    return Date.now() - since > this.options.pace.period(REPOSITORY_GRACE);
  }

  private bringUp(
    app: KubernetesObject,
    rendered: RenderedSource[],
    conditions: ApplicationCondition[],
  ): number {
    const { client, pace } = this.options;
    const { targets, warnings } = deduplicate(
      rendered
        .flatMap(source => source.objects)
        .map(object =>
          withNamespace(object, app.spec.destination?.namespace, client),
        ),
    );
    targets.forEach(target => this.watchKind(target));
    const comparison = this.compare(app, targets);
    const decision = decideSync(
      app,
      { ...comparison, targets: targets.length },
      rendered.map(r => r.revision),
    );
    const wait = this.untilRetry(app, decision.retryAfter);
    const done = { app, rendered, warnings, targets, comparison, conditions };
    if (!decision.sync || wait > 0) {
      this.finish({ ...done, syncError: decision.error });
      return wait > 0 ? wait : pace.period(REFRESH);
    }
    const { retryCount = 0 } = decision;
    const prune = app.spec.syncPolicy.automated.prune === true;
    const waiting = prune
      ? pruneConfirmation(app, comparison.extra)
      : undefined;
    const attempt = waiting
      ? { results: [], waiting }
      : attemptSync({
          client,
          app,
          project: this.projectOf(app)!,
          targets,
          comparison,
          prune,
          trackingId: target => this.trackingId(app, target),
          customizedHealth: customizedKinds(client, 'health'),
        });
    const operation = operationState({
      app,
      rendered,
      ...attempt,
      retryCount,
    });
    this.finish({
      ...done,
      comparison: this.compare(app, targets),
      operation,
    });
    return pace.period(REFRESH);
  }

  /** Real milliseconds until the next attempt of an operation that is retried. */
  private untilRetry(
    app: KubernetesObject,
    retryAfter: number | undefined,
  ): number {
    if (retryAfter === undefined) return 0;
    const last = Date.parse(app.status?.operationState?.finishedAt);
    return last + this.options.pace.period(retryAfter) - Date.now();
  }

  /** Writes what was found. */
  private finish(options: {
    app: KubernetesObject;
    rendered: RenderedSource[];
    conditions: ApplicationCondition[];
    targets?: KubernetesObject[];
    comparison?: Comparison;
    /** Why the sources could not be read. */
    failure?: string;
    warnings?: ApplicationCondition[];
    syncError?: string;
    operation?: OperationState;
  }): void {
    const { app, rendered, failure, warnings = [], syncError } = options;
    const found = [
      ...warnings,
      ...(failure ? [{ type: 'ComparisonError', message: failure }] : []),
    ];
    let conditions = setConditions(
      options.conditions,
      COMPARISON_CONDITIONS,
      found,
    );
    conditions = setConditions(
      conditions,
      SYNC_CONDITIONS,
      syncError ? [{ type: 'SyncError', message: syncError }] : [],
    );
    this.writeStatus(
      app,
      comparedStatus({
        app,
        rendered,
        comparison: options.comparison ?? this.compare(app, [], true),
        conditions,
        operation: options.operation,
        persistHealth: persistsHealth(this.options.client),
      }),
    );
  }

  private compare(
    app: KubernetesObject,
    targets: KubernetesObject[],
    failed = false,
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
    return compareState(objects, {
      customizedHealth: customizedKinds(client, 'health'),
      customizedKinds: customizedKinds(client),
      application: app.metadata.name,
      failed,
      persistHealth: persistsHealth(client),
    });
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

  /** `reconciledAt` moves with a change, and when it is due or asked for: by itself it is no reason to write. */
  private writeStatus(app: KubernetesObject, status: object): void {
    const current: any = app.status ?? {};
    const next = JSON.parse(JSON.stringify(status));
    const asked = app.metadata.annotations?.[REFRESH_ANNOTATION] !== undefined;
    const changed = !sameJson(
      { ...current, reconciledAt: undefined },
      { ...next, reconciledAt: undefined },
    );
    const age = Date.now() - Date.parse(current.reconciledAt ?? '');
    // `age` is NaN before the first time.
    const due =
      next.reconciledAt !== current.reconciledAt &&
      !(age < this.options.pace.period(REFRESH) - 1000);
    if (!changed && !due && !asked) return;
    this.options.client.patch(keyOf(app), {
      ...(asked && {
        metadata: { annotations: { [REFRESH_ANNOTATION]: null } },
      }),
      status: mergePatchOf(current, next),
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

/** Kinds for which `argocd-cm` brings a customization, of one type or of any: `<group>_<kind>`. */
function customizedKinds(client: ObjectClient, type = '\\w+'): Set<string> {
  const pattern = new RegExp(`^resource\\.customizations\\.${type}\\.(.+)$`);
  const configMap = client.get({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    namespace: NAMESPACE,
    name: 'argocd-cm',
  });
  return new Set(
    Object.keys(configMap?.data ?? {}).flatMap(
      key => pattern.exec(key)?.[1] ?? [],
    ),
  );
}

/** Argo CD keeps the health of each resource in the Application only if it is told to (`controller.resource.health.persist`). */
function persistsHealth(client: ObjectClient): boolean {
  const configMap = client.get({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    namespace: NAMESPACE,
    name: 'argocd-cmd-params-cm',
  });
  return configMap?.data?.['controller.resource.health.persist'] === 'true';
}
