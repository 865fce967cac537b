import {
  type Application,
  type OperationPhase,
  toHealthStatus,
  toSyncStatus,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { ArgoApplication, WorkerObservation } from '../observe/types';
import type { DeriveSettings } from './settings';
import { boundedText, boundedWord, httpUrl } from './text';
import { toIso } from './time';

const OPERATION_PHASES: readonly OperationPhase[] = [
  'Running',
  'Terminating',
  'Succeeded',
  'Failed',
  'Error',
];
const MAX_PATH = 1000;
const MAX_URLS = 10;

function key(application: ArgoApplication): string {
  return `${application.metadata.namespace ?? ''}/${application.metadata.name}`;
}

/** The Application that manages each Application (app of apps), by `<namespace>/<name>`. */
function parents(applications: ArgoApplication[]): Map<string, string> {
  const result = new Map<string, string>();
  for (const parent of applications) {
    for (const child of parent.childApplications) {
      if (child === key(parent) || result.has(child)) continue;
      const sameNamespace =
        child.split('/')[0] === (parent.metadata.namespace ?? '');
      result.set(child, sameNamespace ? parent.metadata.name : key(parent));
    }
  }
  return result;
}

function row(
  application: ArgoApplication,
  context: {
    parent: string | undefined;
    argocdUrl: string | undefined;
    settings: DeriveSettings;
  },
): Application {
  const { metadata } = application;
  const { parent, argocdUrl, settings } = context;
  const namespace = boundedWord(metadata.namespace) ?? '';
  const name = boundedWord(metadata.name) ?? '';
  const words = {
    project: boundedWord(application.project),
    healthMessage: boundedText(
      application.healthMessage,
      settings.maxMessageLength,
    ),
    operationPhase: OPERATION_PHASES.find(
      p => p === application.operationPhase,
    ),
    operationMessage: boundedText(
      application.operationMessage,
      settings.maxMessageLength,
    ),
    revision: boundedWord(application.revision),
    repoUrl: boundedText(application.repoUrl, MAX_PATH),
    path: boundedText(application.path, MAX_PATH),
    targetRevision: boundedWord(application.targetRevision),
    destinationNamespace: boundedWord(application.destinationNamespace),
    parent: boundedText(parent, 2 * MAX_PATH),
    reconciledAt: toIso(application.reconciledAt),
    url:
      argocdUrl &&
      `${argocdUrl}/applications/${encodeURIComponent(
        namespace,
      )}/${encodeURIComponent(name)}`,
  };
  const urls = [
    ...new Set(application.externalUrls.flatMap(u => httpUrl(u) ?? [])),
  ];
  return {
    namespace,
    name,
    ...(urls.length && { externalUrls: urls.slice(0, MAX_URLS) }),
    health: toHealthStatus(application.health),
    sync: toSyncStatus(application.sync),
    resources: Number.isSafeInteger(application.resourceCount)
      ? Math.max(0, application.resourceCount)
      : 0,
    ...(Object.fromEntries(
      Object.entries(words).filter(([, value]) => value !== undefined),
    ) as Partial<Application>),
  };
}

/** The rows of a worker's Applications, sorted by namespace and name, each once. */
export function deriveApplications(
  worker: WorkerObservation,
  settings: DeriveSettings,
): Application[] {
  const parentOf = parents(worker.applications);
  const argocdUrl = httpUrl(worker.argocdUrl);
  const unique = new Map(worker.applications.map(a => [key(a), a]));
  return [...unique]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, application]) =>
      row(application, { parent: parentOf.get(id), argocdUrl, settings }),
    );
}
