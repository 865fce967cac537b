import type {
  Application,
  ApplicationResource,
  ApplicationSource,
} from './applications';

/**
 * Which Application is to be read from a worker cluster.
 *
 * @public
 */
export interface ReadApplicationRequest {
  application: Pick<Application, 'namespace' | 'name'>;
}

/**
 * A sync that succeeded, as `status.history` has it.
 *
 * @public
 */
export interface ApplicationDeployment {
  id: number;
  /** When the sync ended: RFC 3339, UTC. */
  deployedAt?: string;
  /** When the sync began: RFC 3339, UTC. */
  startedAt?: string;
  /** User of Argo CD who began it; absent where Argo CD does not say. */
  initiatedBy?: string;
  /** Argo CD's automated sync began it. */
  automated?: true;
  /** What was deployed, each with its revision. */
  sources: ApplicationSource[];
}

/**
 * What the last sync did with one resource or hook, as `status.operationState.syncResult` has it.
 *
 * @public
 */
export interface ApplicationSyncResult {
  group?: string;
  kind: string;
  namespace?: string;
  name: string;
  /** `Synced`, `SyncFailed`, `Pruned` or `PruneSkipped`; of a hook its phase. */
  status: string;
  message?: string;
  hook?: true;
}

/**
 * A time in which syncs are allowed or denied, of the AppProject and for this Application.
 *
 * @public
 */
export interface ApplicationSyncWindow {
  kind: 'allow' | 'deny';
  /** In the format of cron. */
  schedule: string;
  /** A Go duration, for example `1h`. */
  duration: string;
  /** IANA name; UTC if absent. */
  timeZone?: string;
  /** A sync that a person begins is not held back. */
  manualSync?: true;
}

/**
 * What the portal does not keep of an Application, read on request of a person. Texts are untrusted.
 *
 * @public
 */
export interface ApplicationReading {
  /** RFC 3339, UTC. */
  readAt: string;
  /** Those that are not healthy or not in sync first; at most 500. */
  resources: ApplicationResource[];
  /** How many it has. */
  totalResources: number;
  /** Images of its workloads, as Argo CD reports them; at most 50. */
  images: string[];
  /** The newest first; at most 10. */
  history: ApplicationDeployment[];
  /** What the last sync could not do first; at most 50. */
  syncResults: ApplicationSyncResult[];
  /** Absent if the portal may not read its AppProject. */
  syncWindows?: ApplicationSyncWindow[];
}
