import { isDeepStrictEqual } from 'node:util';
import {
  conditionSeverity,
  HEALTH_STATUSES,
  type HealthStatus,
  toHealthStatus,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type {
  ArgoApplication,
  ArgoCondition,
  ArgoHydrator,
  ArgoResource,
  ArgoSource,
} from '../types';
import {
  count,
  list,
  object,
  text,
  textWithoutUserinfo,
  time,
  transformMeta,
} from './fields';

const TRACKING_ID = 'argocd.argoproj.io/tracking-id';
const INSTANCE = 'app.kubernetes.io/instance';
const MAX_CHILDREN = 1000;
const MAX_CONDITIONS = 10;
const MAX_RESOURCE_PROBLEMS = 10;
const MAX_SOURCES = 20;
const MAX_URLS = 20;
const MAX_URL = 2048;
const MAX_PATH = 1024;
const MAX_NAME = 253;
const MAX_LABELS = 30;
const MAX_IMAGES = 5;
const MAX_IMAGE = 255;

/** Projects an Argo CD Application to the fields the pipeline uses. Input is untrusted JSON. */
export function transformApplication(raw: unknown): ArgoApplication {
  const { spec: rawSpec, status: rawStatus, metadata } = object(raw);
  const spec = object(rawSpec);
  const status = object(rawStatus);
  const destination = object(spec.destination);
  const operation = object(status.operationState);
  const sync = object(status.sync);
  const health = object(status.health);
  const resources = list(status.resources).map(object);
  return {
    metadata: transformMeta(raw),
    project: text(spec.project, MAX_NAME),
    labels: transformLabels(object(metadata).labels),
    images: transformImages(object(status.summary).images),
    health: text(health.status, 63),
    healthMessage: textWithoutUserinfo(health.message),
    sync: text(sync.status, 63),
    conditions: transformConditions(status.conditions),
    operationPhase: text(operation.phase, 63),
    operationMessage: textWithoutUserinfo(operation.message),
    operationTime: time(operation.finishedAt) ?? time(operation.startedAt),
    selfHealAttempts: count(
      object(object(operation.operation).sync).autoHealAttemptsCount,
    ),
    sources: transformSources(spec, status),
    hydrator: transformHydrator(spec, status),
    destinationServer: textWithoutUserinfo(destination.server, MAX_URL),
    destinationName: text(destination.name, MAX_NAME),
    destinationNamespace: text(destination.namespace, MAX_NAME),
    reconciledAt: time(status.reconciledAt),
    externalUrls: list(object(status.summary).externalURLs)
      .slice(0, MAX_URLS)
      .flatMap(url => text(url, MAX_URL) ?? []),
    resourceCount: resources.length,
    resourceProblems: transformResourceProblems(
      resources,
      toHealthStatus(health.status),
    ),
    outOfSyncCount: resources.filter(r => r.status === 'OutOfSync').length,
    missingCount: resources.filter(r => object(r.health).status === 'Missing')
      .length,
    childApplications: resources
      .filter(r => r.kind === 'Application' && r.group === 'argoproj.io')
      .slice(0, MAX_CHILDREN)
      .map(
        r =>
          `${text(r.namespace, MAX_NAME) ?? ''}/${
            text(r.name, MAX_NAME) ?? ''
          }`,
      ),
    applicationSet: owningApplicationSet(metadata),
    trackingId: text(
      object(object(metadata).annotations)[TRACKING_ID],
      2 * MAX_PATH,
    ),
    instanceLabel: text(object(object(metadata).labels)[INSTANCE], MAX_NAME),
  };
}

/**
 * Returns the previous object if a new version of an Application says nothing new, with its `reconciledAt` brought up to
 * date: Argo CD moves that with each refresh, by default every few minutes, and with it the generation.
 */
export function mergeApplication(
  previous: ArgoApplication,
  current: ArgoApplication,
): ArgoApplication {
  const { generation } = previous.metadata;
  const same =
    // Whether it was ever compared is news.
    (previous.reconciledAt === undefined) ===
      (current.reconciledAt === undefined) &&
    isDeepStrictEqual(
      { ...previous, reconciledAt: '' },
      {
        ...current,
        reconciledAt: '',
        metadata: { ...current.metadata, generation },
      },
    );
  if (!same) return current;
  previous.reconciledAt = current.reconciledAt;
  return previous;
}

/** Label keys and values as Kubernetes admits them: what separates them elsewhere is not in them. */
const LABEL_KEY = /^[A-Za-z0-9][\w./-]{0,316}$/;
const LABEL_VALUE = /^[\w.-]{0,63}$/;

/** The labels of an Application in the order of their keys, so that the same ones are equal. */
function transformLabels(value: unknown): Record<string, string> | undefined {
  const labels = Object.entries(object(value))
    .filter(
      (entry): entry is [string, string] =>
        LABEL_KEY.test(entry[0]) &&
        typeof entry[1] === 'string' &&
        LABEL_VALUE.test(entry[1]),
    )
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, MAX_LABELS);
  return labels.length ? Object.fromEntries(labels) : undefined;
}

function transformImages(value: unknown): string[] | undefined {
  const images = list(value)
    .slice(0, MAX_IMAGES)
    .flatMap(image => text(image, MAX_IMAGE) ?? []);
  return images.length ? images : undefined;
}

/**
 * Errors first. Argo CD keeps the time of the first condition of each type only, and gives each further one the time of
 * the comparison (`ApplicationStatus.SetConditions`): such a time says nothing and would change with every refresh.
 */
function transformConditions(value: unknown): ArgoCondition[] {
  const seen = new Set<string>();
  const conditions = list(value).flatMap((raw): ArgoCondition[] => {
    const condition = object(raw);
    const type = text(condition.type, 128);
    if (!type) return [];
    const first = !seen.has(type);
    seen.add(type);
    return [
      {
        type,
        message: textWithoutUserinfo(condition.message),
        lastTransitionTime: first
          ? time(condition.lastTransitionTime)
          : undefined,
      },
    ];
  });
  const rank = { error: 0, warning: 1, info: 2 };
  return conditions
    .sort(
      (a, b) =>
        rank[conditionSeverity(a.type)] - rank[conditionSeverity(b.type)],
    )
    .slice(0, MAX_CONDITIONS);
}

/** Kinds that Argo CD finds unhealthy by itself, the most telling first. Source: gitops-engine, `pkg/health`. */
const KINDS_WITH_HEALTH = [
  'Rollout',
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'Pod',
  'PersistentVolumeClaim',
  'Ingress',
  'Service',
  'HorizontalPodAutoscaler',
];

/** A resource as `status.resources` has it. */
export function transformResource(resource: any): ArgoResource {
  return {
    group: text(resource.group, MAX_NAME),
    version: text(resource.version, 63),
    kind: text(resource.kind, 128) ?? '',
    namespace: text(resource.namespace, MAX_NAME),
    name: text(resource.name, MAX_NAME) ?? '',
    sync: text(resource.status, 63),
    health: text(object(resource.health).status, 63),
    message: textWithoutUserinfo(object(resource.health).message),
    requiresPruning: resource.requiresPruning === true ? true : undefined,
  };
}

/**
 * The resources that are not healthy or not in sync, worst first. Hooks are no part of what an Application should be. Since
 * 3.0 Argo CD does not keep the health of resources in the Application by default (`resourceHealthSource: appTree`): then
 * those of an unhealthy Application follow that may be the reason.
 */
function transformResourceProblems(
  resources: any[],
  health: HealthStatus,
): ArgoResource[] | undefined {
  const rank = (resource: any) => {
    const { status } = object(resource.health);
    return status === undefined
      ? 0
      : HEALTH_STATUSES.indexOf(toHealthStatus(status));
  };
  const healthIsKept =
    health === 'Healthy' ||
    health === 'Suspended' ||
    resources.some(r => object(r.health).status !== undefined);
  const suspects = resources
    .filter(
      r =>
        r.hook !== true &&
        r.status !== 'OutOfSync' &&
        KINDS_WITH_HEALTH.includes(r.kind),
    )
    .sort(
      (a, b) =>
        KINDS_WITH_HEALTH.indexOf(a.kind) - KINDS_WITH_HEALTH.indexOf(b.kind),
    );
  const problems = resources
    .filter(
      r =>
        r.hook !== true &&
        (r.status === 'OutOfSync' ||
          rank(r) > HEALTH_STATUSES.indexOf('Suspended')),
    )
    .sort((a, b) => rank(b) - rank(a))
    .concat(healthIsKept ? [] : suspects)
    .slice(0, MAX_RESOURCE_PROBLEMS)
    .map(transformResource);
  return problems.length ? problems : undefined;
}

export function transformSource(raw: unknown): ArgoSource {
  const source = object(raw);
  return {
    repoUrl: textWithoutUserinfo(source.repoURL, MAX_URL),
    path: text(source.path, MAX_PATH),
    chart: text(source.chart, MAX_NAME),
    name: text(source.name, MAX_NAME),
    ref: text(source.ref, MAX_NAME),
    targetRevision: text(source.targetRevision, MAX_NAME),
  };
}

/** As Argo CD chooses them: of the hydrator, else several, else one (`ApplicationSpec.GetSources`). */
function transformSources(spec: any, status: any): ArgoSource[] {
  const sync = object(status.sync);
  const deployed = object(list(status.history).at(-1));
  const one = (source: unknown): ArgoSource[] => [
    {
      ...transformSource(source),
      revision: text(sync.revision, MAX_NAME),
      deployedRevision: text(deployed.revision, MAX_NAME),
    },
  ];
  const { drySource, syncSource } = object(spec.sourceHydrator);
  if (drySource) {
    return one({
      repoURL: object(drySource).repoURL,
      path: object(syncSource).path,
      targetRevision: object(syncSource).targetBranch,
    });
  }
  const several = list(spec.sources);
  if (several.length === 0) return spec.source ? one(spec.source) : [];
  // A deployment of another number of sources cannot be told apart by position.
  const revisions = list(deployed.revisions);
  const known = revisions.length === several.length ? revisions : [];
  return several.slice(0, MAX_SOURCES).map((source, i) => ({
    ...transformSource(source),
    revision: text(list(sync.revisions)[i], MAX_NAME),
    deployedRevision: text(known[i], MAX_NAME),
  }));
}

function transformHydrator(spec: any, status: any): ArgoHydrator | undefined {
  const { drySource, hydrateTo } = object(spec.sourceHydrator);
  if (!drySource) return undefined;
  const state = object(status.sourceHydrator);
  const current = object(state.currentOperation);
  const last = object(state.lastSuccessfulOperation);
  return {
    drySource: {
      ...transformSource(drySource),
      revision: text(current.drySHA ?? last.drySHA, MAX_NAME),
      deployedRevision: text(last.drySHA, MAX_NAME),
    },
    hydrateTo: text(object(hydrateTo).targetBranch, MAX_NAME),
    phase: text(current.phase, 63),
    message: textWithoutUserinfo(current.message),
    hydratedRevision: text(last.hydratedSHA, MAX_NAME),
    time: time(current.finishedAt) ?? time(current.startedAt),
  };
}

function owningApplicationSet(metadata: unknown): string | undefined {
  const owner = list(object(metadata).ownerReferences)
    .map(object)
    .find(
      r =>
        r.kind === 'ApplicationSet' &&
        typeof r.apiVersion === 'string' &&
        r.apiVersion.startsWith('argoproj.io/'),
    );
  return text(owner?.name, MAX_NAME);
}
