import { ConflictError, InputError } from '@backstage/errors';
import type { RequestPreview } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { CommitOptions } from '@worker-clusters/git-pull-requests';
import { claimBranch } from '../claims';
import { requireClaimOf } from '../permissions/clusterOfClaim';
import { changeKustomization } from './changeKustomization';
import { checkRequest } from './checkRequest';
import { completeClaim, type PlannedClaim } from './completeClaim';
import {
  type ClaimDraft,
  draftChangedClaim,
  draftNewClaim,
  draftWrittenClaim,
} from './draftClaim';
import { environmentsOf } from './findTaken';
import { knownCluster } from './knownCluster';
import type { FleetCluster, PlanInput, Platform } from './Platform';
import { previewRequest } from './previewRequest';
import { readRequestState, type RequestState } from './readRequestState';
import { requireBoundedSpec } from './requireBoundedSpec';

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

/** A request: what people see of it, what is written for it, and its claim. @public */
export interface RequestPlan {
  preview: RequestPreview;
  write: RequestWrite;
  claim: PlannedClaim;
  /** What is known of the cluster as it runs; absent for one that the fleet does not have. */
  running?: Pick<FleetCluster, 'kubernetesVersion'>;
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
  const known =
    input.verb === 'create'
      ? undefined
      : knownCluster(request.platform, request.input);
  return {
    preview: await previewRequest(request, draft, claim, checked),
    write: await writeOf(request, draft),
    claim,
    ...(known && { running: { kubernetesVersion: known.kubernetesVersion } }),
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

function draftClaim(request: RequestState): ClaimDraft {
  const { platform, input } = request;
  if (input.written) {
    return draftWrittenClaim(platform, input, input.written, request);
  }
  return input.verb === 'create'
    ? draftNewClaim(platform, input)
    : draftChangedClaim(platform, input, request);
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
