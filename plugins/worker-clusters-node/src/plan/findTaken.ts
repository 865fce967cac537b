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
import {
  writeMessage,
  type Message,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { DisclosingFinding } from '../permissions/redactFindings';
import type { PlanInput, Platform } from './Platform';
import { isOfTask, isRequestOf, type MarkerContext } from './requestMarker';

/** Phases of rows that stand for pull requests only: those are read from Git itself. */
const WITHOUT_CLUSTER = ['requested', 'merged', 'closed'];

/**
 * By what the portal's own pull requests are recognised.
 *
 * @public
 */
export function markersOf({
  repository,
  signingKeys,
}: Platform): MarkerContext {
  return { repository: repository.url, signingKeys };
}

/** Lists the open pull requests that a request is checked against: all but that of its own task, and later ones. */
export async function listRequests(
  platform: Platform,
  { taskId, openedAs = Infinity }: Pick<PlanInput, 'taskId' | 'openedAs'>,
): Promise<GitPullRequest[]> {
  const open = await platform.repository.listPullRequests({
    state: 'open',
    headPrefix: CLAIM_BRANCH_PREFIX,
  });
  return open.filter(
    p =>
      p.number < openedAs &&
      (taskId === undefined || !isOfTask(p, taskId, markersOf(platform))),
  );
}

/** Finds the requester's own open pull request for the same, if the policy lets a second request amend it. */
export function findAmendable(
  platform: Platform,
  input: PlanInput,
  open: GitPullRequest[],
): GitPullRequest | undefined {
  if (!platform.policy.amendRequests) return undefined;
  const branch = claimBranch(input);
  return open.find(
    p =>
      isSameRequest(p.head, branch) &&
      isRequestOf(p, input.requestedBy, markersOf(platform)),
  );
}

/**
 * Finds what conflicts with a request: claims on the base branch (a name is unique over all environments, because it
 * names cloud resources and a catalog entity), open pull requests, the fleet and the catalog.
 *
 * @param file - the claim's file on the base branch
 * @param open - open pull requests of requests
 * @param amendable - the one of them that this request amends
 */
export async function findTaken(
  platform: Platform,
  input: PlanInput,
  file: GitFile | undefined,
  open: GitPullRequest[],
  amendable?: GitPullRequest,
): Promise<DisclosingFinding[]> {
  const findings = [
    ...openRequests(platform, input, open, amendable),
    ...(input.verb === 'create' ? await nameTaken(platform, input, file) : []),
  ];
  return findings.map(finding => ({
    ...finding,
    rule: finding.severity === 'info' ? 'amend' : 'taken',
  }));
}

type Taken = Omit<DisclosingFinding, 'rule' | 'field'>;

/** What a message about a taken name discloses: the clusters of that name, or one that only Git knows. */
function disclosing(
  { fleet = [] }: Platform,
  name: string,
): DisclosingFinding['discloses'] {
  const known = fleet.filter(c => c.name === name).map(c => c.ref);
  return {
    clusters: known.length ? known : [undefined],
    redacted: writeMessage('name-taken', { name }),
  };
}

function openRequests(
  platform: Platform,
  { verb, environment, name, requestedBy }: PlanInput,
  open: GitPullRequest[],
  amendable: GitPullRequest | undefined,
): Taken[] {
  return open.flatMap((pullRequest): Taken[] => {
    const other = parseClaimBranch(pullRequest.head);
    if (other?.name !== name) return [];
    const where = { number: pullRequest.number, url: pullRequest.url };
    if (pullRequest === amendable) {
      const code =
        verb === 'update' ? 'request-amends-change' : 'request-replaces';
      return [{ severity: 'info', ...writeMessage(code, where) }];
    }
    if (verb === 'create') {
      const finding: Taken = {
        severity: 'error',
        ...writeMessage('request-exists', where),
      };
      // Who has opened it knows it.
      return isRequestOf(pullRequest, requestedBy, markersOf(platform))
        ? [finding]
        : [{ ...finding, discloses: disclosing(platform, name) }];
    }
    if (other.environment !== environment) return [];
    if (other.verb === verb) {
      const code =
        verb === 'update' ? 'request-change-exists' : 'request-removal-exists';
      return [{ severity: 'error', ...writeMessage(code, where) }];
    }
    return [
      { severity: 'warning', ...writeMessage('request-other-open', where) },
    ];
  });
}

async function nameTaken(
  platform: Platform,
  { environment, name }: PlanInput,
  file: GitFile | undefined,
): Promise<Taken[]> {
  const { repository, base, claimsFolder, fleet, entityExists } = platform;
  const taken = (message: Message): Taken => ({
    severity: 'error',
    ...message,
    discloses: disclosing(platform, name),
  });
  for (const other of environmentsOf(platform, environment)) {
    const path = claimPath({ claimsFolder, environment: other, name });
    const found =
      other === environment ? file : await repository.getFile(path, base);
    if (found) {
      return [
        taken(
          writeMessage('name-taken-claim', {
            name,
            environment: other,
            url: repository.fileUrl(path, base),
          }),
        ),
      ];
    }
  }
  if (!fleet) {
    return [
      {
        severity: 'warning',
        ...writeMessage('name-not-checked', { name }),
      },
    ];
  }
  const existing = fleet.find(
    c => c.name === name && !WITHOUT_CLUSTER.includes(c.phase),
  );
  if (existing) {
    return [
      taken(
        existing.environment
          ? writeMessage('name-taken-cluster', {
              name,
              environment: existing.environment,
              phase: existing.phase,
            })
          : writeMessage('name-taken-fleet', { name }),
      ),
    ];
  }
  if (await entityExists?.(`resource:default/${name}`)) {
    // The catalog was asked as the requester.
    const { discloses: _, ...finding } = taken(
      writeMessage('name-taken-catalog', { name }),
    );
    return [finding];
  }
  return [];
}

/** Returns the environments of the XRD, and that of the request. */
export function environmentsOf(
  { definition }: Platform,
  environment: string,
): string[] {
  const offered = (definition.schema as any).properties?.spec?.properties
    ?.environment?.enum;
  const sound = (Array.isArray(offered) ? offered : []).filter(
    (e): e is string => typeof e === 'string' && /^[a-z0-9-]{1,40}$/.test(e),
  );
  return [...new Set([...sound, environment])];
}
