import {
  type ClusterInfrastructure,
  COMPOSED_STATES,
  type ComposedResourceDetails,
  type ComposedState,
  type ResourceCondition,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { ClaimedCluster, Condition } from '../observe/types';
import { blockingMessage } from './blocking';
import { consoleUrl } from './consoleUrl';
import { type AssessedResource, assessResources } from './resources';
import { DEFAULT_DERIVE_SETTINGS } from './settings';
import { stageRank } from './stages';
import { boundedText, boundedWord, withoutUndefined } from './text';
import { toIso } from './time';

const MAX_RESOURCES = 500;
const settings = DEFAULT_DERIVE_SETTINGS;

function stateOf({ resource, ready, error }: AssessedResource): ComposedState {
  if (error) return 'failed';
  if (resource.metadata.deletionTimestamp) return 'deleting';
  return ready ? 'ready' : 'waiting';
}

function toConditions(conditions: Condition[]): ResourceCondition[] {
  return conditions.map(
    ({ type, status, reason, message, lastTransitionTime }) =>
      withoutUndefined({
        type: boundedWord(type) ?? '?',
        status,
        reason: boundedWord(reason),
        message: boundedText(message, settings.maxMessageLength),
        lastTransitionTime: toIso(lastTransitionTime),
      }),
  );
}

function toDetails(
  assessed: AssessedResource,
  region: string | undefined,
): ComposedResourceDetails {
  const { resource, stage } = assessed;
  const { metadata } = resource;
  const state = stateOf(assessed);
  const apiVersion = boundedWord(resource.apiVersion) ?? '?';
  const kind = boundedWord(resource.kind) ?? '?';
  const externalName = boundedText(resource.externalName, 512);
  return withoutUndefined({
    apiVersion,
    kind,
    namespace: boundedWord(metadata.namespace),
    name: boundedWord(metadata.name) ?? '?',
    compositionResourceName: boundedWord(resource.compositionResourceName),
    stage,
    state,
    ...(state !== 'ready' && blockingMessage(assessed, settings)),
    conditions: toConditions(resource.conditions),
    externalName,
    consoleUrl: consoleUrl({ apiVersion, kind, externalName, region }),
    createdAt: toIso(metadata.creationTimestamp),
  });
}

/**
 * The composed resources of a cluster as they were observed: those that failed first, then those that are deleted or not
 * ready, early stages first.
 */
export function deriveInfrastructure(
  claimed: ClaimedCluster,
  now: Date,
): ClusterInfrastructure {
  const { claim } = claimed;
  const region = boundedWord(claim?.region);
  const resources = assessResources(claimed, {
    previous: undefined,
    now,
    settings,
  })
    .map(assessed => ({
      details: toDetails(assessed, region),
      rank: stageRank(assessed.stage),
    }))
    .sort(
      (a, b) =>
        COMPOSED_STATES.indexOf(a.details.state) -
          COMPOSED_STATES.indexOf(b.details.state) ||
        a.rank - b.rank ||
        (a.details.name < b.details.name ? -1 : 1),
    )
    .slice(0, MAX_RESOURCES)
    .map(({ details }) => details);
  return withoutUndefined({
    claim: claim && {
      apiVersion: boundedWord(claim.apiVersion) ?? '?',
      kind: boundedWord(claim.kind) ?? '?',
      conditions: toConditions(claim.conditions),
    },
    composition: boundedWord(claimed.compositionName),
    resources,
  });
}
