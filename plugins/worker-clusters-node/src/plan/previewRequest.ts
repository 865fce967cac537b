import {
  type Message,
  type RequestPreview,
  writeMessage,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { type ClaimSpec, expiresAtAnnotation, showValue } from '../claims';
import { lifetimeOf } from '../policy';
import type { CheckedRequest } from './checkRequest';
import type { PlannedClaim } from './completeClaim';
import {
  consequencesOfDecommission,
  type Running,
} from './consequencesOfDecommission';
import { consequencesOfUpdate } from './consequencesOfUpdate';
import type { ClaimDraft } from './draftClaim';
import { estimateCost, pricesOf } from './estimateCost';
import { passedChecks } from './passedChecks';
import { knownCluster } from './knownCluster';
import type { PlanInput, Platform } from './Platform';
import type { RequestState } from './readRequestState';
import { unifiedDiff } from './unifiedDiff';

/** Puts together what people see of a request: findings, diff, consequences, cost. */
export async function previewRequest(
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
  const consequences = [
    ...(await consequencesOf(platform, input, spec, before)),
    ...consequencesOfEnd(platform, draft),
  ];
  return {
    verb,
    title: `worker-cluster: ${verb} ${name} (${spec.region})`,
    path,
    ...(current !== undefined && { before: current }),
    ...(draft.text !== undefined && { after: draft.text }),
    diff: unifiedDiff(current ?? '', draft.text ?? ''),
    allowed: !findings.some(f => f.severity === 'error'),
    findings,
    checks: passedChecks(platform, { spec, before, validation, findings }),
    changes,
    consequences: consequences.map(c => c.message),
    ...(consequences.length > 0 && {
      consequenceCodes: consequences.map(c => c.messageCode),
    }),
    resources: verb === 'create' ? composition.resources ?? [] : [],
    ...(cost && { cost }),
  };
}

/** Says when the lifetime that a request gives ends, and what happens then. */
function consequencesOfEnd(
  { definition, policy }: Platform,
  { claim, before, text }: ClaimDraft,
): Array<Required<Message>> {
  const key = expiresAtAnnotation(definition);
  const end = claim.metadata.annotations[key];
  if (!end || text === undefined || end === before?.metadata.annotations[key]) {
    return [];
  }
  const { environment } = claim.spec;
  const shown = showValue(end);
  return [
    lifetimeOf(policy, environment)
      ? writeMessage('lifetime-ends', { end: shown })
      : writeMessage('lifetime-ends-unenforced', { end: shown, environment }),
  ];
}

async function consequencesOf(
  platform: Platform,
  input: PlanInput,
  spec: ClaimSpec,
  before: ClaimSpec | undefined,
): Promise<Array<Required<Message>>> {
  switch (input.verb) {
    case 'update':
      return before
        ? consequencesOfUpdate(
            before,
            spec,
            knownCluster(platform, input)?.kubernetesVersion,
          )
        : [];
    case 'decommission':
      return consequencesOfDecommission(spec, await runningIn(platform, input));
    default:
      return [];
  }
}

/** What the Argo CD of the cluster deploys, as far as that is known. */
async function runningIn(
  platform: Platform,
  input: PlanInput,
): Promise<Running> {
  const { listApplications } = platform;
  const known = knownCluster(platform, input);
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
