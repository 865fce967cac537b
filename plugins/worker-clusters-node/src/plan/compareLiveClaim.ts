import type {
  LiveClaimComparison,
  LiveClaimDifference,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { applyDefaults } from '@worker-clusters/kubernetes-schema';
import { stringify } from 'yaml';
import {
  type Claim,
  type ClaimDefinition,
  CROSSPLANE_FIELDS,
  differencesOf,
  type FieldDifference,
  showValue,
} from '../claims';
import { requireBoundedSpec } from './requireBoundedSpec';
import { unifiedDiff } from './unifiedDiff';
import {
  fieldWithoutSecret,
  isSecretPair,
  withoutSecrets,
} from './withoutSecrets';

/** Fields that are listed of a comparison. */
const MAX_FIELDS = 200;
/** Characters of one value. */
const MAX_VALUE = 500;
/** Characters of the diff. */
const MAX_DIFF = 60_000;

/** Labels and annotations that Argo CD, Crossplane and kubectl set on what others apply. */
const SET_BY_SERVERS = new Set([
  'app.kubernetes.io/instance',
  'argocd.argoproj.io/instance',
  'argocd.argoproj.io/tracking-id',
  'crossplane.io/claim-name',
  'crossplane.io/claim-namespace',
  'crossplane.io/composite',
  'crossplane.io/external-name',
  'kubectl.kubernetes.io/last-applied-configuration',
]);

type Json = Record<string, unknown>;

/**
 * Compares a claim as it stands in Git with the claim on the management cluster.
 *
 * A field that Git leaves out and that has the XRD's default is a default and no difference. Fields that Crossplane sets,
 * and labels and annotations that servers set, count as far as Git sets them. Credentials are not shown: see
 * {@link withoutSecrets}.
 *
 * @param live - the object that the management cluster serves: untrusted JSON
 * @throws InputError if `live` has too many values or levels to be compared
 * @public
 */
export function compareLiveClaim(
  claim: Claim,
  live: unknown,
  definition: Pick<ClaimDefinition, 'schema'>,
): Omit<LiveClaimComparison, 'readAt'> {
  const { spec: rawSpec, metadata: rawMetadata } = object(live);
  const { labels, annotations } = object(rawMetadata);
  requireBoundedSpec([rawSpec, labels, annotations]);
  const schema: Json | undefined = (definition.schema as any).properties?.spec;
  const spec = applyDefaults(schema, claim.spec) as Json;
  const liveSpec = withoutMachinery(object(rawSpec), claim.spec);
  const ofSpec = differencesOf(spec, liveSpec, schema, 'spec');
  const ofDefaults = differencesOf(claim.spec, spec, schema, 'spec').filter(
    ({ before }) => before === undefined,
  );
  const defaults = new Set(ofDefaults.map(({ field }) => field));
  const [metadata, liveMetadata] = bothMetadata(claim, {
    labels,
    annotations,
  });
  const differences = [
    ...ofSpec,
    ...differencesOf(metadata, liveMetadata, undefined, 'metadata'),
  ];
  const different = new Set(ofSpec.map(({ field }) => field));
  return {
    differences: differences
      .slice(0, MAX_FIELDS)
      .map(difference => shown(difference, defaults)),
    ...(differences.length > MAX_FIELDS && {
      more: differences.length - MAX_FIELDS,
    }),
    defaults: ofDefaults
      .filter(({ field }) => !different.has(field))
      .slice(0, MAX_FIELDS)
      .map(({ field, label, after }) => ({
        field: withoutSecrets(field),
        label: withoutSecrets(label),
        value: showField(field, after),
      })),
    diff: diffOf(
      { metadata, spec },
      { metadata: liveMetadata, spec: liveSpec },
    ),
  };
}

function shown(
  { field, label, before, after }: FieldDifference,
  defaults: ReadonlySet<string>,
): LiveClaimDifference {
  return {
    field: withoutSecrets(field),
    label: withoutSecrets(label),
    ...(before !== undefined && { before: showField(field, before) }),
    ...(after !== undefined && { after: showField(field, after) }),
    ...(defaults.has(field) && { isDefault: true as const }),
  };
}

/** The spec without Crossplane's own fields, except for what Git sets of them. */
function withoutMachinery(spec: Json, git: Json): Json {
  return Object.fromEntries(
    Object.entries(spec).flatMap(([key, value]) => {
      if (!CROSSPLANE_FIELDS.includes(key)) return [[key, value]];
      return Object.hasOwn(git, key) ? [[key, common(git[key], value)]] : [];
    }),
  );
}

/** What of a value is at places that the template has. */
function common(template: unknown, value: unknown): unknown {
  if (!isObject(template) || !isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => Object.hasOwn(template, key))
      .map(([key, inner]) => [key, common(template[key], inner)]),
  );
}

/** Labels and annotations of both: those that servers set only if Git sets them. */
function bothMetadata(claim: Claim, live: Json): [Json, Json] {
  const both: [Json, Json] = [{}, {}];
  for (const kind of ['labels', 'annotations']) {
    const inGit = object(claim.metadata[kind]);
    const inCluster = Object.fromEntries(
      Object.entries(object(live[kind])).filter(
        ([key]) => Object.hasOwn(inGit, key) || !SET_BY_SERVERS.has(key),
      ),
    );
    if (Object.keys(inGit).length) both[0][kind] = inGit;
    if (Object.keys(inCluster).length) both[1][kind] = inCluster;
  }
  return both;
}

function diffOf(before: Json, after: Json): string {
  const text = (value: unknown) =>
    showValue(stringify(redacted('', value), { lineWidth: 0 }));
  const diff = unifiedDiff(text(before), text(inOrderOf(before, after)));
  if (diff.length <= MAX_DIFF) return diff;
  const end = diff.lastIndexOf('\n', MAX_DIFF) + 1;
  return `${diff.slice(0, end)}@@ The rest is left out\n`;
}

/** The same value with the keys of its objects in the order of the template, other ones last. */
function inOrderOf(template: unknown, value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = Array.isArray(template) ? template : [];
    return value.map((item, i) => inOrderOf(items[i], item));
  }
  if (!isObject(value)) return value;
  const order = isObject(template) ? template : {};
  const keys = new Set([
    ...Object.keys(order).filter(key => Object.hasOwn(value, key)),
    ...Object.keys(value),
  ]);
  return Object.fromEntries(
    [...keys].map(key => [
      key,
      inOrderOf(Object.hasOwn(order, key) ? order[key] : undefined, value[key]),
    ]),
  );
}

function showField(field: string, value: unknown): string {
  const name = field.slice(field.lastIndexOf('.') + 1);
  return cut(showValue(redacted(name, value)));
}

/** The value without credentials, and long texts cut. */
function redacted(name: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map(item => redacted(name, item));
  if (isObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        withoutSecrets(key),
        redacted(
          key === 'value' && isSecretPair(value.name)
            ? String(value.name)
            : key,
          inner,
        ),
      ]),
    );
  }
  if (typeof value === 'number') {
    const text = String(value);
    const shownText = fieldWithoutSecret(name, text);
    return shownText === text ? value : shownText;
  }
  if (typeof value !== 'string') return value;
  // Bounded before it is searched.
  return cut(fieldWithoutSecret(name, value.slice(0, 8192)));
}

function cut(text: string): string {
  return text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE)}…` : text;
}

function object(value: unknown): Json {
  return isObject(value) ? value : {};
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
