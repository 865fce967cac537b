import { applyDefaults } from '@worker-clusters/kubernetes-schema';
import type {
  ClaimChange,
  RequestFinding,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import {
  checkReadable,
  type Claim,
  claimChanges,
  type ClaimDefinition,
  claimNamespace,
  type ClaimSpec,
  expiresAtAnnotation,
  validateClaim,
  parseClaimFile,
  requestedByAnnotation,
} from '../claims';
import {
  checkLifetime,
  checkMachinery,
  checkPolicy,
  checkRestrictedFields,
  type Policy,
} from '../policy';
import { describeChanges } from './describePlan';
import { escapeMarkdown } from './markdown';

/**
 * A file of a cluster that a request writes or removes.
 *
 * @public
 */
export interface ReviewedFile {
  path: string;
  /** As it is; absent if there is none. */
  before?: string;
  /** As it would be; absent if it is removed. */
  after?: string;
}

/**
 * The files of a cluster, as they are and as a change leaves them, and what they are checked by.
 *
 * @public
 */
export interface FileReviewInput {
  /** Kinds of claims, by XRD. */
  definitions: ClaimDefinition[];
  policy: Policy;
  environment: string;
  name: string;
  /** Path of the cluster's claim. */
  claimPath: string;
  /** Entity reference of the requester. */
  requestedBy?: string;
  /** Lifetimes are counted from here. */
  now: Date;
  files: ReviewedFile[];
}

/**
 * What the files of a cluster change, for the reviewer, and what forbids them.
 *
 * @public
 */
export interface FileReview {
  findings: RequestFinding[];
  /** Every field of the claim that changes; of a new claim every field that is not as the XRD has it by default. */
  changes: ClaimChange[];
  /** Whether the claim is a new one. */
  isNew: boolean;
  /** Objects beside the claim, for example `ConfigMap in crossplane/claims/dev/payments-dev.settings.yaml`. */
  others: string[];
}

/** What Argo CD reads from a folder of manifests. */
const MANIFEST = /\.(ya?ml|json)$/i;

/** What Argo CD executes, or builds further manifests from. */
const GENERATOR =
  /(^|\/)(kustomization(\.ya?ml)?|chart\.ya?ml|\.argocd-source.*|.*\.(jsonnet|libsonnet))$/i;

/**
 * Reviews files that a request writes by their text: the claim at its place must be this cluster's, valid and within the
 * policy, and set nothing that a request cannot set; no other file may hold a claim, a list of objects, or what generates
 * objects. What the policy says about the fleet (quota, overlap of address ranges) is not checked.
 *
 * @public
 */
export function reviewFiles(input: FileReviewInput): FileReview {
  const review: FileReview = {
    findings: [],
    changes: [],
    isNew: false,
    others: [],
  };
  for (const file of input.files) {
    if (file.path === input.claimPath) reviewClaim(input, file, review);
    else reviewOther(input, file, review);
  }
  return review;
}

/**
 * Describes the files of a cluster that a request changes for the reviewer, as paragraphs of Markdown.
 *
 * @public
 */
export function describeFiles({
  changes,
  isNew,
  others,
}: FileReview): string[] {
  return [
    ...describeChanges(changes, isNew ? 'create' : 'update'),
    ...(others.length
      ? [
          '### Other objects',
          others.map(other => `- ${escapeMarkdown(other)}`).join('\n'),
        ]
      : []),
  ];
}

function reviewClaim(
  input: FileReviewInput,
  { path, before, after }: ReviewedFile,
  review: FileReview,
): void {
  if (after === undefined) return;
  const { policy, environment, name } = input;
  const found = findClaim(input.definitions, after);
  if (!found) {
    review.findings.push(
      error(
        'kind',
        undefined,
        `${path} must hold exactly one claim, of '${name}': without it the cluster would be removed. To remove it, remove the file.`,
      ),
    );
    return;
  }
  const { claim, definition } = found;
  const old =
    before === undefined ? undefined : findClaim([definition], before)?.claim;
  const schema = (definition.schema as any).properties?.spec ?? {};
  const complete = (spec: unknown) => applyDefaults(schema, spec) as ClaimSpec;
  const spec = complete(claim.spec);
  const specBefore = old && complete(old.spec);
  review.isNew = !old;
  review.changes = claimChanges({
    claim,
    before: old,
    spec,
    specBefore: specBefore ?? complete({}),
    schema,
  });
  review.findings.push(
    ...checkReadable(review.changes),
    ...checkIdentity(claim, { environment, name }),
    ...checkRequester(claim, old, definition, input.requestedBy),
    ...validateClaim(claim, definition, old).problems.map(problem => ({
      severity: 'error' as const,
      ...problem,
    })),
    ...checkMachinery(policy, { claim, before: old, author: 'requester' }),
    ...checkRestrictedFields(policy, { schema, spec, before: specBefore }),
    ...checkPolicy(policy, { name, spec, before: specBefore }),
    ...checkEnd(input, claim, old, definition),
  );
}

function checkIdentity(
  { metadata, spec }: Claim,
  { environment, name }: { environment: string; name: string },
): RequestFinding[] {
  const expected: Array<[string, unknown, string]> = [
    ['metadata.name', metadata.name, name],
    ['metadata.namespace', metadata.namespace, claimNamespace(environment)],
    ['spec.environment', spec.environment, environment],
  ];
  return expected.flatMap(([field, value, right]) =>
    value === right
      ? []
      : [
          error(
            'place',
            field,
            `${field} of the claim must be '${right}', that of the request.`,
          ),
        ],
  );
}

function checkEnd(
  { policy, environment, now }: FileReviewInput,
  claim: Claim,
  before: Claim | undefined,
  definition: ClaimDefinition,
): RequestFinding[] {
  const key = expiresAtAnnotation(definition);
  return checkLifetime(policy, {
    environment,
    expiresAt: claim.metadata.annotations[key],
    before: before?.metadata.annotations[key],
    isNew: !before,
    field: `metadata.annotations.${key}`,
    now,
  });
}

/** Nobody requests in the name of somebody else. */
function checkRequester(
  { metadata }: Claim,
  before: Claim | undefined,
  definition: ClaimDefinition,
  requestedBy: string | undefined,
): RequestFinding[] {
  const key = requestedByAnnotation(definition);
  const value = metadata.annotations[key];
  return value === before?.metadata.annotations[key] ||
    value === undefined ||
    value === requestedBy
    ? []
    : [
        error(
          'machinery',
          `metadata.annotations.${key}`,
          `The annotation '${key}' must name the requester${
            requestedBy ? `, ${requestedBy}` : ''
          }: correct it, or leave it out.`,
        ),
      ];
}

function reviewOther(
  { definitions }: FileReviewInput,
  { path, after }: ReviewedFile,
  review: FileReview,
): void {
  if (after === undefined) return;
  if (GENERATOR.test(path)) {
    review.findings.push(
      error(
        'kind',
        undefined,
        `${path} would generate objects that the reviewer does not see: write the objects themselves.`,
      ),
    );
    return;
  }
  if (!MANIFEST.test(path)) return;
  for (const document of parseClaimFile(after, definitions[0])) {
    const forbid = (what: string) =>
      review.findings.push(
        error(
          'kind',
          undefined,
          `${path} holds ${what}, which does not belong beside a claim.`,
        ),
      );
    if (document.type === 'invalid') {
      forbid(`what is no object (${document.problems[0]?.message})`);
    } else if (
      document.type === 'claim' ||
      isClaimKind(definitions, document)
    ) {
      forbid('another claim');
    } else if (document.kind.endsWith('List')) {
      forbid(`a ${document.kind.slice(0, 63)}`);
    } else {
      review.others.push(`${document.kind.slice(0, 63)} in ${path}`);
    }
  }
}

function isClaimKind(
  definitions: ClaimDefinition[],
  { apiVersion }: { apiVersion: string },
): boolean {
  // Of the group, not the kind alone: the composite resource behind a v1 claim makes a cluster too.
  return definitions.some(({ group }) => apiVersion.startsWith(`${group}/`));
}

/** The one claim of a file that holds nothing else; undefined for any other file. */
function findClaim(
  definitions: ClaimDefinition[],
  text: string,
): { claim: Claim; definition: ClaimDefinition } | undefined {
  for (const definition of definitions) {
    const documents = parseClaimFile(text, definition);
    const [first] = documents;
    if (documents.length === 1 && first.type === 'claim') {
      return { claim: first.claim, definition };
    }
  }
  return undefined;
}

function error(
  rule: string,
  field: string | undefined,
  message: string,
): RequestFinding {
  return { severity: 'error', rule, ...(field && { field }), message };
}
