import { writeMessage } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { ManagementClusterConfig } from '../config';
import {
  mergeSyncingApplication,
  type SyncingApplication,
} from '../transform/argocd';
import type { DefinitionEntry } from '../transform/definition';
import type { CompositionShape, Looked } from '../types';
import type { Reflector, ReflectorTimings } from '../watch/Reflector';
import type { WatchedServer } from '../watch/WatchedServer';
import type { ConnectionTracker } from './ConnectionTracker';
import { groupKind } from './neededCollections';
import { WatchSet } from './WatchSet';

export interface CoreWatchesOptions {
  cluster: ManagementClusterConfig;
  server: WatchedServer;
  tracker: ConnectionTracker;
  signal: AbortSignal;
  timings?: ReflectorTimings;
  /** The XRDs were listed, or cannot be. */
  onStatus(): void;
  /** `argocdInstalled` changed. */
  onArgocdInstalled(): void;
  onDefinition(): void;
  /** @param name - of the Composition that came, changed or went */
  onComposition(name: string): void;
  onApplication(
    current: SyncingApplication | undefined,
    previous: SyncingApplication | undefined,
  ): void;
}

const CROSSPLANE = { group: 'apiextensions.crossplane.io', version: 'v1' };

/**
 * What is always watched of a management cluster: XRDs, Compositions and the management Argo CD's Applications. XRDs and
 * Compositions that cannot be read are the state of its connection.
 */
export class CoreWatches {
  readonly #watches: WatchSet;
  #definitions: Reflector<'definition'> | undefined;
  #compositions: Reflector<'composition'> | undefined;
  #applications: Reflector<'syncingApplication'> | undefined;
  #argocdInstalled: boolean | undefined;

  constructor(private readonly options: CoreWatchesOptions) {
    this.#watches = new WatchSet(options);
  }

  start() {
    const { argocdNamespace, claims } = this.options.cluster;
    const configured = new Set(claims.map(groupKind));
    this.#definitions = this.#watches.start('definitions', {
      resource: { ...CROSSPLANE, plural: 'compositeresourcedefinitions' },
      what: 'CompositeResourceDefinitions',
      transform: 'definition',
      refine: found =>
        found.labelled || configured.has(groupKind(found)) ? found : undefined,
      onStatus: this.options.onStatus,
      onChange: this.options.onDefinition,
    });
    this.#compositions = this.#watches.start('compositions', {
      resource: { ...CROSSPLANE, plural: 'compositions' },
      what: 'Compositions',
      transform: 'composition',
      onChange: (_, current, previous) =>
        this.options.onComposition((current ?? previous)!.name),
    });
    this.#applications = this.#watches.start('management-applications', {
      resource: {
        group: 'argoproj.io',
        version: 'v1alpha1',
        plural: 'applications',
        namespace: argocdNamespace,
      },
      what: writeMessage('what-management-applications'),
      transform: 'syncingApplication',
      merge: mergeSyncingApplication,
      // Without Argo CD's CRDs there is no Argo CD in the management cluster: another tool brings the claims there.
      optional: true,
      onStatus: () => this.#onApplicationsStatus(),
      onChange: (_, current, previous) =>
        this.options.onApplication(current, previous),
    });
  }

  async stop() {
    await this.#watches.stopAll();
  }

  /** XRDs that have the portal's label or that the configuration names. */
  definitions(): DefinitionEntry[] {
    return this.#definitions?.values() ?? [];
  }

  compositions(): CompositionShape[] {
    return this.#compositions?.values() ?? [];
  }

  readonly getComposition = (name: string): CompositionShape | undefined =>
    this.#compositions?.get(`/${name}`);

  get definitionsListed(): boolean {
    return this.#definitions?.status.listed === true;
  }

  /** True once it is known which kinds the XRDs and Compositions name. */
  get listed(): boolean {
    return this.definitionsListed && this.#compositions?.status.listed === true;
  }

  /** Whether the server serves Argo CD's Applications; undefined until that is known. */
  get argocdInstalled(): boolean | undefined {
    return this.#argocdInstalled;
  }

  /** Whether the management Argo CD's Applications have been listed, or why they cannot be. */
  get applications(): Looked<'listed'> {
    const { listed, error } = this.#applications?.status ?? {};
    if (listed || error?.kind === 'notFound') return { value: 'listed' };
    return error?.kind === 'forbidden'
      ? { notChecked: { message: error.message } }
      : { pending: true };
  }

  #onApplicationsStatus() {
    const { listed, error } = this.#applications!.status;
    const absent = error?.kind === 'notFound';
    const installed = absent ? false : listed || undefined;
    if (installed === this.#argocdInstalled) return;
    this.#argocdInstalled = installed;
    this.options.onArgocdInstalled();
  }
}
