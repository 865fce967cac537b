import { toCustomResourceDefinitions } from '@worker-clusters/kubernetes-schema';
import type { KubernetesObject, ObjectClient } from '../../apiserver/types';
import { ConditionValue, withConditions } from '../conditions';
import { EventRecorder } from '../runtime/events';
import type { Logger } from '../runtime/Logger';
import type { Pace } from '../runtime/Pace';
import { WorkQueue } from '../runtime/WorkQueue';
import { ClaimController } from './ClaimController';
import { CompositeController } from './CompositeController';
import { keepRevisions } from './compositionRevisions';
import { readCompositeType, toProviderDefinition } from './definitions';
import { PackageManager } from './PackageManager';

export interface CrossplaneOptions {
  client: ObjectClient;
  pace: Pace;
  log: Logger;
  /** Called when a kind of managed resource has got its CustomResourceDefinition. */
  onProviderKind(type: { apiVersion: string; kind: string }): void;
  /** Called when a kind of claim of the v1 API is served. */
  onClaimKind(type: { apiVersion: string; kind: string }): void;
}

const XRD_API_VERSION = 'apiextensions.crossplane.io/v1';
const XRD_KIND = 'CompositeResourceDefinition';

/** Compositions may hold Kubernetes' own kinds as well. */
function isProviders(apiVersion: string | undefined): boolean {
  return /\.(crossplane|upbound)\.io\//.test(apiVersion ?? '');
}

/**
 * Plays Crossplane itself: makes CustomResourceDefinitions of XRDs, and those that the providers would bring for the
 * kinds that Compositions use; starts a controller for each kind of composite resource and of claim.
 */
export class Crossplane {
  private readonly stops: Array<() => void> = [];
  private readonly composites = new Map<string, CompositeController>();
  private readonly claims = new Map<string, ClaimController>();
  private readonly providerKinds = new Set<string>();
  private readonly definitions: WorkQueue;
  private readonly packages: PackageManager;
  private readonly events: EventRecorder;

  constructor(private readonly options: CrossplaneOptions) {
    this.packages = new PackageManager(options);
    this.events = new EventRecorder(
      options.client,
      'defined/compositeresourcedefinition.apiextensions.crossplane.io',
    );
    this.definitions = new WorkQueue({
      name: 'XRD',
      reconcile: key => this.reconcileDefinition(key),
      log: options.log,
    });
  }

  start(): void {
    const { client } = this.options;
    this.packages.start();
    this.stops.push(() => this.packages.close());
    this.stops.push(
      client.watch(
        'apiextensions.crossplane.io/v1',
        'Composition',
        ({ type, object }) => {
          if (type !== 'DELETED') {
            this.registerProviderKinds(object);
            keepRevisions(client, object);
          }
          for (const controller of this.composites.values()) {
            controller.compositionChanged(object);
          }
        },
      ),
    );
    // Both versions of the API show the same XRDs: one watch sees them all.
    this.stops.push(
      client.watch(XRD_API_VERSION, XRD_KIND, ({ type, object }) => {
        if (type !== 'DELETED') this.definitions.add(object.metadata.name);
      }),
    );
  }

  async close(): Promise<void> {
    this.stops.forEach(stop => stop());
    await Promise.all([
      this.definitions.close(),
      ...[...this.composites.values()].map(c => c.close()),
      ...[...this.claims.values()].map(c => c.close()),
    ]);
  }

  private registerProviderKinds(composition: KubernetesObject): void {
    for (const step of composition.spec?.pipeline ?? []) {
      for (const { base } of step.input?.resources ?? []) {
        const id = `${base?.apiVersion}|${base?.kind}`;
        if (!isProviders(base?.apiVersion) || this.providerKinds.has(id)) {
          continue;
        }
        const type = { apiVersion: base.apiVersion, kind: base.kind };
        this.options.client.apply(
          toProviderDefinition(type),
          'package-manager',
        );
        this.providerKinds.add(id);
        this.options.onProviderKind(type);
      }
    }
  }

  private reconcileDefinition(name: string): void {
    const { client, pace, log } = this.options;
    const xrd = client.get({
      apiVersion: XRD_API_VERSION,
      kind: XRD_KIND,
      name,
    });
    if (!xrd || xrd.metadata.deletionTimestamp) return;
    const type = readCompositeType(xrd);
    try {
      for (const crd of toCustomResourceDefinitions(xrd)) {
        client.apply(crd as KubernetesObject, 'apiextensions.crossplane.io');
      }
    } catch (error) {
      // After a conflict it is tried again, and nothing is wrong with the XRD.
      if ((error as { code?: number }).code !== 409) {
        this.refuseDefinition(xrd, error as Error);
      }
      throw error;
    }
    const id = `${type.apiVersion}|${type.kind}`;
    if (!this.composites.has(id)) {
      const controller = new CompositeController({
        client,
        pace,
        log,
        type,
      });
      this.composites.set(id, controller);
      controller.start();
    }
    if (type.claimKind && !this.claims.has(id)) {
      const controller = new ClaimController({ client, pace, log, type });
      this.claims.set(id, controller);
      controller.start();
      this.options.onClaimKind({
        apiVersion: type.apiVersion,
        kind: type.claimKind,
      });
    }
    this.writeStatus(
      xrd,
      [
        {
          type: 'Established',
          status: 'True',
          reason: 'WatchingCompositeResource',
        },
        ...(type.claimKind
          ? ([
              {
                type: 'Offered',
                status: 'True',
                reason: 'WatchingCompositeResourceClaim',
              },
            ] as const)
          : []),
      ],
      {
        controllers: {
          compositeResourceType: {
            apiVersion: type.apiVersion,
            kind: type.kind,
          },
        },
      },
    );
  }

  /** Says why there is no kind of an XRD. Crossplane records the event alone; the condition is for people. */
  private refuseDefinition(xrd: KubernetesObject, error: Error): void {
    const message = `cannot apply rendered composite resource CustomResourceDefinition: ${error.message}`;
    this.events.record(xrd, 'Warning', 'EstablishComposite', message);
    const reason = 'EstablishComposite';
    const condition = { type: 'Established', status: 'False', reason, message };
    this.writeStatus(xrd, [condition as ConditionValue]);
  }

  private writeStatus(
    xrd: KubernetesObject,
    conditions: ConditionValue[],
    more: object = {},
  ): void {
    const { apiVersion, kind, metadata } = xrd;
    this.options.client.patchStatus(
      { apiVersion, kind, name: metadata.name },
      { conditions: withConditions(xrd, conditions, new Date()), ...more },
    );
  }
}
