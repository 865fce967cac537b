import type {
  ClaimChange,
  RequestFinding,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import {
  type Claim,
  type ClaimDefinition,
  claimNamespace,
  parseClaimFile,
  requestedByAnnotation,
} from '../claims';
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
  environment: string;
  name: string;
  /** Path of the cluster's claim. */
  claimPath: string;
  /** Entity reference of the requester. */
  requestedBy?: string;
  files: ReviewedFile[];
}

/**
 * What the files of a cluster hold, and what forbids them.
 *
 * @public
 */
export interface FileReview {
  findings: RequestFinding[];
  /** The claim that is written, with its kind; absent if there is none, or more than that. */
  claim?: { claim: Claim; definition: ClaimDefinition };
  /** Objects beside the claim, for example `ConfigMap in crossplane/claims/dev/payments-dev.settings.yaml`. */
  others: string[];
}

/** What Argo CD reads from a folder of manifests. */
const MANIFEST = /\.(ya?ml|json)$/i;

/** What Argo CD executes, or builds further manifests from. */
const GENERATOR =
  /(^|\/)(kustomization(\.ya?ml)?|chart\.ya?ml|\.argocd-source.*|.*\.(jsonnet|libsonnet))$/i;

/**
 * Reviews files that a request writes by their text: the file at the claim's place must hold this cluster's claim and nothing
 * else; no other file may hold a claim, a list of objects, or what generates objects. The claim itself is for `planRequest`.
 *
 * @public
 */
export function reviewFiles(input: FileReviewInput): FileReview {
  const review: FileReview = { findings: [], others: [] };
  for (const file of input.files) {
    if (file.path === input.claimPath) reviewClaim(input, file, review);
    else reviewOther(input, file, review);
  }
  return review;
}

/**
 * Describes the files of a cluster that a request changes for the reviewer, as paragraphs of Markdown.
 *
 * @param changes - fields of the claim that change; of a new one all that are not as the XRD has them by default
 * @public
 */
export function describeFiles(
  { others }: Pick<FileReview, 'others'>,
  changes: ClaimChange[],
  verb: 'create' | 'update',
): string[] {
  return [
    ...describeChanges(changes, verb),
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
  const { environment, name } = input;
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
  review.claim = found;
  review.findings.push(
    ...checkIdentity(claim, { environment, name }),
    ...checkRequester(claim, old, definition, input.requestedBy),
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
