import { ConflictError, InputError } from '@backstage/errors';
import {
  type ClaimChange,
  type RequestFinding,
  type RequestPreview,
  stringifyClusterRef,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { applyDefaults } from '@worker-clusters/kubernetes-schema';
import type {
  CommitOptions,
  GitFile,
  GitPullRequest,
} from '@worker-clusters/git-pull-requests';
import {
  checkReadable,
  type Claim,
  claimBranch,
  claimChanges,
  claimPath,
  type ClaimSpec,
  type ClaimValidation,
  definitionOf,
  expiresAtAnnotation,
  validateClaim,
  requestedByAnnotation,
  requireClusterName,
  showValue,
} from '../claims';
import { requireClaimOf } from '../permissions/clusterOfClaim';
import { ownerRef } from '../permissions/ownerRef';
import { checkOwnership } from '../permissions/ownership';
import {
  type DisclosingFinding,
  redactFindings,
} from '../permissions/redactFindings';
import {
  approvalFindings,
  checkLifetime,
  checkMachinery,
  checkPolicy,
  checkRestrictedFields,
  isOver,
  lifetimeOf,
} from '../policy';
import { changeKustomization } from './changeKustomization';
import {
  consequencesOfDecommission,
  type Running,
} from './consequencesOfDecommission';
import { consequencesOfUpdate } from './consequencesOfUpdate';
import { unifiedDiff } from './unifiedDiff';
import {
  type ClaimDraft,
  draftChangedClaim,
  draftNewClaim,
} from './draftClaim';
import { estimateCost, pricesOf } from './estimateCost';
import {
  environmentsOf,
  findAmendable,
  findTaken,
  listRequests,
  markersOf,
} from './findTaken';
import { ownerFindings } from './ownerFindings';
import { passedChecks } from './passedChecks';
import type { PlanInput, Platform } from './Platform';
import { isAsRequested } from './requestMarker';
import { requireBoundedSpec } from './requireBoundedSpec';
import { typedSpec } from './typedSpec';
import { withEarlierRequests } from './withEarlierRequests';
import {
  compositionFindings,
  selectComposition,
  type SelectedComposition,
} from './selectComposition';
import { withOpenRequests } from './withOpenRequests';

/** What is written to Git for a request. @public */
export interface RequestWrite {
  /** Branch that the pull request goes to. */
  base: string;
  /** Branch of the pull request, without the number that tells apart several pull requests of the same request. */
  branch: string;
  /**
   * Branches of requests for the same name in other environments: names are unique over all environments, and another
   * request may be submitted at the same time.
   */
  rivals: string[];
  /** What the commit changes, the claim's file first. `sha` is that of the content that was read. */
  changes: CommitOptions['changes'];
  /** Numbers of open pull requests for the same that are not in the way, because their claims are not valid. */
  ignored: number[];
}

/** The claim that a request is about. @public */
export interface PlannedClaim {
  /** As it would be; for a decommission as it is. */
  object: Claim;
  /** Its spec with the XRD's defaults; a field of {@link ClaimSpec} that has another type is left out. */
  spec: ClaimSpec;
  /** The spec as it is, with the XRD's defaults; absent for a new cluster. */
  before?: ClaimSpec;
  /** Entity reference in its full form. */
  owner: string;
}

/** A request: what people see of it, what is written for it, and its claim. @public */
export interface RequestPlan {
  preview: RequestPreview;
  write: RequestWrite;
  claim: PlannedClaim;
}

/**
 * Plans a request: drafts the claim's file and checks it by the XRD's schema and CEL rules, the policy, and what exists
 * in Git, in the fleet and in the catalog. Reads only.
 *
 * @throws InputError for an identity that cannot be part of a path, or a spec that is too large; NotFoundError if there is no claim to change;
 *   ConflictError if the file holds another claim. Every other problem is a finding.
 * @public
 */
export async function planRequest(
  platform: Platform,
  input: PlanInput,
): Promise<RequestPlan> {
  requireBoundedSpec(input.spec);
  const request = await readRequestState(platform, input);
  const draft = draftClaim(request);
  if (input.cluster && draft.before)
    requireClaimOf(draft.before, input.cluster);
  const claim = completeClaim(request.platform, draft);
  const checked = await checkRequest(request, draft, claim);
  return {
    preview: await previewRequest(request, draft, claim, checked),
    write: await writeOf(request, draft),
    claim,
  };
}

/**
 * Passes a plan on that is allowed.
 *
 * @throws InputError or ConflictError with the messages of all findings that are errors.
 * @public
 */
export function requireAllowed(plan: RequestPlan): RequestPlan {
  const errors = plan.preview.findings.filter(f => f.severity === 'error');
  if (!errors.length) return plan;
  const message = errors.map(f => f.message).join(' ');
  throw errors.some(f => f.rule === 'taken')
    ? new ConflictError(message)
    : new InputError(message);
}

/** A request with what Git holds of its cluster. */
interface RequestState {
  input: PlanInput;
  /** With the definition of the claim's own kind; for a new cluster, with the clusters of open requests in the fleet. */
  platform: Platform;
  path: string;
  /** The claim's file on the base branch. */
  file?: GitFile;
  /** Open pull requests of requests, without those that take nothing. */
  open: GitPullRequest[];
  /** See {@link RequestWrite}. */
  ignored: number[];
  /** Number of open requests that were not read. */
  unread: number;
  /** The requester's open pull request that the request amends. */
  amendable?: GitPullRequest;
  /** The claim's file on the branch of that, if the request is added to it. */
  amended?: GitFile;
}

async function readRequestState(
  platform: Platform,
  input: PlanInput,
): Promise<RequestState> {
  requireClusterName(input.name);
  const path = claimPath({ ...input, claimsFolder: platform.claimsFolder });
  const open = await listRequests(platform, input);
  const file = await platform.repository.getFile(path, platform.base);
  const amendable = findAmendable(platform, input, open);
  if (!file || input.verb === 'create') {
    const others = open.filter(pullRequest => pullRequest !== amendable);
    const requests = await (input.openedAs === undefined
      ? withOpenRequests(platform, others, input)
      : withEarlierRequests(platform, others, input));
    return {
      input,
      platform: { ...platform, fleet: requests.fleet },
      path,
      file,
      open: [...requests.open, ...(amendable ? [amendable] : [])],
      ignored: requests.invalid,
      unread: requests.unread,
      amendable,
    };
  }
  // The XRD of the claim's own kind applies, which may be an older one.
  const { definition, others = [] } = platform;
  const state: RequestState = {
    input,
    platform: {
      ...platform,
      definition: definitionOf(file.content, [definition, ...others]),
    },
    path,
    file,
    open,
    ignored: [],
    unread: 0,
  };
  if (input.verb !== 'update' || !amendable) return { ...state, amendable };
  const amended = await platform.repository.getFile(path, amendable.head);
  // A branch on which somebody has changed the claim is not the requester's alone.
  return isAsRequested(amendable, amended?.content, markersOf(platform))
    ? { ...state, amendable, amended }
    : state;
}

function draftClaim(request: RequestState): ClaimDraft {
  const { platform, input } = request;
  const draft =
    input.verb === 'create'
      ? draftNewClaim(platform, input)
      : draftChangedClaim(platform, input, request);
  return input.committed ? { ...draft, claim: input.committed } : draft;
}

function specSchemaOf({ definition }: Platform) {
  return (definition.schema as any).properties?.spec ?? {};
}

function completeClaim(platform: Platform, draft: ClaimDraft): PlannedClaim {
  const complete = (spec: ClaimSpec) =>
    typedSpec(applyDefaults(specSchemaOf(platform), spec) as ClaimSpec);
  const spec = complete(draft.claim.spec);
  return {
    object: draft.claim,
    spec,
    ...(draft.before && { before: complete(draft.before.spec) }),
    owner: ownerRef(spec.owner) ?? '',
  };
}

const NOTHING_CHANGES: RequestFinding = {
  severity: 'error',
  rule: 'nothing',
  message: 'The request changes nothing: the claim has these values already.',
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
      .filter(({ field }) => input.committed || field !== requester)
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

function tooManyRequests(unread: number): RequestFinding {
  return {
    severity: 'warning',
    rule: 'requests',
    message: `${unread} open requests were not read, because there are too many: their address ranges and their owners' quotas were not checked. Have those closed that nobody reviews.`,
  };
}

interface CheckedRequest {
  findings: RequestFinding[];
  /** Every field that changes. */
  changes: ClaimChange[];
  /** What creates the cluster. */
  composition: SelectedComposition;
  /** Absent for a decommission: the claim is not evaluated. */
  validation?: ClaimValidation;
}

async function checkRequest(
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
    ...requesterFindings(platform, input, draft),
    ...approvalFindings(policy, spec.environment),
    ...(await findTaken(platform, input, file, open, amendable)),
  ];
  if (input.verb === 'decommission') {
    return {
      findings: await redacted(await inTheWay()),
      changes: [],
      composition,
    };
  }

  const validation = validateClaim(draft.claim, definition, draft.before);
  const changes = changesOf(request, draft, claim);
  // A commit may change what a request cannot: metadata.
  const unchanged =
    input.verb === 'update' && !input.committed && draft.text === file?.content;
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
        author: input.committed ? 'committer' : 'requester',
      }),
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

async function previewRequest(
  { input, platform, path, file }: RequestState,
  draft: ClaimDraft,
  { spec, before }: PlannedClaim,
  { findings, validation, changes, composition }: CheckedRequest,
): Promise<RequestPreview> {
  const { verb, name } = input;
  const current = verb === 'create' ? undefined : file?.content;
  const cost =
    verb === 'decommission'
      ? undefined
      : estimateCost(
          pricesOf(platform.policy.prices, composition),
          spec,
          before,
        );
  return {
    verb,
    title: `worker-cluster: ${verb} ${name} (${spec.region})`,
    path,
    ...(current !== undefined && { before: current }),
    ...(draft.text !== undefined && { after: draft.text }),
    diff: unifiedDiff(current ?? '', draft.text ?? ''),
    allowed: !findings.some(f => f.severity === 'error'),
    findings,
    checks: passedChecks(platform, { spec, validation, findings }),
    changes,
    consequences: [
      ...(await consequencesOf(platform, input, spec, before)),
      ...consequencesOfEnd(platform, draft),
    ],
    resources: verb === 'create' ? composition.resources ?? [] : [],
    ...(cost && { cost }),
  };
}

/** Says when the lifetime that a request gives ends, and what happens then. */
function consequencesOfEnd(
  { definition, policy }: Platform,
  { claim, before, text }: ClaimDraft,
): string[] {
  const key = expiresAtAnnotation(definition);
  const end = claim.metadata.annotations[key];
  if (!end || text === undefined || end === before?.metadata.annotations[key]) {
    return [];
  }
  const { environment } = claim.spec;
  return [
    `The lifetime of the cluster ends at ${showValue(end)}. ${
      lifetimeOf(policy, environment)
        ? 'Then the portal opens a pull request that removes it, unless the lifetime was extended before.'
        : `Nothing happens then: the policy gives clusters in ${environment} no lifetime.`
    }`,
  ];
}

async function consequencesOf(
  platform: Platform,
  input: PlanInput,
  spec: ClaimSpec,
  before: ClaimSpec | undefined,
): Promise<string[]> {
  switch (input.verb) {
    case 'update':
      return before ? consequencesOfUpdate(before, spec) : [];
    case 'decommission':
      return consequencesOfDecommission(spec, await runningIn(platform, input));
    default:
      return [];
  }
}

/** What the Argo CD of the cluster deploys, as far as that is known. */
async function runningIn(
  { fleet, listApplications }: Platform,
  { name, environment, cluster }: PlanInput,
): Promise<Running> {
  const own = cluster && stringifyClusterRef(cluster);
  const known = fleet?.find(c =>
    own && c.ref
      ? stringifyClusterRef(c.ref) === own
      : c.name === name && c.environment === environment,
  );
  const { connection } = known ?? {};
  // A connection that is being resumed is as good as one.
  const reached = ['live', 'stale'].includes(connection?.status ?? '');
  return {
    // Of a cluster that was never reached it is not known that it runs nothing.
    ...(known?.ref &&
      (reached || connection?.lastSeen) && {
        applications: await listApplications?.(known.ref),
      }),
    ...(connection && !reached && { unreached: connection }),
  };
}

async function writeOf(
  { input, platform, path, file, amended, ignored }: RequestState,
  { text }: ClaimDraft,
): Promise<RequestWrite> {
  const { verb, environment } = input;
  const replaced = verb === 'create' ? undefined : amended ?? file;
  const kustomization =
    verb === 'update'
      ? []
      : await changeKustomization(platform, [
          { path, listed: verb === 'create' },
        ]);
  return {
    base: platform.base,
    branch: claimBranch(input),
    ignored,
    rivals:
      verb === 'create'
        ? environmentsOf(platform, environment)
            .filter(other => other !== environment)
            .map(other => claimBranch({ ...input, environment: other }))
        : [],
    changes: [
      {
        path,
        ...(text !== undefined && { content: text }),
        ...(replaced && { sha: replaced.sha }),
      },
      ...kustomization,
    ],
  };
}
