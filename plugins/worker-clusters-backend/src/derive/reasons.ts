import {
  type ApplicationProblem,
  type Application,
  isComparing,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { ClusterReason, ClusterState } from '../store/types';
import type { AssessedResource } from './resources';
import { stageRank } from './stages';
import { boundedWord, reasonOr } from './text';

/** Reasons of one cluster about its Applications; those that most Applications have are kept. */
const MAX_APPLICATION_REASONS = 10;

/**
 * Causes of a connection that fails, by what the portal itself says of it (`observe/http`). What a server sends is not
 * among them: an unknown text is no cause.
 */
const CAUSES: ReadonlyArray<readonly [string, RegExp]> = [
  ['CertificateExpired', /certificate expired;/],
  ['CertificateNotYetValid', /certificate not yet valid;/],
  ['CertificateUntrusted', /certificate not signed by the configured CA;/],
  ['CertificateOfAnotherHost', /certificate is for another host name;/],
  ['TlsFailed', /TLS handshake failed;/],
  ['ConnectionRefused', /connection refused;/],
  ['ConnectionClosed', /connection (?:closed by the server|ended by)/],
  ['ConnectionTimedOut', /connection timed out;|did not answer within/],
  ['NoRoute', /no route to /],
  ['HostNotFound', /host name not (?:found|resolved)/],
  ['AddressRefused', /address refused:/],
  ['NotAnApiServer', /response is not HTTP;|HTTP\/2 protocol error/],
];

/** The error code of a cloud provider in a message, as the AWS SDK and the Azure SDK write it. */
const PROVIDER_CODE =
  /\bapi error ([A-Z][A-Za-z0-9.]{2,63}):|\bERROR CODE: ([A-Z][A-Za-z0-9.]{2,63})\b/;

/** Failures of an Application that say something of its repository; the verdict rules that find them. */
const REPOSITORY_RULES: Readonly<Record<string, string>> = {
  'sync-failed': 'sync-failed',
  'synced-but-failed': 'sync-failed',
  'repository-not-reachable': 'repository-not-reachable',
  'comparison-failed': 'comparison-failed',
  'condition-error': 'condition-error',
  'hydration-failed': 'hydration-failed',
};

/** Why an Application failed, as far as others of the same repository may fail for the same reason. */
export type RepositoryFailure = Pick<ClusterReason, 'reason'> & {
  repository: string;
};

/**
 * A repository as all of its addresses name it: host and path in lower case, without scheme, user, port and `.git`. Undefined for a
 * text that has neither.
 */
export function normalizeRepository(url: string | undefined) {
  const text = url?.trim().toLowerCase() ?? '';
  // `user@host:path` is that of scp.
  const place = text.includes('://')
    ? text.replace(/^[^/]*:\/\//, '')
    : text.replace(/^([^/]*?):(?=[^/])/, '$1/');
  const [host, ...path] = place.replace(/[?#].*$/, '').split('/');
  const name = path
    .filter(Boolean)
    .join('/')
    .replace(/\.git$/, '');
  const at = host.slice(host.lastIndexOf('@') + 1).replace(/:\d*$/, '');
  return boundedWord([at, name].filter(Boolean).join('/'));
}

/** The failure of an Application as one of its first repository; undefined if it has none of that kind. */
export function repositoryFailure(
  application: Pick<Application, 'sources'>,
  problem: Pick<ApplicationProblem, 'rule' | 'severity'> | undefined,
): RepositoryFailure | undefined {
  const rule = problem?.severity === 'error' ? problem.rule : undefined;
  if (!rule || !Object.hasOwn(REPOSITORY_RULES, rule)) return undefined;
  const repository = normalizeRepository(application.sources[0]?.repoUrl);
  return repository
    ? { reason: REPOSITORY_RULES[rule], repository }
    : undefined;
}

/** Reasons that concern Applications, each once, those of most Applications first. */
function ofApplications(failures: readonly RepositoryFailure[]) {
  const counts = new Map<string, { reason: ClusterReason; count: number }>();
  for (const { reason, repository } of failures) {
    const key = `${reason} ${repository}`;
    const known = counts.get(key);
    if (known) known.count += 1;
    else {
      counts.set(key, {
        reason: { kind: 'applications', reason, subject: repository },
        count: 1,
      });
    }
  }
  return [...counts]
    .sort(([a, { count: x }], [b, { count: y }]) => y - x || (a < b ? -1 : 1))
    .slice(0, MAX_APPLICATION_REASONS)
    .map(([, { reason }]) => reason);
}

/** How the portal reaches the cluster. While it tries to, what it knew last stands. */
function ofConnection(
  { connection }: Pick<ClusterState, 'connection'>,
  previous: ClusterReason[],
): ClusterReason[] {
  const { status, message = '', since } = connection;
  switch (status) {
    case 'unauthorized':
    case 'forbidden':
    case 'paused':
      return [{ kind: 'connection', reason: status, since }];
    case 'unreachable': {
      const cause = CAUSES.find(([, words]) => words.test(message))?.[0];
      const reason = cause ? `${status}/${cause}` : status;
      return [{ kind: 'connection', reason, since }];
    }
    case 'connecting':
    case 'stale':
      return previous.filter(({ kind }) => kind === 'connection');
    default:
      return [];
  }
}

/** The resource that keeps the cluster from being as its claim says: one that fails, else one that is not ready. */
function culprit(resources: AssessedResource[]): AssessedResource | undefined {
  const own = resources
    .filter(r => r.stage !== 'applications' && !(r.ready && !r.error?.lasting))
    .sort((a, b) => stageRank(a.stage) - stageRank(b.stage));
  return own.find(r => r.error?.lasting) ?? own[0];
}

function ofInfrastructure(
  { phase }: Pick<ClusterState, 'phase'>,
  resources: AssessedResource[],
): ClusterReason[] {
  const failed =
    phase.phase === 'failed' ||
    phase.phase === 'degraded' ||
    phase.reason === 'DeletionBlocked';
  if (!failed) return [];
  const resource = culprit(resources);
  const { error } = resource ?? {};
  const [, aws, azure] =
    PROVIDER_CODE.exec(error?.message ?? phase.message) ?? [];
  const kind = reasonOr(resource?.resource.kind, '');
  const subject = [resource?.stage, kind].filter(Boolean).join('/');
  return [
    {
      kind: 'infrastructure',
      reason: aws ?? azure ?? error?.reason ?? phase.reason,
      ...(subject && { subject }),
      since: phase.since,
    },
  ];
}

function ofArgoCd({ argocd }: Pick<ClusterState, 'argocd'>): ClusterReason[] {
  if (!argocd) return [];
  const kind = 'argocd';
  if (argocd.kind === 'none') return [{ kind, reason: 'NoArgoCd' }];
  if (!isComparing(argocd)) return [{ kind, reason: 'ControllerNotRunning' }];
  const unready = argocd.components.find(c => c.ready < c.desired);
  return unready && ['degraded', 'unavailable'].includes(argocd.availability)
    ? [{ kind, reason: 'ComponentNotReady', subject: unready.name }]
    : [];
}

/** One Application of the management Argo CD syncs many claims. That it is out of sync is no failure. */
function ofClaim({
  ref,
  syncedBy,
}: Pick<ClusterState, 'ref' | 'syncedBy'>): ClusterReason[] {
  if (!syncedBy || !(syncedBy.message || syncedBy.sync === 'Unknown'))
    return [];
  return [
    {
      kind: 'claim',
      reason: syncedBy.sync === 'Unknown' ? 'Unknown' : 'SyncFailed',
      subject: `${ref.managementCluster}/${syncedBy.name}`,
    },
  ];
}

/**
 * Why a cluster is not as it should be, as far as other clusters may be so for the same reason: closed words and bounded
 * names, never a message. Undefined for none.
 *
 * @param failures - those of the Applications; undefined if the worker has not been heard, then what was known stands
 */
export function deriveReasons(
  state: Pick<
    ClusterState,
    'argocd' | 'connection' | 'phase' | 'ref' | 'syncedBy'
  >,
  options: {
    resources: AssessedResource[];
    failures: readonly RepositoryFailure[] | undefined;
    previous: Pick<ClusterState, 'reasons'> | undefined;
  },
): ClusterReason[] | undefined {
  const { resources, failures, previous } = options;
  const known = previous?.reasons ?? [];
  const infrastructure = ofInfrastructure(state, resources);
  // What is removed goes out of step with everything.
  const reasons =
    state.phase.phase === 'deleting'
      ? infrastructure
      : [
          ...ofConnection(state, known),
          ...infrastructure,
          ...ofArgoCd(state),
          ...ofClaim(state),
          ...(failures
            ? ofApplications(failures)
            : known.filter(({ kind }) => kind === 'applications')),
        ];
  return reasons.length > 0 ? reasons : undefined;
}
