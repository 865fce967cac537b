import { resourceId, type SyncingApplication } from '../transform/argocd';
import { TRACKING_ID, type ClaimEntry } from '../transform/claim';
import type { ComposedEntry } from '../transform/composed';
import type { ClusterObservation } from '../types';
import { splitApiVersion } from './Discovery';
import { MultiMap } from './MultiMap';
import { groupKind } from './neededCollections';

/** `<namespace>/<name>` of a claim. */
export type ClaimKey = string;

/** Without the version: the claim may refer to another one than is watched. */
const compositeId = (ref: { apiVersion: string; kind: string; name: string }) =>
  `${groupKind(ref)}/${ref.name}`;

const idOf = ({ claim }: ClaimEntry) =>
  resourceId({
    group: splitApiVersion(claim.apiVersion).group,
    kind: claim.kind,
    namespace: claim.metadata.namespace ?? '',
    name: claim.metadata.name,
  });

/**
 * Name of the Application in the tracking annotation: `<application>:<group>/<kind>:<namespace>/<name>`, with the
 * Application's namespace and an underscore before its name if that is not Argo CD's. An annotation that was copied
 * from another object names that one, and does not count.
 */
function trackedBy(entry: ClaimEntry): string | undefined {
  const tracking = entry.claim.metadata.annotations?.[TRACKING_ID] ?? '';
  const at = tracking.indexOf(':');
  if (at <= 0 || tracking.slice(at + 1) !== idOf(entry)) return undefined;
  return tracking.slice(0, at).split('_').pop();
}

const present = <T>(value: T | undefined): T[] =>
  value === undefined ? [] : [value];

const defined = <T extends object>(value: T): Partial<T> =>
  Object.fromEntries(
    Object.entries(value).filter(([, v]) => v !== undefined),
  ) as Partial<T>;

/**
 * Puts together what the watches of a management cluster see. It finds the claim that a change belongs to without
 * looking at the others, so that a change costs work for its cluster only.
 */
export class ClaimIndex {
  /** By key, then by the kind they are of: two kinds may have a claim of one name, and the first one seen counts. */
  readonly #claims = new Map<ClaimKey, Map<string, ClaimEntry>>();
  readonly #keyByUid = new Map<string, ClaimKey>();
  readonly #keysByApplication = new MultiMap<string, ClaimKey>();
  readonly #keyByComposite = new Map<string, ClaimKey>();
  /** Composite resources behind v1 claims, by what the claims call them. */
  readonly #composites = new Map<string, ClaimEntry>();
  readonly #compositeByUid = new Map<string, string>();
  /** By the uid of the composite resource that owns them, then by their own. */
  readonly #composed = new Map<string, Map<string, ComposedEntry>>();
  readonly #applications = new Map<string, SyncingApplication>();
  readonly #applicationsByResource = new MultiMap<string, string>();

  keys(): ClaimKey[] {
    return [...this.#claims.keys()];
  }

  claim(key: ClaimKey): ClaimEntry | undefined {
    return this.#claims.get(key)?.values().next().value;
  }

  /** Of a v1 claim. */
  composite(key: ClaimKey): ClaimEntry | undefined {
    const ref = this.claim(key)?.compositeRef;
    return ref && this.#composites.get(compositeId(ref));
  }

  /**
   * @param source - the kind that is watched
   * @param claim - undefined: it is gone
   */
  setClaim(source: string, key: ClaimKey, claim: ClaimEntry | undefined) {
    const before = this.claim(key);
    if (before) {
      this.#keyByUid.delete(before.claim.metadata.uid);
      const syncedBy = trackedBy(before);
      if (syncedBy) this.#keysByApplication.delete(syncedBy, key);
      if (before.compositeRef) {
        this.#keyByComposite.delete(compositeId(before.compositeRef));
      }
    }
    const ofKey = this.#claims.get(key) ?? new Map<string, ClaimEntry>();
    if (claim) ofKey.set(source, claim);
    else ofKey.delete(source);
    if (ofKey.size) this.#claims.set(key, ofKey);
    else this.#claims.delete(key);

    const now = this.claim(key);
    if (!now) return;
    this.#keyByUid.set(now.claim.metadata.uid, key);
    const syncedBy = trackedBy(now);
    if (syncedBy) this.#keysByApplication.add(syncedBy, key);
    if (now.compositeRef) {
      this.#keyByComposite.set(compositeId(now.compositeRef), key);
    }
  }

  /** Like the others: returns the keys of the claims that a change belongs to. */
  setComposite(
    current: ClaimEntry | undefined,
    previous: ClaimEntry | undefined,
  ): ClaimKey[] {
    const { apiVersion, kind, metadata } = (current ?? previous)!.claim;
    const id = compositeId({ apiVersion, kind, name: metadata.name });
    if (previous) this.#compositeByUid.delete(previous.claim.metadata.uid);
    if (current) {
      this.#composites.set(id, current);
      this.#compositeByUid.set(metadata.uid, id);
    } else {
      this.#composites.delete(id);
    }
    return present(this.#keyByComposite.get(id));
  }

  setComposed(
    current: ComposedEntry | undefined,
    previous: ComposedEntry | undefined,
  ): ClaimKey[] {
    if (previous) {
      const owned = this.#composed.get(previous.ownerUid);
      owned?.delete(previous.resource.metadata.uid);
      if (owned?.size === 0) this.#composed.delete(previous.ownerUid);
    }
    if (current) {
      let owned = this.#composed.get(current.ownerUid);
      if (!owned) this.#composed.set(current.ownerUid, (owned = new Map()));
      owned.set(current.resource.metadata.uid, current);
    }
    const owners = new Set([current?.ownerUid, previous?.ownerUid]);
    return [...owners].flatMap(uid => present(this.#keyOfOwner(uid)));
  }

  setSyncingApplication(
    current: SyncingApplication | undefined,
    previous: SyncingApplication | undefined,
  ): ClaimKey[] {
    const { name } = (current ?? previous)!.application.metadata;
    for (const id of previous?.tracks ?? []) {
      this.#applicationsByResource.delete(id, name);
    }
    for (const id of current?.tracks ?? []) {
      this.#applicationsByResource.add(id, name);
    }
    if (current) this.#applications.set(name, current);
    else this.#applications.delete(name);

    const keys = new Set(this.#keysByApplication.get(name));
    for (const id of [
      ...(previous?.tracks ?? []),
      ...(current?.tracks ?? []),
    ]) {
      const key = id.slice(id.indexOf(':') + 1);
      const claim = this.claim(key);
      if (claim && idOf(claim) === id) keys.add(key);
    }
    return [...keys];
  }

  /** Claims whose composite resource is made by a Composition. */
  keysOfComposition(name: string): ClaimKey[] {
    return this.keys().filter(key => this.owner(key)?.compositionName === name);
  }

  /** What owns the composed resources: a v1 claim's composite resource, once it is known, else the claim. */
  owner(key: ClaimKey): ClaimEntry | undefined {
    return this.composite(key) ?? this.claim(key);
  }

  /** What the claim's status says, completed by that of its composite resource. */
  status(key: ClaimKey) {
    return {
      ...this.composite(key)?.claim.status,
      ...defined(this.claim(key)?.claim.status ?? {}),
    };
  }

  /** Whether an Application tracks the claim: by the claim's own annotation, or by the Application's list. */
  isTracked(key: ClaimKey): boolean {
    const entry = this.claim(key);
    return entry !== undefined && this.#applicationName(entry) !== undefined;
  }

  /** All that the management cluster says of one worker cluster, but for its Composition. */
  observe(
    key: ClaimKey,
  ): Pick<ClusterObservation, 'claim' | 'composed' | 'syncedBy'> | undefined {
    const entry = this.claim(key);
    if (!entry) return undefined;
    const owner = this.owner(key) ?? entry;
    const composed = this.#composed.get(owner.claim.metadata.uid);
    const syncedBy = this.#applicationName(entry);
    return {
      claim: {
        ...entry.claim,
        ...this.#columns(entry, owner),
        conditions: this.#conditions(entry, owner),
        status: this.status(key),
      },
      composed: [...(composed?.values() ?? [])].map(c => c.resource),
      syncedBy:
        syncedBy === undefined
          ? undefined
          : this.#applications.get(syncedBy)?.application,
    };
  }

  /** Crossplane says on a v1 claim's composite resource only whether it reacts to changes. */
  #conditions({ claim }: ClaimEntry, owner: ClaimEntry) {
    const responsive = owner.claim.conditions.find(
      c => c.type === 'Responsive',
    );
    return responsive && owner.claim !== claim
      ? [...claim.conditions, responsive]
      : claim.conditions;
  }

  /** Of a v1 claim its composite resource has what the claim has not. */
  #columns({ claim }: ClaimEntry, owner: ClaimEntry) {
    const columns = { ...owner.claim.columns, ...claim.columns };
    return Object.keys(columns).length > 0 ? { columns } : {};
  }

  #keyOfOwner(uid: string | undefined): ClaimKey | undefined {
    if (uid === undefined) return undefined;
    const composite = this.#compositeByUid.get(uid);
    return (
      this.#keyByUid.get(uid) ??
      (composite === undefined
        ? undefined
        : this.#keyByComposite.get(composite))
    );
  }

  /** The claim's tracking annotation says it; without one, the Application that lists the claim. */
  #applicationName(entry: ClaimEntry): string | undefined {
    return (
      trackedBy(entry) ?? [...this.#applicationsByResource.get(idOf(entry))][0]
    );
  }
}
