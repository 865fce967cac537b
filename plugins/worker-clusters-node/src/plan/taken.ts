import type { RequestFinding } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type {
  GitFile,
  GitPullRequest,
} from '@worker-clusters/git-pull-requests';
import {
  CLAIM_BRANCH_PREFIX,
  claimBranch,
  claimPath,
  isSameRequest,
  parseClaimBranch,
} from '../claims';
import type { PlannedRequest, PlatformContext } from './PlatformContext';
import { isOfTask, isRequestOf } from './requestMarker';

/** Phases of rows that stand for pull requests only: Git itself is asked about those. */
const NOT_LIVING = ['requested', 'merged', 'closed'];

/** Pull requests by which somebody asks for a cluster, or for a change of one. This task's own is in nobody's way. */
export async function listRequests({
  repository,
  taskId,
}: PlatformContext): Promise<GitPullRequest[]> {
  const open = await repository.listPullRequests({
    state: 'open',
    headPrefix: CLAIM_BRANCH_PREFIX,
  });
  return open.filter(p => taskId === undefined || !isOfTask(p, taskId));
}

/** The open pull request by which the same person asks for the same, if it may be changed by asking again. */
export function findAmendable(
  { policy, requestedBy }: PlatformContext,
  request: PlannedRequest,
  open: GitPullRequest[],
): GitPullRequest | undefined {
  if (!policy.amendRequests) return undefined;
  const branch = claimBranch(request);
  return open.find(
    p => isSameRequest(p.head, branch) && isRequestOf(p, requestedBy),
  );
}

/**
 * What is in the way of a request, in all places: claims on the base branch (a name is unique over all environments, for
 * it names cloud resources and a catalog entity), open pull requests, the fleet, the catalog.
 */
export async function findTaken(
  context: PlatformContext,
  request: PlannedRequest,
  file: GitFile | undefined,
  open: GitPullRequest[],
): Promise<RequestFinding[]> {
  const findings = [
    ...openRequests(context, request, open),
    ...(request.verb === 'create'
      ? await nameTaken(context, request, file)
      : []),
  ];
  return findings.map(({ severity, message }) => ({
    severity,
    rule: severity === 'info' ? 'amend' : 'taken',
    message,
  }));
}

type Said = Pick<RequestFinding, 'severity' | 'message'>;

function openRequests(
  context: PlatformContext,
  request: PlannedRequest,
  open: GitPullRequest[],
): Said[] {
  const { verb, environment, name } = request;
  const amendable = findAmendable(context, request, open);
  return open.flatMap((pullRequest): Said[] => {
    const other = parseClaimBranch(pullRequest.head);
    if (other?.name !== name) return [];
    const where = `pull request #${pullRequest.number}: ${pullRequest.url}`;
    const error = (message: string): Said[] => [{ severity: 'error', message }];
    const warning = (message: string): Said[] => [
      { severity: 'warning', message },
    ];
    if (pullRequest === amendable) {
      const message =
        verb === 'update'
          ? `A change of this cluster by the same person is open already, in ${where}. This one is added to it.`
          : `The same person has asked for this already, in ${where}. It is changed to what is asked for now.`;
      return [{ severity: 'info', message }];
    }
    if (verb === 'create') {
      return error(
        `This cluster has been asked for already, in ${where}. Wait until it is merged, have it closed, or choose another name.`,
      );
    }
    if (other.environment !== environment) return [];
    if (other.verb === verb) {
      return error(
        `${
          verb === 'update'
            ? 'A change of this cluster'
            : 'The removal of this cluster'
        } has been asked for already, in ${where}. Wait until it is merged, or have it closed first.`,
      );
    }
    return warning(
      `There is another request for this cluster, ${where}: whichever is merged second may conflict.`,
    );
  });
}

async function nameTaken(
  context: PlatformContext,
  { environment, name }: PlannedRequest,
  file: GitFile | undefined,
): Promise<Said[]> {
  const { repository, base, claimsFolder, fleet, entityExists } = context;
  const taken = (by: string): Said => ({
    severity: 'error',
    message: `The name '${name}' is taken: ${by}. Choose another name.`,
  });
  for (const other of environmentsOf(context, environment)) {
    const path = claimPath({ claimsFolder, environment: other, name });
    const found =
      other === environment ? file : await repository.getFile(path, base);
    if (found) {
      return [
        taken(
          `there is a claim of this name in environment ${other}, ${repository.fileUrl(
            path,
            base,
          )}`,
        ),
      ];
    }
  }
  if (!fleet) {
    return [
      {
        severity: 'warning',
        message: `The fleet cannot be read now: whether a cluster '${name}' lives in it was not checked.`,
      },
    ];
  }
  const living = fleet.find(
    c => c.name === name && !NOT_LIVING.includes(c.phase),
  );
  if (living) {
    return [
      taken(
        `a cluster of this name lives in the fleet${
          living.environment ? ` (${living.environment}, ${living.phase})` : ''
        }`,
      ),
    ];
  }
  if (await entityExists?.(`resource:default/${name}`)) {
    return [taken(`the catalog has an entity resource:default/${name}`)];
  }
  return [];
}

/** The environments of the XRD, and that of the request. */
export function environmentsOf(
  { definition }: PlatformContext,
  environment: string,
): string[] {
  const offered = (definition.schema as any).properties?.spec?.properties
    ?.environment?.enum;
  const sound = (Array.isArray(offered) ? offered : []).filter(
    (e): e is string => typeof e === 'string' && /^[a-z0-9-]{1,40}$/.test(e),
  );
  return [...new Set([...sound, environment])];
}
