import { isDeepStrictEqual } from 'node:util';
import {
  type ClaimChange,
  type RequestFinding,
  writeMessage,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { Claim, ClaimSpec } from './Claim';
import type { OpenApiSchema } from './parseXrd';

type Json = Record<string, unknown>;

/** A pull request's text has room for 65,536 characters on most Git hosts, of which the changes may take this many. */
const MAX_CHARACTERS = 20_000;

/** The claim as it would be and as it is, with what the XRD adds to both. */
export interface ClaimComparison {
  claim: Claim;
  /** Absent for a new claim. */
  before?: Claim;
  /** `spec` with the XRD's defaults. */
  spec: ClaimSpec;
  /** `spec` as it is, with the XRD's defaults; for a new claim the defaults alone. */
  specBefore: unknown;
  /** Of `spec`: titles and the order of the fields. */
  schema: OpenApiSchema;
}

/**
 * Lists every field in which a claim differs from what it was, or a new one from the XRD's defaults: leaf by leaf, in the
 * order of the schema, fields that the schema does not have and those of `metadata` included. Name, namespace, kind and
 * version are not fields but say which claim it is.
 */
export function claimChanges({
  claim,
  before,
  spec,
  specBefore,
  schema,
}: ClaimComparison): ClaimChange[] {
  const ofSpec = differencesOf(specBefore, spec, schema, 'spec');
  const { apiVersion, kind, spec: _, metadata, ...rest } = claim as any;
  const {
    apiVersion: __,
    kind: ___,
    spec: ____,
    metadata: metadataBefore = {},
    ...restBefore
  } = (before ?? {}) as any;
  return [
    ...ofSpec,
    ...differencesOf(
      withoutIdentity(metadataBefore),
      withoutIdentity(metadata),
      undefined,
      'metadata',
    ),
    ...differencesOf(restBefore, rest, undefined, ''),
  ].map(({ before: was, after, ...field }) => ({
    ...field,
    ...(was !== undefined && { before: showValue(was) }),
    ...(after !== undefined && { after: showValue(after) }),
  }));
}

/**
 * Refuses changes that do not fit into the text of a pull request: what the reviewer cannot read there could hide in the
 * diff.
 */
export function checkReadable(changes: ClaimChange[]): RequestFinding[] {
  const size = changes.reduce(
    (sum, { label, before = '', after = '' }) =>
      sum + label.length + before.length + after.length,
    0,
  );
  return size <= MAX_CHARACTERS
    ? []
    : [
        {
          severity: 'error',
          rule: 'readable',
          ...writeMessage('change-too-long', { size, limit: MAX_CHARACTERS }),
        },
      ];
}

/** What a field is called: its title in the schema, else its path. */
function labelOf(path: string, schema: OpenApiSchema | undefined): string {
  return typeof schema?.title === 'string' && schema.title
    ? schema.title
    : path.replace(/^spec\./, '');
}

/**
 * A value as people read it. Characters without a shape of their own, which could hide text or reverse it, stand as their
 * code point: `\u{202e}`.
 */
export function showValue(value: unknown): string {
  const text =
    typeof value === 'string' ? value : JSON.stringify(value) ?? String(value);
  return text.replace(
    /[\p{Cf}\p{Co}\p{Cn}\u2028\u2029\u{e0000}-\u{e0fff}]/gu,
    c => `\\u{${c.codePointAt(0)!.toString(16)}}`,
  );
}

/** A field in which two values differ. */
export interface FieldDifference {
  /** Path, for example `spec.nodes.max`. */
  field: string;
  /** Its title in the schema, else its path. */
  label: string;
  before?: unknown;
  after?: unknown;
}

/** Lists the fields in which two values differ, leaf by leaf, those of the schema first. A list is one leaf. */
export function differencesOf(
  before: unknown,
  after: unknown,
  schema: OpenApiSchema | undefined,
  path: string,
): FieldDifference[] {
  if (isDeepStrictEqual(before, after)) return [];
  // A mapping that comes or goes is its fields; an empty one is itself.
  if (isMapping(before, after) || isMapping(after, before)) {
    const [a, b] = [before, after].map(o => (isObject(o) ? o : {}));
    const properties = isObject(schema?.properties) ? schema.properties : {};
    const keys = [
      ...new Set([
        ...Object.keys(properties),
        ...Object.keys(a),
        ...Object.keys(b),
      ]),
    ];
    return keys.flatMap(key =>
      differencesOf(
        own(a, key),
        own(b, key),
        own(properties, key) as OpenApiSchema | undefined,
        path ? `${path}.${key}` : key,
      ),
    );
  }
  return [{ field: path, label: labelOf(path, schema), before, after }];
}

/** Whether one is a mapping with fields, and the other one too or nothing. */
function isMapping(one: unknown, other: unknown): boolean {
  return (
    isObject(one) &&
    (isObject(other) || (other === undefined && Object.keys(one).length > 0))
  );
}

function withoutIdentity({ name, namespace, ...rest }: Json): Json {
  // A claim without annotations is read as one with none.
  return isObject(rest.annotations) && !Object.keys(rest.annotations).length
    ? { ...rest, annotations: undefined }
    : rest;
}

function own(object: Json, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
