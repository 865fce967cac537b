import {
  type Application,
  type ApplicationCounts,
  type ApplicationOwner,
  type ApplicationProblem,
  applicationProblems,
  applicationVerdict,
  assessedHealth,
  countApplications,
  type HealthStatus,
  overdueAfterMs,
  SYNC_STATUSES,
  type SyncStatus,
  type VerdictContext,
  verdictDue,
  type VerdictLevel,
  worstSync,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { ArgoApplication, WorkerObservation } from '../observe/types';
import { applicationHash, applicationSetHash } from '../store/applicationHash';
import type { ApplicationChanges } from '../store/types';
import { deriveApplication } from './applications';
import { applicationOwners, haveSameOwners } from './owners';
import { type RepositoryFailure, repositoryFailure } from './reasons';
import type { DeriveSettings } from './settings';
import type { Steps } from './steps';
import { boundedWord, httpUrl } from './text';
import { earliest, toMillis } from './time';

/** What is kept of an Application after its row has been derived: what the cluster's own state follows from. */
export interface KnownApplication {
  readonly owner?: ApplicationOwner;
  /** {@link applicationHash} of its row. */
  readonly hash: number;
  readonly sync: SyncStatus;
  /** Assessed in the context of the cluster, as `level` is. */
  readonly health: HealthStatus;
  readonly level: VerdictLevel;
  /** When `health` and `level` change by the passing of time alone, apart from the age of the last comparison. */
  readonly due?: number;
  /** Whether the last comparison was too old. */
  readonly overdue: boolean;
  /** As it should be, whatever its context. */
  readonly done: boolean;
  /** Why it failed, if it did. */
  readonly failure?: string;
  /** The same, as far as it concerns its repository. */
  readonly repositoryFailure?: RepositoryFailure;
  /** `reconciledAt` as it was given to the store last; undefined if that is not known. */
  storedReconciledAt?: string;
}

/**
 * The Applications of a worker as they were derived last, by the observed object: an Application that is still the same
 * object needs no derivation (`WorkerObservation.applications`).
 */
export interface KnownApplications {
  /** What all of them depend on. */
  readonly context: string;
  /** {@link applicationSetHash} of all of them. */
  readonly hash: string;
  readonly entries: ReadonlyMap<ArgoApplication, KnownApplication>;
}

export interface DerivedApplications {
  known: KnownApplications;
  changes: ApplicationChanges;
  /** When the first of those that were derived now was created. */
  firstCreated?: string;
}

const idOf = ({ metadata }: ArgoApplication) =>
  `${metadata.namespace ?? ''}/${metadata.name}`;

const sameOwner = (
  a: ApplicationOwner | undefined,
  b: ApplicationOwner | undefined,
) =>
  a?.kind === b?.kind && a?.namespace === b?.namespace && a?.name === b?.name;

/**
 * Whether an Application is as it should be. The timeline tells how the cluster came up: how old a verdict is does not
 * undo that, so neither the time nor the connection counts here.
 */
function isDone(application: Application): boolean {
  return applicationVerdict(application) === 'green';
}

/** Why an Application failed; undefined if it did not. */
function failureOf(
  application: Application,
  problem: ApplicationProblem | undefined,
): string | undefined {
  if (problem?.severity !== 'error' && application.health !== 'Degraded') {
    return undefined;
  }
  return `${application.name}: ${
    problem?.message ?? problem?.title ?? application.health
  }`;
}

/** Age above which a comparison is too old; undefined where its age says nothing. */
function maxAge({ argocd }: VerdictContext): number | undefined {
  return overdueAfterMs(argocd?.reconciliation);
}

/** Before this time a comparison is too old. Times are compared as texts, which costs a fraction of parsing them. */
function oldest(context: VerdictContext): string {
  const age = maxAge(context);
  return age === undefined ? '' : new Date(context.now - age).toISOString();
}

const isOverdue = (
  { reconciledAt }: ArgoApplication,
  notBefore: string,
): boolean => reconciledAt !== undefined && reconciledAt < notBefore;

/** What the rows and verdicts of all Applications of a cluster depend on, but for the time. */
function contextKey(
  argocdUrl: string | undefined,
  { connection, argocd }: VerdictContext,
): string {
  const { status, since, lastSeen } = connection ?? {};
  return JSON.stringify([
    argocdUrl,
    // A connection that is live stays so, whenever it was heard last.
    status === 'live' ? [status] : [status, since, lastSeen],
    argocd?.components,
    argocd?.reconciliation,
  ]);
}

function toKnown(
  application: Application,
  context: VerdictContext,
  rest: Pick<
    KnownApplication,
    'owner' | 'hash' | 'overdue' | 'storedReconciledAt'
  >,
): KnownApplication {
  const done = isDone(application);
  const [problem] = done ? [] : applicationProblems(application);
  const ofRepository = repositoryFailure(application, problem);
  return {
    ...rest,
    sync: application.sync,
    health: assessedHealth(application, context),
    level: applicationVerdict(application, context),
    due: verdictDue({ ...application, reconciledAt: undefined }, context),
    done,
    failure: done ? undefined : failureOf(application, problem),
    ...(ofRepository && { repositoryFailure: ofRepository }),
  };
}

/** Applications that are derived in one step: some milliseconds. */
const STEP = 100;

/**
 * Derives the rows of those of a worker's Applications that changed since `before`; of all of them without it. It is worked
 * off in steps, so that a worker with ten thousand Applications does not hold the event loop.
 */
export function* deriveApplications(
  worker: Pick<WorkerObservation, 'applications' | 'argocdUrl'>,
  options: {
    /** Of the same claim. */
    before?: KnownApplications;
    context: VerdictContext;
    settings: DeriveSettings;
  },
): Steps<DerivedApplications> {
  const { settings, before } = options;
  const argocdUrl = httpUrl(worker.argocdUrl);
  const context = contextKey(argocdUrl, options.context);
  const { now } = options.context;
  const notBefore = oldest(options.context);
  const entries = new Map<ArgoApplication, KnownApplication>();
  const pending = new Map<string, ArgoApplication>();
  const reusable = before?.context === context ? before.entries : undefined;
  for (const application of worker.applications) {
    const entry = reusable?.get(application);
    const current =
      entry &&
      (entry.due === undefined || now <= entry.due) &&
      entry.overdue === isOverdue(application, notBefore);
    if (current) entries.set(application, entry);
    else pending.set(idOf(application), application);
  }
  if (before && pending.size === 0 && entries.size === before.entries.size) {
    const { hash } = before;
    return {
      known: before,
      changes: { hash, base: hash, changed: [], gone: [] },
    };
  }

  /** What was known of those that changed or are gone. */
  const outdated = new Map<string, [ArgoApplication, KnownApplication]>();
  for (const [object, entry] of before?.entries ?? []) {
    if (!entries.has(object)) outdated.set(idOf(object), [object, entry]);
  }
  // Who owns an Application depends on the others, but only on some fields of theirs.
  const sameOwners =
    pending.size === outdated.size &&
    [...pending].every(([id, application]) => {
      const old = outdated.get(id)?.[0];
      return old !== undefined && haveSameOwners(application, old);
    });
  const owners = sameOwners
    ? undefined
    : applicationOwners(worker.applications);
  if (owners) {
    for (const [object, entry] of entries) {
      const id = idOf(object);
      if (sameOwner(entry.owner, owners.get(id))) continue;
      entries.delete(object);
      pending.set(id, object);
      outdated.set(id, [object, entry]);
    }
  }

  const changed: Application[] = [];
  const created: string[] = [];
  for (const [id, object] of [...pending].sort(([a], [b]) =>
    a < b ? -1 : 1,
  )) {
    const old = outdated.get(id)?.[1];
    outdated.delete(id);
    const owner = owners ? owners.get(id) : old?.owner;
    const application = deriveApplication(object, {
      owner,
      argocdUrl,
      settings,
    });
    const hash = applicationHash(application);
    const unchanged = old?.hash === hash;
    if (!unchanged) changed.push(application);
    created.push(object.metadata.creationTimestamp);
    if (created.length % STEP === 0) yield;
    let storedReconciledAt: string | undefined;
    // Without `before` the store may find that it has the row, and leave it.
    if (before) {
      storedReconciledAt = unchanged
        ? old.storedReconciledAt
        : application.reconciledAt;
    }
    entries.set(
      object,
      toKnown(application, options.context, {
        owner,
        hash,
        overdue: isOverdue(object, notBefore),
        storedReconciledAt,
      }),
    );
  }
  const gone = [...outdated.values()].map(([{ metadata }]) => ({
    namespace: boundedWord(metadata.namespace) ?? '',
    name: boundedWord(metadata.name) ?? '',
  }));
  const hash = applicationSetHash(hashesOf(entries));
  return {
    known: { context, hash, entries },
    changes: { hash, ...(before && { base: before.hash }), changed, gone },
    firstCreated: earliest(...created),
  };
}

function* hashesOf(entries: KnownApplications['entries']) {
  for (const { hash } of entries.values()) yield hash;
}

/** While a comparison is overdue, one that comes after all is noticed within that time. */
const OVERDUE_RECHECK_MS = 30_000;

/** What a cluster's own state says of its Applications. */
export interface ApplicationsSummary {
  counts: ApplicationCounts;
  /** The worst; undefined without Applications. */
  sync?: SyncStatus;
  /** How many are as they should be. */
  done: number;
  /** Of the first one that failed, by namespace and name. */
  failure?: string;
  /** Of all that failed, as far as they concern repositories. */
  repositoryFailures: RepositoryFailure[];
  /** When it may change by the passing of time alone: milliseconds since the epoch. */
  due?: number;
}

/**
 * Counts the Applications of a cluster, and names the first that failed.
 *
 * @param context - the one in which they were derived, with the time of now
 */
export function summarizeApplications(
  { entries }: KnownApplications,
  context: VerdictContext,
): ApplicationsSummary {
  const byVerdict = { green: 0, pending: 0, muted: 0, wrong: 0 };
  const counts = { ...countApplications([]), byVerdict };
  const repositoryFailures: RepositoryFailure[] = [];
  let done = 0;
  let failed: { id: string; failure: string } | undefined;
  let due = Infinity;
  let leastRecent: string | undefined;
  for (const [object, entry] of entries) {
    counts.total += 1;
    counts.byHealth[entry.health] += 1;
    counts.bySync[entry.sync] += 1;
    byVerdict[entry.level] += 1;
    if (entry.done) done += 1;
    const { failure } = entry;
    if (entry.repositoryFailure) {
      repositoryFailures.push(entry.repositoryFailure);
    }
    if (failure !== undefined) {
      const id = idOf(object);
      if (!failed || id < failed.id) failed = { id, failure };
    }
    if (entry.due !== undefined) due = Math.min(due, entry.due);
    const { reconciledAt } = object;
    if (entry.overdue) due = Math.min(due, context.now + OVERDUE_RECHECK_MS);
    else if (!leastRecent || (reconciledAt && reconciledAt < leastRecent)) {
      leastRecent = reconciledAt;
    }
  }
  const last = toMillis(leastRecent);
  const age = maxAge(context);
  if (last !== undefined && age !== undefined) due = Math.min(due, last + age);
  return {
    counts,
    sync:
      counts.total > 0
        ? worstSync(SYNC_STATUSES.filter(s => counts.bySync[s] > 0))
        : undefined,
    done,
    failure: failed?.failure,
    repositoryFailures,
    due: due < Infinity ? due : undefined,
  };
}
