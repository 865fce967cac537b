import type { Claim } from './Claim';
import type { ClaimDefinition } from './parseXrd';

/**
 * Keyword of the XRD's schema at `spec.environment`: claims follow the revisions of their Composition that are released
 * to their environment.
 */
const KEYWORD = 'x-composition-channel';

/** Where Crossplane v2 and v1 read the selector. */
const FIELDS = [
  'spec.crossplane.compositionRevisionSelector',
  'spec.compositionRevisionSelector',
];

/** A field of a claim that selects revisions of its Composition. */
export interface RevisionSelector {
  /** `spec.crossplane.compositionRevisionSelector`; in Crossplane v1 without `crossplane`. */
  field: string;
  value: { matchLabels: Record<string, string> };
}

/**
 * Returns the selector of the Composition's revisions that a claim of an environment has. The XRD names the field and the
 * label, whose key ends with the environment:
 *
 *     environment:
 *       x-composition-channel:
 *         field: spec.crossplane.compositionRevisionSelector
 *         label: platform.example.org/channel-
 *
 * Undefined if the XRD has no channels: a claim follows the newest revision.
 */
export function revisionSelector(
  { schema }: Pick<ClaimDefinition, 'schema'>,
  environment: string,
): RevisionSelector | undefined {
  const channel = (schema as any)?.properties?.spec?.properties?.environment?.[
    KEYWORD
  ];
  const { field, label } = channel ?? {};
  if (!FIELDS.includes(field) || typeof label !== 'string' || !label) {
    return undefined;
  }
  return { field, value: { matchLabels: { [label + environment]: 'true' } } };
}

/** Returns what a claim has at the field of a selector. */
export function selectorOf(
  claim: Pick<Claim, 'spec'>,
  { field }: Pick<RevisionSelector, 'field'>,
): unknown {
  const [, ...path] = field.split('.');
  return path.reduce(
    (value: any, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? value[key]
        : undefined,
    claim.spec,
  );
}

/** Returns a claim with a selector in it, unless its `spec.crossplane` is no object. */
export function withSelector(
  claim: Claim,
  { field, value }: RevisionSelector,
): Claim {
  const { spec } = claim;
  if (field === 'spec.compositionRevisionSelector') {
    return { ...claim, spec: { ...spec, compositionRevisionSelector: value } };
  }
  const { crossplane = {} } = spec;
  if (typeof crossplane !== 'object' || Array.isArray(crossplane)) return claim;
  return {
    ...claim,
    spec: {
      ...spec,
      crossplane: { ...crossplane, compositionRevisionSelector: value },
    },
  };
}
