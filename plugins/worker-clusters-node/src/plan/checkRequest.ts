import {
  type ClaimChange,
  type RequestFinding,
  writeMessage,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { applyDefaults } from '@worker-clusters/kubernetes-schema';
import {
  checkReadable,
  claimChanges,
  type ClaimValidation,
  expiresAtAnnotation,
  isDeletionProtected,
  requestedByAnnotation,
  validateClaim,
} from '../claims';
import { checkOwnership } from '../permissions/ownership';
import {
  type DisclosingFinding,
  redactFindings,
} from '../permissions/redactFindings';
import {
  approvalFindings,
  checkLifetime,
  checkMachinery,
  checkRevisionChannel,
  checkPolicy,
  checkRestrictedFields,
  isOver,
  type Policy,
} from '../policy';
import { type PlannedClaim, specSchemaOf } from './completeClaim';
import type { ClaimDraft } from './draftClaim';
import { findTaken } from './findTaken';
import { ownerFindings } from './ownerFindings';
import type { PlanInput, Platform } from './Platform';
import type { RequestState } from './readRequestState';
import {
  compositionFindings,
  selectComposition,
  type SelectedComposition,
} from './selectComposition';

const NOTHING_CHANGES: RequestFinding = {
  severity: 'error',
  rule: 'nothing',
  ...writeMessage('nothing-changes'),
};

/**
 * Lists every field that a request changes, or that a new claim does not leave to the XRD's defaults. These are filled in
 * on both sides: a field that is set to its default is no change.
 */
function changesOf(
  { platform, input }: RequestState,
  draft: ClaimDraft,
  { spec, before }: PlannedClaim,
): ClaimChange[] {
  const schema = specSchemaOf(platform);
  const changes = claimChanges({
    claim: draft.claim,
    before: draft.before,
    spec,
    specBefore: before ?? applyDefaults(schema, {}),
    schema,
  });
  const requester = `metadata.annotations.${requestedByAnnotation(
    platform.definition,
  )}`;
  const end = `metadata.annotations.${expiresAtAnnotation(
    platform.definition,
  )}`;
  return (
    changes
      // The portal itself writes who the requester is.
      .filter(({ field }) => input.written || field !== requester)
      .map(change =>
        change.field === end ? { ...change, label: 'End of lifetime' } : change,
      )
  );
}

function lifetimeFindings(
  { policy, definition, now }: Platform,
  { claim, before }: ClaimDraft,
): RequestFinding[] {
  const key = expiresAtAnnotation(definition);
  return checkLifetime(policy, {
    environment: claim.spec.environment,
    expiresAt: claim.metadata.annotations[key],
    before: before?.metadata.annotations[key],
    isNew: !before,
    field: `metadata.annotations.${key}`,
    now,
  });
}

/** The API server would refuse the deletion, and Argo CD would try in vain. */
function protectionFindings(
  { definition }: Platform,
  { claim, before = claim }: ClaimDraft,
): RequestFinding[] {
  return isDeletionProtected(definition, before.spec)
    ? [
        {
          severity: 'error',
          rule: 'protected',
          field: 'spec.deletionProtection',
          ...writeMessage('deletion-protected'),
        },
      ]
    : [];
}

/** A policy that cannot be read allows nothing. */
function refusalFindings({ refusal }: Policy): RequestFinding[] {
  return refusal ? [{ severity: 'error', rule: 'policy', ...refusal }] : [];
}

function tooManyRequests(unread: number): RequestFinding {
  return {
    severity: 'warning',
    rule: 'requests',
    ...writeMessage('requests-not-read', { count: unread }),
  };
}

/** A request with the results of its checks. */
export interface CheckedRequest {
  findings: RequestFinding[];
  /** Every field that changes. */
  changes: ClaimChange[];
  /** What creates the cluster. */
  composition: SelectedComposition;
  /** Absent for a decommission: the claim is not evaluated. */
  validation?: ClaimValidation;
}

/** Checks a request by the XRD, the policy, and what exists in Git, in the fleet and in the catalog. */
export async function checkRequest(
  request: RequestState,
  draft: ClaimDraft,
  claim: PlannedClaim,
): Promise<CheckedRequest> {
  const { input, platform, file, open, unread, amendable } = request;
  const { spec, before } = claim;
  const { policy, fleet, definition } = platform;
  const composition = selectComposition(platform, draft.claim);
  const redacted = (findings: DisclosingFinding[]) =>
    redactFindings(findings, platform.mayRead ?? (async () => true));
  const inTheWay = async () => [
    ...refusalFindings(policy),
    ...requesterFindings(platform, input, draft),
    ...approvalFindings(policy, spec.environment),
    ...(await findTaken(platform, input, file, open, amendable)),
  ];
  if (input.verb === 'decommission') {
    return {
      findings: await redacted([
        ...protectionFindings(platform, draft),
        ...(await inTheWay()),
      ]),
      changes: [],
      composition,
    };
  }

  const validation = validateClaim(draft.claim, definition, draft.before);
  const changes = changesOf(request, draft, claim);
  // A claim that is written by hand may change what a request cannot: metadata.
  const unchanged =
    input.verb === 'update' && !input.written && draft.text === file?.content;
  return {
    validation,
    changes,
    composition,
    findings: await redacted([
      ...validation.problems.map(problem => ({
        severity: 'error' as const,
        ...problem,
      })),
      ...checkMachinery(policy, {
        claim: draft.claim,
        before: draft.before,
        author: input.written?.author ?? 'requester',
        definition,
      }),
      // What the portal writes has the selector.
      ...(input.written
        ? checkRevisionChannel(definition, {
            claim: draft.claim,
            before: draft.before,
          })
        : []),
      ...checkRestrictedFields(policy, {
        schema: specSchemaOf(platform),
        spec,
        before,
      }),
      ...checkReadable(changes),
      ...(input.verb === 'create' ? compositionFindings(composition) : []),
      ...lifetimeFindings(platform, draft),
      ...checkPolicy(policy, { name: input.name, spec, before, fleet }),
      ...(await ownerFindings(platform, spec.owner, before?.owner)),
      ...(await inTheWay()),
      ...(unread > 0 ? [tooManyRequests(unread)] : []),
      ...(unchanged ? [NOTHING_CHANGES] : []),
    ]),
  };
}

/** Whether the requester's teams own the cluster, as it is in Git and as it would be. */
function requesterFindings(
  { policy, definition, now }: Platform,
  { actor, cluster, verb, environment }: PlanInput,
  { claim, before }: ClaimDraft,
): DisclosingFinding[] {
  if (!actor) return [];
  const expiresAt =
    before?.metadata.annotations[expiresAtAnnotation(definition)];
  return checkOwnership(policy.ownership, {
    actor,
    verb,
    cluster,
    before: before?.spec,
    after: verb === 'decommission' ? undefined : claim.spec,
    lifetimeOver: isOver(policy, { environment, expiresAt }, now),
  });
}
