import { createHash } from 'node:crypto';
import type { KubernetesObject, ObjectClient } from '../../apiserver/types';

const API_VERSION = 'apiextensions.crossplane.io/v1';
const COMPOSITION_NAME = 'crossplane.io/composition-name';
const COMPOSITION_HASH = 'crossplane.io/composition-hash';
const FIELD_MANAGER = 'apiextensions.crossplane.io/composition';

/** The machinery fields of a composite resource that decide which revision it follows. */
export interface RevisionMachinery {
  compositionRevisionRef?: { name: string };
  compositionRevisionSelector?: { matchLabels?: Record<string, string> };
  compositionUpdatePolicy?: string;
}

/**
 * Keeps the revisions of a Composition, as Crossplane's controller of Compositions does: each state of labels,
 * annotations and spec is a revision with the Composition's labels, and one that comes back becomes the newest again.
 */
export function keepRevisions(
  client: ObjectClient,
  composition: KubernetesObject,
): void {
  const { metadata, spec } = composition;
  if (metadata.deletionTimestamp) return;
  const hash = hashOf(composition);
  const revisions = revisionsOf(client, composition);
  const newest = Math.max(0, ...revisions.map(r => r.spec.revision));
  const existing = revisions.find(
    r => r.metadata.labels?.[COMPOSITION_HASH] === hash,
  );
  if (existing?.spec.revision === newest) return;
  client.apply(
    {
      apiVersion: API_VERSION,
      kind: 'CompositionRevision',
      metadata: {
        name: `${metadata.name}-${hash.slice(0, 7)}`,
        labels: {
          ...metadata.labels,
          [COMPOSITION_NAME]: metadata.name,
          [COMPOSITION_HASH]: hash,
        },
        ...(metadata.annotations && { annotations: metadata.annotations }),
        ownerReferences: [
          {
            apiVersion: composition.apiVersion,
            kind: composition.kind,
            name: metadata.name,
            uid: metadata.uid!,
            controller: true,
            blockOwnerDeletion: true,
          },
        ],
      },
      spec: { ...spec, revision: newest + 1 },
    },
    FIELD_MANAGER,
  );
}

/**
 * Selects the revision that a composite resource follows: with update policy `Manual` the one that it refers to, else
 * the newest one with the labels of its selector.
 *
 * @throws Error if there is none.
 */
export function selectRevision(
  client: ObjectClient,
  composition: KubernetesObject,
  machinery: RevisionMachinery,
): KubernetesObject {
  const {
    compositionRevisionRef: current,
    compositionRevisionSelector: selector,
    compositionUpdatePolicy: policy,
  } = machinery;
  if (current && policy === 'Manual') {
    const pinned = client.get({
      apiVersion: API_VERSION,
      kind: 'CompositionRevision',
      name: current.name,
    });
    if (pinned) return pinned;
    throw new Error(
      `cannot get CompositionRevision: CompositionRevision.apiextensions.crossplane.io "${current.name}" not found`,
    );
  }
  const labels = Object.entries(
    (policy === 'Automatic' && selector?.matchLabels) || {},
  );
  const [latest] = revisionsOf(client, composition)
    .filter(r => labels.every(([k, v]) => r.metadata.labels?.[k] === v))
    .sort((a, b) => b.spec.revision - a.spec.revision);
  if (!latest) {
    throw new Error('no compatible CompositionRevisions found');
  }
  return latest;
}

function revisionsOf(
  client: ObjectClient,
  composition: KubernetesObject,
): KubernetesObject[] {
  const { uid } = composition.metadata;
  return client
    .list(API_VERSION, 'CompositionRevision')
    .filter(r => r.metadata.ownerReferences?.some(o => o.uid === uid));
}

/** A label value has up to 63 characters. */
function hashOf({ metadata, spec }: KubernetesObject): string {
  return createHash('sha256')
    .update(
      JSON.stringify(
        [metadata.labels ?? {}, metadata.annotations ?? {}, spec],
        sortedKeys,
      ),
    )
    .digest('hex')
    .slice(0, 63);
}

/** A replacer of `JSON.stringify` that writes the keys of objects in order. */
function sortedKeys(_key: string, value: unknown): unknown {
  return value && typeof value === 'object' && !Array.isArray(value)
    ? Object.fromEntries(
        Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)),
      )
    : value;
}
