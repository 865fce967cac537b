import type { KubernetesObject, ObjectClient } from '../../apiserver/types';
import { groupOf } from '../runtime/keys';
import type { Logger } from '../runtime/Logger';
import type { Pace } from '../runtime/Pace';
import type { WorkerFleet } from '../workers/WorkerFleet';
import { awsResource, newExternalName } from './awsResources';
import { eksCluster } from './eksCluster';
import { eksClusterAuth } from './eksClusterAuth';
import { eksNodeGroup } from './eksNodeGroup';
import { ExternalResource } from './external';
import { helmRelease } from './helmRelease';
import { Incident, INCIDENTS_KEY, readIncidents } from './incidents';
import { kubernetesObject } from './kubernetesObject';
import { ManagedResourceController } from './ManagedResourceController';
import { ProviderConfigController } from './ProviderConfigController';

export interface ProvidersOptions {
  client: ObjectClient;
  workers: WorkerFleet;
  pace: Pace;
  log: Logger;
  newToken(): string;
}

/** Plays the providers of AWS, Helm and Kubernetes: one controller for each kind that a Composition uses. */
export class Providers {
  private readonly controllers = new Map<string, ManagedResourceController>();
  private readonly kinds = new Map<
    string,
    { apiVersion: string; kind: string }
  >();
  private readonly configs = new Map<string, ProviderConfigController>();
  private readonly clusterAuth;
  private incidents: Incident[] = [];
  private stop?: () => void;

  constructor(private readonly options: ProvidersOptions) {
    this.clusterAuth = eksClusterAuth(options);
  }

  start(): void {
    this.stop = this.options.client.watch(
      INCIDENTS_KEY.apiVersion,
      INCIDENTS_KEY.kind,
      ({ type, object }) => {
        const { name, namespace } = object.metadata;
        if (
          name !== INCIDENTS_KEY.name ||
          namespace !== INCIDENTS_KEY.namespace
        ) {
          return;
        }
        try {
          this.incidents = type === 'DELETED' ? [] : readIncidents(object);
        } catch (error) {
          this.options.log(
            `${(error as Error).message}; the last sound list counts`,
          );
          return;
        }
        for (const controller of this.controllers.values()) {
          controller.enqueueAll();
        }
      },
    );
  }

  /** Starts to play a kind, if the sandbox knows it. */
  add(type: { apiVersion: string; kind: string }): void {
    const id = `${type.apiVersion}|${type.kind}`;
    if (this.controllers.has(id) || this.configs.has(id)) return;
    if (type.kind === 'ProviderConfig') {
      const { client, log, pace } = this.options;
      const configs = new ProviderConfigController({
        client,
        log,
        pace,
        type,
        users: config => this.managedBy(config),
      });
      this.configs.set(id, configs);
      configs.start();
      return;
    }
    const external = this.externalFor(type);
    if (!external) return;
    this.kinds.set(id, type);
    const controller = new ManagedResourceController({
      client: this.options.client,
      pace: this.options.pace,
      log: this.options.log,
      type,
      external,
      externalName: newExternalName,
      incidents: () => this.incidents,
      siblings: managed => this.siblings(managed),
      onReady: managed => this.wakeSiblings(managed),
    });
    this.controllers.set(id, controller);
    controller.start();
  }

  /** Managed resources of the provider of a config, in its scope. */
  private managedBy(config: KubernetesObject): KubernetesObject[] {
    const group = groupOf(config.apiVersion);
    const { namespace } = config.metadata;
    return [...this.kinds.values()]
      .filter(type => groupOf(type.apiVersion).endsWith(group))
      .flatMap(type =>
        this.options.client.list(type.apiVersion, type.kind, { namespace }),
      );
  }

  /** Has a look at a managed resource: something that it waits for may have happened. */
  private wake(managed: KubernetesObject): void {
    this.controllers
      .get(`${managed.apiVersion}|${managed.kind}`)
      ?.enqueue(managed);
  }

  async close(): Promise<void> {
    this.stop?.();
    this.clusterAuth.close();
    await Promise.all(
      [...this.controllers.values(), ...this.configs.values()].map(c =>
        c.close(),
      ),
    );
  }

  private externalFor(type: {
    apiVersion: string;
    kind: string;
  }): ExternalResource | undefined {
    const { workers, pace } = this.options;
    const group = groupOf(type.apiVersion);
    if (/^helm\.(m\.)?crossplane\.io$/.test(group)) {
      return type.kind === 'Release' ? helmRelease(this.options) : undefined;
    }
    if (/^kubernetes\.(m\.)?crossplane\.io$/.test(group)) {
      return type.kind === 'Object'
        ? kubernetesObject(this.options)
        : undefined;
    }
    if (!group.endsWith('.upbound.io')) return undefined;
    switch (type.kind) {
      case 'Cluster':
        return eksCluster(workers);
      case 'ClusterAuth':
        return this.clusterAuth;
      case 'NodeGroup':
        return eksNodeGroup(
          workers,
          pace,
          managed =>
            this.siblings(managed).find(s => s.kind === 'LaunchTemplate')?.spec
              .forProvider.instanceType,
        );
      default:
        return awsResource(type.kind);
    }
  }

  private siblings(managed: KubernetesObject): KubernetesObject[] {
    const owner = ownerOf(managed);
    const composite = managed.metadata.labels?.['crossplane.io/composite'];
    if (!owner || !composite) return [];
    const group = groupOf(managed.apiVersion).split('.').slice(1).join('.');
    return [...this.kinds.values()]
      .filter(type => groupOf(type.apiVersion).endsWith(group))
      .flatMap(type =>
        this.options.client.list(type.apiVersion, type.kind, {
          namespace: managed.metadata.namespace,
          labelSelector: `crossplane.io/composite=${composite}`,
        }),
      )
      .filter(sibling => ownerOf(sibling) === owner);
  }

  private wakeSiblings(managed: KubernetesObject): void {
    for (const sibling of this.siblings(managed)) {
      if (sibling.status?.conditions?.some(isWaiting)) this.wake(sibling);
    }
  }
}

function isWaiting(condition: { type: string; status: string }): boolean {
  return condition.type === 'Synced' && condition.status === 'False';
}

function ownerOf(managed: KubernetesObject): string | undefined {
  return managed.metadata.ownerReferences?.find(o => o.controller)?.uid;
}
