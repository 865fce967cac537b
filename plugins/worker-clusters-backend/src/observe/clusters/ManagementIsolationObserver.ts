import { writeMessage } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { ManagementClusterConfig } from '../config';
import { credentialIssuedAt } from '../credentials/credentialAge';
import type { ApiServerClient } from '../http/ApiServerClient';
import type {
  ArgoApplication,
  ClusterObservation,
  CredentialAge,
  ForeignApplication,
  Looked,
  ManagementIsolation,
} from '../types';
import { DEFAULT_TIMINGS, type ReflectorTimings } from '../watch/Reflector';
import type { ClaimIndex, ClaimKey } from './ClaimIndex';
import type { CoreWatches } from './CoreWatches';
import {
  type DestinationIdentity,
  destinationTest,
  ForeignApplications,
} from './ForeignApplications';
import { groupKind } from './neededCollections';
import { ServerReview } from './ServerReview';

export interface ManagementIsolationObserverOptions {
  cluster: ManagementClusterConfig;
  client: ApiServerClient;
  signal: AbortSignal;
  timings?: ReflectorTimings;
  index: ClaimIndex;
  core: CoreWatches;
  /** What the rules read of the management cluster changed, and of these worker clusters. */
  onChange(keys: ClaimKey[]): void;
}

/**
 * What the isolation rules read of a management cluster: the portal's rights there, and where the management Argo CD
 * deploys to.
 */
export class ManagementIsolationObserver {
  readonly #review: ServerReview;
  readonly #applications: ForeignApplications;
  #elsewhere: ForeignApplication[] | undefined;
  /** Foreign Applications that came, went or changed since `onChange` was called for them. */
  #moved: ForeignApplication[] = [];
  #moveDue: NodeJS.Immediate | undefined;
  #credential: Looked<CredentialAge> = { pending: true };
  #reviewing: Promise<void> | undefined;

  constructor(private readonly options: ManagementIsolationObserverOptions) {
    const { client, signal, cluster, index } = options;
    this.#applications = new ForeignApplications(() => cluster.access.server);
    this.#review = new ServerReview({
      client,
      signal,
      argocdNamespace: cluster.argocdNamespace,
      namespaces: () => [
        ...new Set(index.keys().map(key => key.slice(0, key.indexOf('/')))),
      ],
      retryMs: (options.timings ?? DEFAULT_TIMINGS).slowMs,
      onChange: () => this.#readCredential(),
    });
  }

  start() {
    this.#reviewing = this.#review.run();
  }

  async stop() {
    clearImmediate(this.#moveDue);
    await this.#reviewing;
  }

  observe(): ManagementIsolation {
    const { core, cluster } = this.options;
    const { applications } = core;
    const { rights, clusterSecrets } = this.#review.state;
    return {
      argocdNamespace: cluster.argocdNamespace,
      rights,
      clusterSecrets,
      credential: this.#credential,
      foreignApplications:
        'value' in applications
          ? { value: this.#foreignElsewhere() }
          : applications,
    };
  }

  /** What the management cluster says of the isolation of one worker cluster. */
  observeCluster(
    key: ClaimKey,
  ): Pick<
    ClusterObservation,
    | 'compositionName'
    | 'defaultComposition'
    | 'allowedCompositions'
    | 'managementApplications'
  > {
    const { core, index, cluster } = this.options;
    const claim = index.claim(key)?.claim;
    const { applications } = core;
    const standard = core
      .definitions()
      .find(d => claim && groupKind(d) === groupKind(claim))?.composition;
    return {
      compositionName:
        index.owner(key)?.compositionName ?? index.claim(key)?.compositionName,
      defaultComposition: standard,
      allowedCompositions:
        cluster.allowedCompositions ?? (standard ? [standard] : undefined),
      managementApplications:
        'value' in applications
          ? { value: this.#applications.aimedAt(this.#identityOf(key)) }
          : applications,
    };
  }

  onApplication(
    current: ArgoApplication | undefined,
    previous: ArgoApplication | undefined,
  ) {
    const moved = this.#applications.set(current, previous);
    if (!moved.length) return;
    this.#elsewhere = undefined;
    this.#moved.push(...moved);
    this.#moveDue ??= setImmediate(() => this.#notifyOfMoved());
  }

  /** Once per turn: the list of a hub brings thousands at once, and each notice looks at all clusters. */
  #notifyOfMoved() {
    this.#moveDue = undefined;
    const isAimedAt = destinationTest(this.#moved.splice(0));
    const { index, onChange } = this.options;
    onChange(index.keys().filter(key => isAimedAt(this.#identityOf(key))));
  }

  /** Clusters came or went. */
  onClusters() {
    this.#elsewhere = undefined;
  }

  #foreignElsewhere(): ForeignApplication[] {
    const { index } = this.options;
    this.#elsewhere ??= this.#applications.elsewhere(
      index.keys().map(key => this.#identityOf(key)),
    );
    return this.#elsewhere;
  }

  #identityOf(key: ClaimKey): DestinationIdentity {
    const { endpoint } = this.options.index.status(key);
    return {
      servers: endpoint ? [endpoint] : [],
      name: key.slice(key.indexOf('/') + 1),
    };
  }

  /** The credential may have been rotated since the last review. */
  async #readCredential() {
    const { cluster, onChange } = this.options;
    try {
      const issuedAt = credentialIssuedAt(await cluster.access.read());
      this.#credential = {
        value: {
          object: { kind: 'ServiceAccount', name: cluster.name },
          issuedAt,
        },
      };
    } catch {
      // That there is none is what the connection says.
      this.#credential = {
        notChecked: writeMessage('unchecked-portal-without-credential'),
      };
    }
    onChange([]);
  }
}
