import { InputError } from '@backstage/errors';
import {
  type RequestFinding,
  writeMessage,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import {
  applyDefaults,
  checkRules,
  InvalidSchemaError,
  RulesResult,
  SchemaProblem,
  validateObject,
} from '@worker-clusters/kubernetes-schema';
import type { Claim } from './Claim';
import type { ClaimDefinition } from './parseXrd';

/** A problem of a claim, worded for the requester. @public */
export type ClaimProblem = SchemaProblem & Pick<RequestFinding, 'messageCode'>;

/**
 * Fields of `spec` that Crossplane adds to the kinds that it makes of an XRD, and of which the XRD itself says nothing:
 * `crossplane` in v2, the others in v1 (`internal/xcrd/schemas.go` of Crossplane). They decide which Composition makes the
 * cluster, which objects belong to it and where its credentials are written.
 */
export const CROSSPLANE_FIELDS = [
  'crossplane',
  'compositionRef',
  'compositionSelector',
  'compositionRevisionRef',
  'compositionRevisionSelector',
  'compositionUpdatePolicy',
  'compositeDeletePolicy',
  'claimRef',
  'resourceRef',
  'resourceRefs',
  'environmentConfigRefs',
  'writeConnectionSecretToRef',
  'publishConnectionDetailsTo',
];

/** Names of the fields in messages, where the schema has no titles. */
const WORDING = {
  noun: 'a worker cluster',
  labels: {
    '': 'The claim',
    'spec.environment': 'Environment',
    'spec.region': 'Region',
    'spec.owner': 'Owner',
    'spec.kubernetesVersion': 'Kubernetes version',
    'spec.nodes.size': 'Node size',
    'spec.nodes.min': 'Minimum number of nodes',
    'spec.nodes.max': 'Maximum number of nodes',
    'spec.network.vpcCidr': 'Address range',
  },
};

const FREE = { 'x-kubernetes-preserve-unknown-fields': true };

/** Schemas of claims by those of the XRDs: with the fields that Crossplane and Kubernetes add. */
const claimSchemas = new WeakMap<object, object>();

/** The result of validating a claim. @public */
export interface ClaimValidation {
  /** Empty for a valid claim. */
  problems: ClaimProblem[];
  /** Rules that were evaluated, and rules that could not be; none of either if the claim breaks the schema. */
  rules: Pick<RulesResult, 'evaluated' | 'skipped'>;
}

/**
 * Validates a claim as the API server would: by the XRD's schema, with its defaults, and its CEL rules; against the claim
 * as it was, by transition rules too. A problem that the claim had before, in a field that stays as it was, is not
 * reported: nobody has to fix it to change something else. A field that the XRD does not have is a problem, where a server
 * would drop it.
 *
 * @param before - the claim as it stands; absent for a new one
 * @throws InputError if the XRD's schema itself cannot be used.
 * @public
 */
export function validateClaim(
  claim: Claim,
  definition: ClaimDefinition,
  before?: Claim,
): ClaimValidation {
  const schema = claimSchema(definition);
  const complete = (c: Claim) =>
    applyDefaults(
      schema,
      // As it will be in the file: without what is undefined.
      JSON.parse(
        JSON.stringify({
          apiVersion: c.apiVersion,
          kind: c.kind,
          metadata: c.metadata,
          spec: c.spec,
        }),
      ),
    );
  const value = complete(claim);
  const oldValue = before && complete(before);
  const problems = checkSchema(schema, value, oldValue);
  const { min, max } = claim.spec?.nodes ?? {};
  const unchanged =
    before?.spec?.nodes?.min === min && before?.spec?.nodes?.max === max;
  if (
    typeof min === 'number' &&
    typeof max === 'number' &&
    min > max &&
    !unchanged
  ) {
    problems.push({
      rule: 'schema',
      field: 'spec.nodes.max',
      ...writeMessage('nodes-max-below-min', { max, min }),
    });
  }
  // Rules expect a valid object; on another one they would report the same problems again.
  if (problems.length)
    return { problems, rules: { evaluated: 0, skipped: [] } };
  const { problems: broken, ...rules } = checkRules(schema, value, {
    oldValue,
  });
  return { problems: broken, rules };
}

function checkSchema(
  schema: object,
  value: unknown,
  oldValue: unknown,
): ClaimProblem[] {
  try {
    return validateObject(schema, value, { oldValue, ...WORDING });
  } catch (error) {
    if (!(error instanceof InvalidSchemaError)) throw error;
    throw new InputError(
      `The schema of the XRD cannot be used: ${error.message}. Tell the platform team.`,
    );
  }
}

function claimSchema({ schema }: ClaimDefinition): object {
  let known = claimSchemas.get(schema);
  if (!known) {
    const properties = (schema.properties ?? {}) as Record<string, any>;
    const spec = properties.spec ?? {};
    known = {
      ...schema,
      properties: {
        ...properties,
        apiVersion: { type: 'string' },
        kind: { type: 'string' },
        metadata: {
          type: 'object',
          properties: {
            name: { type: 'string' },
            generateName: { type: 'string' },
          },
          ...FREE,
        },
        spec: spec.properties
          ? {
              ...spec,
              properties: {
                ...Object.fromEntries(
                  CROSSPLANE_FIELDS.map(name => [name, FREE]),
                ),
                ...spec.properties,
              },
            }
          : spec,
      },
    };
    claimSchemas.set(schema, known);
  }
  return known;
}
