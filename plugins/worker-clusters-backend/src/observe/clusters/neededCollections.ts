import {
  isUsage,
  writeMessage,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { ClaimKind } from '../config';
import type { ClaimEntry } from '../transform/claim';
import type { DefinitionEntry } from '../transform/definition';
import type { CompositionShape, UnreadCollection } from '../types';
import type { ClaimKey } from './ClaimIndex';
import { splitApiVersion } from './Discovery';

/**
 * - `claims`: claims and namespaced composite resources, which make the fleet.
 * - `composites`: the composite resources behind Crossplane v1 claims.
 * - `composed`: what a Composition creates.
 */
export type CollectionRole = 'claims' | 'composites' | 'composed';

/** A collection of the management cluster that is to be watched. */
export interface NeededCollection extends ClaimKind {
  role: CollectionRole;
}

/** What one cluster needs of the management cluster. */
export interface ClusterNeeds {
  /** Ids of collections. */
  collections: string[];
  /** What the cluster's composite resource refers to and the portal does not read, with the reason. */
  refused: UnreadCollection[];
}

/** The collections to be watched, by id, and what each cluster needs. */
export interface Needs {
  collections: Map<string, NeededCollection>;
  clusters: Map<ClaimKey, ClusterNeeds>;
}

/** What {@link neededCollections} reads. */
export interface NeedsInput {
  /** Kinds of claims that the configuration names. */
  configured: ClaimKind[];
  /** Kinds of composed resources that the configuration allows besides those of Compositions. */
  allowed: ClaimKind[];
  definitions: DefinitionEntry[];
  getComposition(name: string): CompositionShape | undefined;
  clusters: Iterable<{
    key: ClaimKey;
    claim: ClaimEntry;
    /** Of a Crossplane v1 claim, as far as it is known. */
    composite?: ClaimEntry;
  }>;
}

/** Most kinds of one cluster that are named as not read. */
const MAX_REFUSED = 10;

/** A kind without its version. */
export const groupKind = ({ apiVersion, kind }: ClaimKind) =>
  `${splitApiVersion(apiVersion).group}/${kind}`;

const collectionId = (role: CollectionRole, kind: ClaimKind) =>
  `${role} ${groupKind(kind)}`;

const isSecret = (kind: ClaimKind) => groupKind(kind) === '/Secret';

/** Kinds that are never watched: Usages are no part of a cluster, and the portal reads Secrets by name only. */
export const isNeverWatched = (kind: ClaimKind) =>
  isUsage(kind) || isSecret(kind);

/**
 * Computes which collections of a management cluster have to be watched, and for which clusters. Pure.
 *
 * Kinds come from the configuration, from XRDs and from Compositions, which the platform team writes. A claim's own
 * references choose among these; they add none.
 */
export function neededCollections(input: NeedsInput): Needs {
  const { configured, definitions } = input;
  const collections = new Map<string, NeededCollection>();
  const add = (role: CollectionRole, { apiVersion, kind }: ClaimKind) => {
    const id = collectionId(role, { apiVersion, kind });
    const known = collections.get(id);
    // Two Compositions may name two versions of a kind: one of them reads all objects, and always the same one.
    if (!known || known.apiVersion < apiVersion) {
      collections.set(id, { role, apiVersion, kind });
    }
    return id;
  };

  const claimKinds = new Map(configured.map(kind => [groupKind(kind), kind]));
  for (const definition of definitions) {
    if (definition.labelled && !claimKinds.has(groupKind(definition))) {
      claimKinds.set(groupKind(definition), definition);
    }
  }
  for (const kind of claimKinds.values()) add('claims', kind);

  const composites = new Map(
    definitions.flatMap(d =>
      d.composite ? [[groupKind(d), d.composite] as const] : [],
    ),
  );
  const ofComposition = new Map<CompositionShape, ReadonlySet<string>>();
  const allowed = new Set(input.allowed.map(groupKind));
  const clusters = new Map<ClaimKey, ClusterNeeds>();
  for (const { key, claim, composite } of input.clusters) {
    const needs: ClusterNeeds = { collections: [], refused: [] };
    clusters.set(key, needs);
    if (claim.compositeRef) {
      const known = composites.get(groupKind(claim.claim));
      if (known && groupKind(known) === groupKind(claim.compositeRef)) {
        needs.collections.push(add('composites', known));
      } else {
        needs.refused.push({
          apiVersion: claim.compositeRef.apiVersion,
          kind: claim.compositeRef.kind,
          ...writeMessage('unread-composite', {
            kind: claim.compositeRef.kind,
            apiVersion: claim.compositeRef.apiVersion,
            claim: claim.claim.kind,
          }),
        });
      }
    }
    const owner = claim.compositeRef ? composite : claim;
    if (owner) addComposed(owner, needs);
  }
  return { collections, clusters };

  function addComposed(owner: ClaimEntry, needs: ClusterNeeds) {
    const { compositionName } = owner;
    const composition = findComposition(owner, input.getComposition);
    let ids: ReadonlySet<string> = new Set();
    if (composition) {
      const before = ofComposition.get(composition);
      if (before) {
        ids = before;
      } else {
        const known = composition.resources.flatMap(({ apiVersion, kind }) =>
          apiVersion && kind && !isNeverWatched({ apiVersion, kind })
            ? add('composed', { apiVersion, kind })
            : [],
        );
        ids = new Set(known);
        ofComposition.set(composition, ids);
      }
      needs.collections.push(...ids);
    } else if (compositionName) {
      needs.refused.push({
        apiVersion: 'apiextensions.crossplane.io/v1',
        kind: 'Composition',
        ...writeMessage('unread-composition', {
          name: compositionName,
          kind: owner.claim.kind,
        }),
      });
    }
    let unknown = 0;
    for (const kind of owner.composedKinds) {
      if (ids.has(collectionId('composed', kind)) || isNeverWatched(kind)) {
        continue;
      }
      if (allowed.has(groupKind(kind))) {
        needs.collections.push(add('composed', kind));
      } else if (composition && unknown < MAX_REFUSED) {
        unknown += 1;
        needs.refused.push({
          ...kind,
          ...writeMessage('unread-kind', {
            kind: kind.kind,
            apiVersion: kind.apiVersion,
            composition: compositionName!,
          }),
        });
      }
    }
  }
}

/** The Composition of a composite resource, if it is one for its kind: the reference is a field that users write. */
export function findComposition(
  owner: Pick<ClaimEntry, 'compositionName' | 'claim'> | undefined,
  getComposition: NeedsInput['getComposition'],
): CompositionShape | undefined {
  if (owner?.compositionName === undefined) return undefined;
  const found = getComposition(owner.compositionName);
  return found?.compositeType &&
    groupKind(found.compositeType) === groupKind(owner.claim)
    ? found
    : undefined;
}

/** Whether two states of a claim or composite resource lead to the same collections. */
export function haveSameNeeds(
  a: ClaimEntry | undefined,
  b: ClaimEntry | undefined,
): boolean {
  const needs = (entry: ClaimEntry | undefined) =>
    entry && [
      groupKind(entry.claim),
      entry.compositeRef,
      entry.compositionName,
      entry.composedKinds,
    ];
  return JSON.stringify(needs(a)) === JSON.stringify(needs(b));
}
