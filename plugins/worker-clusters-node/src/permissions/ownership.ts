import type {
  BackstageCredentials,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import type { Config } from '@backstage/config';
import { ServiceUnavailableError, toError } from '@backstage/errors';
import {
  type ClusterRef,
  type ClusterRequestVerb,
  writeMessage,
  type Message,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { DisclosingFinding } from './redactFindings';
import { ownerRef } from './ownerRef';

/** `workerClusters.policy.requireOwnership`: requests are made by the team that owns the cluster. @public */
export interface OwnershipPolicy {
  /** Entity references of groups and users who may request for every team. */
  exempt: string[];
  /** Subjects of service principals that may request for every team, for example `external:provisioner`. */
  services: string[];
}

/** With which nobody may request for another team. */
export const STRICT_OWNERSHIP: OwnershipPolicy = { exempt: [], services: [] };

/**
 * Reads `requireOwnership` of a policy: true (the default), false, or an object with the exceptions.
 *
 * @param policy - undefined for none
 * @returns undefined if anybody may request for any team
 */
export function readOwnershipPolicy(
  policy: Config | undefined,
): OwnershipPolicy | undefined {
  const key = 'requireOwnership';
  const value = policy?.getOptional(key);
  if (value === false) return undefined;
  if (!policy || value === undefined || value === true) return STRICT_OWNERSHIP;
  const rules = policy.getConfig(key);
  return {
    exempt: (rules.getOptionalStringArray('exempt') ?? []).map(
      ref => ownerRef(ref) ?? ref,
    ),
    services: rules.getOptionalStringArray('services') ?? [],
  };
}

/**
 * Who makes a request, by their credentials: a user with the references by which they own entities, or a service.
 *
 * @public
 */
export type RequestActor =
  | { type: 'user'; ownershipEntityRefs: string[] }
  | { type: 'service'; subject: string }
  | { type: 'none' };

/** As what the portal itself requests the removal of clusters whose lifetime is over. @public */
export const LIFETIME_ACTOR = {
  type: 'service',
  subject: 'plugin:scaffolder',
} as const satisfies RequestActor;

/**
 * What services may request of any team's cluster, beside those that the policy names. The portal itself removes
 * clusters whose lifetime is over, and nothing else.
 */
const SERVICE_RULES: Array<{
  subject: string;
  verb: ClusterRequestVerb;
  when: 'lifetime-over';
}> = [
  {
    subject: LIFETIME_ACTOR.subject,
    verb: 'decommission',
    when: 'lifetime-over',
  },
];

/** A request, as far as ownership goes. The owners are those of the claims, whatever a form says. @public */
export interface OwnedRequest {
  actor: RequestActor;
  verb: ClusterRequestVerb;
  /** The cluster that is changed or removed. */
  cluster?: ClusterRef;
  /** Of the claim as it is in Git; not for a new cluster. */
  before?: { owner?: unknown };
  /** Of the claim as it would be; not for a removal. */
  after?: { owner?: unknown };
  /** The lifetime that the claim in Git names is over. */
  lifetimeOver?: boolean;
}

/**
 * Whether a request is made by the owner of the cluster: of the claim as it is, and as it would be.
 *
 * @param policy - undefined: anybody may request for any team
 * @returns no finding for a request that is allowed
 * @public
 */
export function checkOwnership(
  policy: OwnershipPolicy | undefined,
  request: OwnedRequest,
): DisclosingFinding[] {
  const { actor, before, after } = request;
  if (!policy || isExempt(policy, request)) return [];
  if (actor.type !== 'user') {
    const subject = actor.type === 'service' ? actor.subject : 'nobody';
    return [finding(writeMessage('ownership-service', { subject }))];
  }
  const teams = actor.ownershipEntityRefs.map(ref => ownerRef(ref));
  const isOwn = (owner: unknown) => {
    const ref = ownerRef(owner);
    return ref !== undefined && teams.includes(ref);
  };
  if (before && !isOwn(before.owner)) {
    return [
      {
        ...finding(
          writeMessage('ownership-other', { owner: shown(before.owner) }),
        ),
        discloses: {
          clusters: [request.cluster],
          redacted: writeMessage('ownership-hidden'),
        },
      },
    ];
  }
  if (after && !isOwn(after.owner)) {
    const own = teams.filter(ref => ref?.startsWith('group:'));
    return [
      finding(
        own.length
          ? writeMessage('ownership-foreign', {
              owner: shown(after.owner),
              teams: own.slice(0, 10).join(' / '),
            })
          : writeMessage('ownership-no-team', { owner: shown(after.owner) }),
      ),
    ];
  }
  return [];
}

/**
 * The owners for whose clusters somebody may make requests, by the policy alone.
 *
 * @returns undefined for all owners
 * @public
 */
export function requestableOwners(
  policy: OwnershipPolicy | undefined,
  actor: RequestActor,
): string[] | undefined {
  if (!policy || isExempt(policy, { actor })) return undefined;
  return actor.type === 'user'
    ? actor.ownershipEntityRefs.map(ref => ownerRef(ref) ?? ref)
    : [];
}

function isExempt(
  policy: OwnershipPolicy,
  {
    actor,
    verb,
    lifetimeOver,
  }: Pick<OwnedRequest, 'actor' | 'lifetimeOver'> &
    Partial<Pick<OwnedRequest, 'verb'>>,
): boolean {
  switch (actor.type) {
    case 'user':
      return actor.ownershipEntityRefs.some(ref =>
        policy.exempt.includes(ownerRef(ref) ?? ''),
      );
    case 'service':
      return (
        policy.services.includes(actor.subject) ||
        (lifetimeOver === true &&
          SERVICE_RULES.some(
            rule => rule.subject === actor.subject && rule.verb === verb,
          ))
      );
    default:
      return false;
  }
}

function finding(message: Message): DisclosingFinding {
  return {
    severity: 'error',
    rule: 'ownership',
    field: 'spec.owner',
    ...message,
  };
}

/** An owner in a sentence: untrusted, and of any type. */
function shown(owner: unknown): string {
  return ownerRef(owner)?.slice(0, 200) ?? 'no owner';
}

/**
 * Who makes a request, from their credentials.
 *
 * @throws ServiceUnavailableError if the auth backend does not say which teams a user is in.
 * @public
 */
export async function readActor(
  credentials: BackstageCredentials,
  userInfo: UserInfoService,
): Promise<RequestActor> {
  const { type, subject } = (credentials.principal ?? {}) as {
    type?: string;
    subject?: string;
  };
  if (type === 'service') return { type, subject: subject ?? '' };
  if (type !== 'user') return { type: 'none' };
  try {
    const { ownershipEntityRefs } = await userInfo.getUserInfo(credentials);
    return { type, ownershipEntityRefs };
  } catch (error) {
    throw new ServiceUnavailableError(
      `Your teams cannot be read now: ${
        toError(error).message.split('\n')[0]
      }. Sign in again, or try again later. Nothing was written.`,
    );
  }
}
