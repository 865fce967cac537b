import type {
  Application,
  ApplicationCondition,
  ApplicationHydration,
  ApplicationOwner,
  ApplicationResource,
  ApplicationSource,
  OperationPhase,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import {
  toHealthStatus,
  toSyncStatus,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { ArgoApplication, ArgoSource } from '../observe/types';
import { sourceType, toRevision } from '../revision';
import type { DeriveSettings } from './settings';
import { boundedText, boundedWord, httpUrl, withoutUndefined } from './text';
import { toIso } from './time';

const OPERATION_PHASES: readonly OperationPhase[] = [
  'Running',
  'Terminating',
  'Succeeded',
  'Failed',
  'Error',
];
const HYDRATION_PHASES = ['Hydrating', 'Failed', 'Hydrated'] as const;
const MAX_PATH = 1000;
const MAX_URLS = 10;

/** A count as it may be kept; 0 for nonsense. */
function countOf(value: number): number {
  return Number.isSafeInteger(value) ? Math.max(0, value) : 0;
}

function deriveSource(source: ArgoSource): ApplicationSource {
  const type = sourceType(source);
  const { revision, deployedRevision } = source;
  return withoutUndefined({
    type,
    repoUrl: boundedText(source.repoUrl, MAX_PATH),
    path: boundedText(source.path, MAX_PATH),
    chart: boundedWord(source.chart),
    name: boundedWord(source.name),
    ref: boundedWord(source.ref),
    targetRevision: boundedWord(source.targetRevision),
    revision: toRevision(type, boundedWord(revision)),
    deployedRevision:
      deployedRevision === revision
        ? undefined
        : toRevision(type, boundedWord(deployedRevision)),
  });
}

function deriveHydration(
  { hydrator }: ArgoApplication,
  settings: DeriveSettings,
): ApplicationHydration | undefined {
  return (
    hydrator &&
    withoutUndefined({
      drySource: deriveSource(hydrator.drySource),
      hydrateTo: boundedWord(hydrator.hydrateTo),
      phase: HYDRATION_PHASES.find(p => p === hydrator.phase),
      message: boundedText(hydrator.message, settings.maxMessageLength),
      hydratedRevision: toRevision(
        'git',
        boundedWord(hydrator.hydratedRevision),
      ),
      time: toIso(hydrator.time),
    })
  );
}

function deriveConditions(
  { conditions }: ArgoApplication,
  settings: DeriveSettings,
): ApplicationCondition[] {
  return conditions.map(condition =>
    withoutUndefined({
      type: boundedWord(condition.type) ?? '?',
      message: boundedText(condition.message, settings.maxMessageLength),
      lastTransitionTime: toIso(condition.lastTransitionTime),
    }),
  );
}

function deriveResourceProblems(
  { resourceProblems }: ArgoApplication,
  settings: DeriveSettings,
): ApplicationResource[] | undefined {
  return resourceProblems?.map(resource =>
    withoutUndefined({
      group: boundedWord(resource.group),
      version: boundedWord(resource.version),
      kind: boundedWord(resource.kind) ?? '?',
      namespace: boundedWord(resource.namespace),
      name: boundedWord(resource.name) ?? '?',
      sync:
        resource.sync === undefined ? undefined : toSyncStatus(resource.sync),
      health:
        resource.health === undefined
          ? undefined
          : toHealthStatus(resource.health),
      message: boundedText(resource.message, settings.maxMessageLength),
      requiresPruning: resource.requiresPruning,
    }),
  );
}

/** What Argo CD reports of one Application, checked and bounded. */
export function deriveApplication(
  application: ArgoApplication,
  context: {
    owner?: ApplicationOwner;
    argocdUrl?: string;
    settings: DeriveSettings;
  },
): Application {
  const { metadata } = application;
  const { owner, argocdUrl, settings } = context;
  const namespace = boundedWord(metadata.namespace) ?? '';
  const name = boundedWord(metadata.name) ?? '';
  const conditions = deriveConditions(application, settings);
  const urls = [
    ...new Set(application.externalUrls.flatMap(u => httpUrl(u) ?? [])),
  ];
  return withoutUndefined({
    namespace,
    name,
    project: boundedWord(application.project),
    labels: application.labels,
    health: toHealthStatus(application.health),
    sync: toSyncStatus(application.sync),
    healthMessage: boundedText(
      application.healthMessage,
      settings.maxMessageLength,
    ),
    conditions: conditions.length ? conditions : undefined,
    operationPhase: OPERATION_PHASES.find(
      p => p === application.operationPhase,
    ),
    operationMessage: boundedText(
      application.operationMessage,
      settings.maxMessageLength,
    ),
    operationTime: toIso(application.operationTime),
    selfHealAttempts: countOf(application.selfHealAttempts ?? 0) || undefined,
    sources: application.sources.map(deriveSource),
    hydration: deriveHydration(application, settings),
    destinationNamespace: boundedWord(application.destinationNamespace),
    owner,
    images: application.images?.flatMap(image => boundedWord(image) ?? []),
    resources: countOf(application.resourceCount),
    resourceProblems: deriveResourceProblems(application, settings),
    resourcesOutOfSync: countOf(application.outOfSyncCount) || undefined,
    resourcesMissing: countOf(application.missingCount) || undefined,
    reconciledAt: toIso(application.reconciledAt),
    url:
      argocdUrl &&
      `${argocdUrl}/applications/${encodeURIComponent(
        namespace,
      )}/${encodeURIComponent(name)}`,
    externalUrls: urls.length ? urls.slice(0, MAX_URLS) : undefined,
  });
}
