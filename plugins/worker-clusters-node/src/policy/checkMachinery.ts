import { isDeepStrictEqual } from 'node:util';
import {
  type RequestFinding,
  writeMessage,
  type Message,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import {
  type Claim,
  type ClaimDefinition,
  CROSSPLANE_FIELDS,
  revisionSelector,
} from '../claims';
import type { Policy } from './readPolicy';

/**
 * Who writes a claim: a `requester` through the portal, or a `committer` who edits the repository by hand and whose pull
 * request the platform team reviews.
 *
 * @public
 */
export type ClaimAuthor = 'requester' | 'committer';

type Json = Record<string, unknown>;

/** Fields of `metadata` that people write. `labels` and `annotations` are checked key by key. */
const PLAIN_METADATA = ['name', 'namespace', 'labels', 'annotations'];

/** Fields of the object itself. */
const PLAIN_FIELDS = ['apiVersion', 'kind', 'metadata', 'spec'];

/** Domains of labels and annotations by which tools are told what to do: pause, skip, prune, adopt, delete. */
const STEERING_DOMAINS = [
  'crossplane.io',
  'upbound.io',
  'argoproj.io',
  'fluxcd.io',
  'helm.sh',
  'kubernetes.io',
  'k8s.io',
];

/**
 * Checks that a claim leaves alone what Crossplane, Argo CD and the API server decide: Crossplane's own fields of `spec`,
 * fields of `metadata` such as `finalizers` and `ownerReferences`, and labels and annotations beside those of the claim's
 * own API group. Only what differs from the claim as it was is reported, whether it is set, changed or removed.
 *
 * Everybody may set the selector of the revisions of their environment (`revisionSelector`). A requester may set none of
 * the others. A committer may set those that `policy.platformFields` lists, which is a warning for
 * the reviewer; other labels and annotations that no known tool reads are a warning too.
 *
 * @param before - the claim as it stands; absent for a new one
 * @param definition - of the claim's kind; absent: no selector of revisions is taken
 * @public
 */
export function checkMachinery(
  policy: Pick<Policy, 'platformFields' | 'metadataKeys' | 'compositions'>,
  {
    claim,
    before,
    author,
    definition,
  }: {
    claim: Claim;
    before?: Claim;
    author: ClaimAuthor;
    definition?: Pick<ClaimDefinition, 'schema'>;
  },
): RequestFinding[] {
  const channel =
    definition && revisionSelector(definition, claim.spec.environment);
  return changedMachinery(claim, before).flatMap(({ field, key, value }) => {
    if (key !== undefined && isOwnKey(claim, key, policy)) return [];
    if (!before && isOfferedComposition(policy, field, value)) return [];
    if (channel?.field === field && isDeepStrictEqual(value, channel.value)) {
      return [];
    }
    if (author === 'requester') {
      return [finding('error', field, refusalOf(field, ''))];
    }
    if ((policy.platformFields ?? []).some(known => covers(known, field))) {
      return [
        finding(
          'warning',
          field,
          writeMessage('machinery-platform', { field }),
        ),
      ];
    }
    return key === undefined || steers(key)
      ? [finding('error', field, refusalOf(field, '-commit'))]
      : [
          finding(
            'warning',
            field,
            writeMessage('machinery-unknown', { field }),
          ),
        ];
  });
}

/** The Composition that a claim selects by name; undefined for the XRD's default. */
export function compositionOf({ spec }: Pick<Claim, 'spec'>): {
  name?: string;
  /** By labels: which one that is, only the management cluster can tell. */
  selected?: boolean;
} {
  // v2 reads the one, v1 the other; a claim of one version has no effect with the field of the other.
  const machinery = [spec.crossplane, spec].filter(isObject);
  for (const { compositionRef, compositionSelector } of machinery) {
    const name = isObject(compositionRef) ? compositionRef.name : undefined;
    if (typeof name === 'string' && name) return { name };
    if (compositionSelector !== undefined) return { selected: true };
  }
  return {};
}

interface Changed {
  /** Path in the claim. */
  field: string;
  /** Of a label or an annotation. */
  key?: string;
  value: unknown;
}

/** Machinery that differs between two claims, each by its path. */
function changedMachinery(claim: Claim, before: Claim | undefined): Changed[] {
  const pairs: Changed[] = [];
  const compare = (
    path: string,
    is: unknown,
    was: unknown,
    keys: (key: string) => boolean,
    ofMap = false,
  ) => {
    const [a, b] = [is, was].map(o => (isObject(o) ? o : {}));
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
      if (!keys(key) || isDeepStrictEqual(own(a, key), own(b, key))) continue;
      pairs.push({
        field: `${path}${key}`,
        ...(ofMap && { key }),
        value: own(a, key),
      });
    }
  };
  const all = () => true;
  const { metadata, spec } = claim as unknown as Record<string, Json>;
  const { metadata: oldMetadata = {}, spec: oldSpec = {} } = (before ??
    {}) as unknown as Record<string, Json>;

  compare('', claim, before, key => !PLAIN_FIELDS.includes(key));
  compare('metadata.', metadata, oldMetadata, k => !PLAIN_METADATA.includes(k));
  for (const map of ['labels', 'annotations']) {
    compare(`metadata.${map}.`, metadata[map], oldMetadata[map], all, true);
  }
  compare(
    'spec.',
    spec,
    oldSpec,
    key => key !== 'crossplane' && CROSSPLANE_FIELDS.includes(key),
  );
  const [v2, oldV2] = [own(spec, 'crossplane'), own(oldSpec, 'crossplane')];
  if (
    (v2 === undefined || isObject(v2)) &&
    (oldV2 === undefined || isObject(oldV2))
  ) {
    compare('spec.crossplane.', v2, oldV2, all);
  } else if (!isDeepStrictEqual(v2, oldV2)) {
    pairs.push({ field: 'spec.crossplane', value: v2 });
  }
  return pairs;
}

/** A key of the claim's API group, or one that the policy lets people set. */
function isOwnKey(
  { apiVersion }: Claim,
  key: string,
  { metadataKeys = [] }: Pick<Policy, 'metadataKeys'>,
): boolean {
  const [group] = apiVersion.split('/');
  return (
    key.startsWith(`${group}/`) || metadataKeys.some(k => coversKey(k, key))
  );
}

function isOfferedComposition(
  { compositions }: Pick<Policy, 'compositions'>,
  field: string,
  value: unknown,
): boolean {
  return (
    ['spec.crossplane.compositionRef', 'spec.compositionRef'].includes(field) &&
    isObject(value) &&
    Object.keys(value).length === 1 &&
    typeof value.name === 'string' &&
    !!compositions?.includes(value.name)
  );
}

/** `example.org/*` covers every key of the domain, anything else itself: `argocd` is not `argocd.argoproj.io/sync-wave`. */
function coversKey(known: string, key: string): boolean {
  return known.endsWith('/*')
    ? key.startsWith(known.slice(0, -1))
    : key === known;
}

/** `a.b` covers itself and `a.b.c`, and `example.org/*` every key of the domain. */
function covers(known: string, field: string): boolean {
  return coversKey(known, field) || field.startsWith(`${known}.`);
}

function steers(key: string): boolean {
  const domain = key.includes('/') ? key.slice(0, key.indexOf('/')) : '';
  return STEERING_DOMAINS.some(
    known => domain === known || domain.endsWith(`.${known}`),
  );
}

/** What is wrong with a field, and what a requester or (`-commit`) a committer does about it. */
function refusalOf(field: string, to: '' | '-commit'): Message {
  const [prefix, of] = /^metadata\.(label|annotation)s\./.exec(field) ?? [];
  if (prefix) {
    const key = field.slice(prefix.length).slice(0, 200);
    return of === 'label'
      ? writeMessage(`machinery-label${to}`, { key })
      : writeMessage(`machinery-annotation${to}`, { key });
  }
  const shown = { field: field.slice(0, 200) };
  return field.startsWith('spec.')
    ? writeMessage(`machinery-spec${to}`, shown)
    : writeMessage(`machinery-field${to}`, shown);
}

function finding(
  severity: RequestFinding['severity'],
  field: string,
  message: Message,
): RequestFinding {
  return {
    severity,
    rule: 'machinery',
    field: field.slice(0, 300),
    ...message,
  };
}

function own(object: Json, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
