import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import {
  formatCidr,
  freeCidr,
  mergePatch,
  type RequestFinding,
  type RequestPreview,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type {
  CommitOptions,
  GitFile,
} from '@worker-clusters/git-pull-requests';
import {
  Claim,
  claimBranch,
  claimPath,
  ClaimSpec,
  createClaim,
  definitionOf,
  editClaim,
  judgeClaim,
  parseClaim,
  renderClaim,
  requireClusterName,
} from '../claims';
import { approvalFindings, checkPolicy, usedRange } from '../policy';
import { applyDefaults } from '@worker-clusters/kubernetes-schema';
import { consequencesOfUpdate, describeChanges } from './changes';
import { consequencesOfDecommission, Running } from './decommission';
import { changeKustomization } from './changeKustomization';
import { estimateCost } from './cost';
import { unifiedDiff } from './diff';
import { PlannedRequest, PlatformContext } from './PlatformContext';
import {
  environmentsOf,
  findAmendable,
  findTaken,
  listRequests,
} from './taken';
import { withOpenRequests } from './withOpenRequests';
import { ownerFindings, passedChecks } from './findings';

/** A request, worked out: what would be written, and everything that the checks say. Nothing is written. */
export interface RequestPlan extends RequestPreview {
  /** Branch of the pull request: the plain name, to which a number comes if it has had a pull request before. */
  branch: string;
  /**
   * Branches of requests for the same name in other environments: a name is unique over all of them, and somebody may be
   * asking at this very moment.
   */
  rivals: string[];
  /** Branch that it goes to. */
  base: string;
  /** What the commit changes; guarded by what was read. */
  commit: CommitOptions['changes'];
  /** The claim as it would be; for a decommission as it is. */
  claim: Claim;
  /** The same with the XRD's defaults. */
  spec: ClaimSpec;
  /** The spec as it is, with the XRD's defaults; absent for a new cluster. */
  specBefore?: ClaimSpec;
  /** Entity reference in its full form. */
  owner: string;
  /** Which checks ran and how they ended, for the reviewer: Markdown-free text. */
  checks: Array<{ title: string; result: string }>;
}

/**
 * Works a request out: renders the claim's file, and judges it by the XRD's schema and CEL rules, the policy, and what
 * exists already in Git, in the fleet and in the catalog. Reads only.
 *
 * @throws InputError for an identity that cannot stand in a path; NotFoundError if there is no claim to change;
 *   ConflictError if the file holds something else. Everything else that is wrong is a finding.
 * @public
 */
export async function planRequest(
  platform: PlatformContext,
  request: PlannedRequest,
): Promise<RequestPlan> {
  requireClusterName(request.name);
  const path = claimPath({ ...request, claimsFolder: platform.claimsFolder });
  const open = await listRequests(platform);
  const file = await platform.repository.getFile(path, platform.base);
  const { definition: newest, otherDefinitions = [] } = platform;
  // A claim is judged by the XRD of its own kind, which may be an older one.
  const context =
    file && request.verb !== 'create'
      ? {
          ...platform,
          definition: definitionOf(file.content, [newest, ...otherDefinitions]),
        }
      : { ...platform, fleet: await withOpenRequests(platform, open) };
  // A second change of the same person is added to the first, which is not to be lost.
  const amended =
    request.verb === 'update' && file
      ? findAmendable(context, request, open)
      : undefined;
  const pending =
    amended && (await context.repository.getFile(path, amended.head));
  const draft =
    request.verb === 'create'
      ? draftNew(context, request, path)
      : draftChange(context, request, { path, file, pending });
  const kustomization =
    request.verb === 'update'
      ? []
      : await changeKustomization(context, [
          { path, listed: request.verb === 'create' },
        ]);

  const { schema } = context.definition;
  const specSchema = (schema as any).properties?.spec ?? {};
  const complete = (spec: unknown) =>
    applyDefaults(specSchema, spec) as ClaimSpec;
  const spec = complete(draft.claim.spec);
  const specBefore = draft.before && complete(draft.before.spec);
  const ended = request.verb === 'decommission';

  const findings: RequestFinding[] = [];
  const verdict = ended
    ? undefined
    : judgeClaim(draft.claim, context.definition, draft.before);
  if (verdict) {
    findings.push(
      ...verdict.problems.map(problem => ({
        severity: 'error' as const,
        ...problem,
      })),
      ...checkPolicy(context.policy, {
        name: request.name,
        spec,
        before: specBefore,
        fleet: context.fleet,
      }),
      ...(await ownerFindings(context, spec.owner, specBefore?.owner)),
    );
  }
  findings.push(...approvalFindings(context.policy, spec.environment));
  findings.push(...(await findTaken(context, request, file, open)));
  if (request.verb === 'update' && draft.text === file?.content) {
    findings.push({
      severity: 'error',
      rule: 'nothing',
      message: 'Nothing would change: the claim says so already.',
    });
  }
  return {
    verb: request.verb,
    title: titleOf(request.verb, draft.claim),
    path,
    ...(file && request.verb !== 'create' && { before: file.content }),
    ...(draft.text !== undefined && { after: draft.text }),
    diff: unifiedDiff(
      request.verb === 'create' ? '' : file?.content ?? '',
      draft.text ?? '',
    ),
    allowed: !findings.some(f => f.severity === 'error'),
    findings,
    changes:
      request.verb === 'update'
        ? // What a field has by default it has already.
          describeChanges(specBefore, spec, specSchema)
        : [],
    consequences: [
      ...(request.verb === 'update' && specBefore
        ? consequencesOfUpdate(specBefore, spec)
        : []),
      ...(ended
        ? consequencesOfDecommission(spec, await runningIn(context, request))
        : []),
    ],
    resources: request.verb === 'create' ? context.resources ?? [] : [],
    ...(!ended && withCost(context, spec, specBefore)),
    branch: claimBranch(request),
    rivals:
      request.verb === 'create'
        ? environmentsOf(context, request.environment)
            .filter(environment => environment !== request.environment)
            .map(environment => claimBranch({ ...request, environment }))
        : [],
    base: context.base,
    commit: [
      {
        path,
        ...(draft.text !== undefined && { content: draft.text }),
        ...(request.verb !== 'create' &&
          file && { sha: (pending ?? file).sha }),
      },
      ...kustomization,
    ],
    claim: draft.claim,
    spec,
    specBefore,
    owner: fullRef(spec.owner),
    checks: passedChecks(context, { spec, verdict, findings }),
  };
}

/** What the Argo CD of the cluster deploys, as far as that is known. */
async function runningIn(
  { fleet, listApplications }: PlatformContext,
  { name, environment }: PlannedRequest,
): Promise<Running> {
  const known = fleet?.find(
    c => c.name === name && c.environment === environment,
  );
  const { connection } = known ?? {};
  // A connection that is being resumed is as good as one.
  const reached = ['live', 'stale'].includes(connection?.status ?? '');
  return {
    // A cluster that was never heard has not been seen to run nothing.
    ...(known?.ref &&
      (reached || connection?.lastSeen) && {
        applications: await listApplications?.(known.ref),
      }),
    ...(connection && !reached && { unreached: connection }),
  };
}

/** @throws InputError or ConflictError with everything that forbids the request, if anything does. */
export function requireAllowed(plan: RequestPlan): RequestPlan {
  const errors = plan.findings.filter(f => f.severity === 'error');
  if (!errors.length) return plan;
  const message = errors.map(f => f.message).join(' ');
  throw errors.some(f => f.rule === 'taken')
    ? new ConflictError(message)
    : new InputError(message);
}

interface Draft {
  claim: Claim;
  /** Text of the file as it would be; absent if it is removed. */
  text?: string;
  before?: Claim;
}

function draftNew(
  context: PlatformContext,
  request: PlannedRequest,
  path: string,
): Draft {
  const { definition, requestedBy, policy, fleet } = context;
  const wanted = { ...request.spec };
  if (typeof wanted.owner === 'string') wanted.owner = fullRef(wanted.owner);
  const claim = createClaim(
    {
      name: request.name,
      environment: request.environment,
      spec: wanted,
      requestedBy,
    },
    definition,
  );
  // A range of the pool, for who did not choose one.
  if (policy.network && fleet && !claim.spec.network?.vpcCidr) {
    const { pool, prefix, reserved } = policy.network;
    // What an open request for the very same cluster has got, it may have again.
    const others = fleet.filter(c => c.name !== request.name);
    const used = others.flatMap(c => usedRange(c) ?? []);
    const free = freeCidr(pool, prefix, [...reserved, ...used]);
    if (!free) {
      throw new InputError(
        `The platform's address ranges (${formatCidr(
          pool,
        )}) are used up: the platform team must make workerClusters.policy.network.pool larger. Nothing was written to ${path}.`,
      );
    }
    claim.spec.network = { ...claim.spec.network, vpcCidr: formatCidr(free) };
  }
  return { claim, text: renderClaim(claim) };
}

function draftChange(
  context: PlatformContext,
  request: PlannedRequest,
  { path, file, pending }: { path: string; file?: GitFile; pending?: GitFile },
): Draft {
  const { definition, repository, base } = context;
  if (!file) {
    throw new NotFoundError(
      `There is no claim of '${request.name}' in environment ${
        request.environment
      }: ${repository.fileUrl(
        path,
        base,
      )} does not exist. It may have been removed, or is asked for in a pull request that is not merged yet.`,
    );
  }
  const before = parseClaim(file.content, definition);
  if (
    before.metadata.name !== request.name ||
    before.spec.environment !== request.environment
  ) {
    throw new ConflictError(
      `${path} is the claim of '${before.metadata.name}' in ${before.spec.environment}: it does not belong there. Look at the file in Git.`,
    );
  }
  if (request.verb === 'decommission') return { claim: before, before };
  const patch = { ...request.spec };
  if (
    patch.environment !== undefined &&
    patch.environment !== request.environment
  ) {
    throw new InputError(
      `A cluster stays in its environment: '${request.name}' is in ${request.environment}. Ask for a new one in the other.`,
    );
  }
  if (typeof patch.owner === 'string') patch.owner = fullRef(patch.owner);
  const from = pending?.content ?? file.content;
  const { spec } = pending ? parseClaim(from, definition) : before;
  return {
    claim: { ...before, spec: mergePatch(spec, patch) },
    text: editClaim(from, { ...definition, name: request.name }, patch),
    before,
  };
}

function titleOf(verb: PlannedRequest['verb'], { metadata, spec }: Claim) {
  return `worker-cluster: ${verb} ${metadata.name} (${spec.region})`;
}

function withCost(
  { policy }: PlatformContext,
  spec: ClaimSpec,
  before: ClaimSpec | undefined,
) {
  const cost = estimateCost(policy.prices, spec, before);
  return cost && { cost };
}

/** `group:default/payments` for `payments`; what is no reference stays as it is, for the schema to refuse. */
function fullRef(owner: string): string {
  try {
    return stringifyEntityRef(
      parseEntityRef(owner, {
        defaultKind: 'group',
        defaultNamespace: 'default',
      }),
    );
  } catch {
    return owner;
  }
}
