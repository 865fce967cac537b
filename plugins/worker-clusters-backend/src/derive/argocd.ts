import type { ArgoCdInstance } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { ArgoWorkload, WorkerObservation } from '../observe/types';
import { deriveArgoCdKind } from './argocdKind';
import { boundedWord, httpUrl } from './text';
import { durationSeconds } from './time';

const MAX_COMPONENTS = 50;
const MAX_PROJECTS = 50;

/**
 * The version in an image's tag, with a leading `v`: `quay.io/argoproj/argocd:v3.1.0@sha256:…` is `v3.1.0`.
 * Undefined for an image named by digest only and for a tag that is no version (`latest`).
 */
export function versionOfImage(image: string | undefined): string | undefined {
  const path = image?.split('@')[0].split('/').at(-1);
  const tag = path?.split(':')[1];
  return tag && tag.length <= 128 && /^v?\d+\.\d+(\.\d+)?([-+.].*)?$/.test(tag)
    ? `v${tag.replace(/^v/, '')}`
    : undefined;
}

/** The workload's name without what the Helm release puts before it: `my-argocd-server` is `server`. */
function role(name: string): string | undefined {
  return /(?:^|-)(repo-server|application-controller|server)$/.exec(name)?.[1];
}

function availability(
  components: ArgoCdInstance['components'],
): ArgoCdInstance['availability'] {
  if (components.length === 0) return 'unknown';
  // Without one of these two nothing is compared or deployed, whatever else is up.
  const essential = components.filter(c =>
    ['repo-server', 'application-controller'].includes(role(c.name) ?? ''),
  );
  if (
    essential.some(c => c.ready === 0) ||
    components.every(c => c.ready === 0)
  ) {
    return 'unavailable';
  }
  return components.every(c => c.ready >= c.desired) ? 'available' : 'degraded';
}

function count(value: number): number {
  return Number.isSafeInteger(value) && value > 0 ? value : 0;
}

/**
 * How often the instance compares its Applications. Since 3.0 the interval is 120 s with up to 60 s of jitter by default,
 * before that 180 s: a cluster that sets neither needs no mention.
 */
function reconciliation({
  argocdReconciliation,
}: WorkerObservation): ArgoCdInstance['reconciliation'] {
  const intervalSeconds = durationSeconds(argocdReconciliation?.timeout);
  if (intervalSeconds === undefined) return undefined;
  return {
    intervalSeconds,
    jitterSeconds: durationSeconds(argocdReconciliation?.jitter) ?? 0,
  };
}

function otherNamespaces({
  otherNamespaces: configured,
}: WorkerObservation): Pick<ArgoCdInstance, 'otherNamespaces'> {
  if (!configured) return {};
  const { patterns, readable } = configured;
  return {
    otherNamespaces: {
      patterns: patterns.flatMap(p => boundedWord(p) ?? []),
      readable,
    },
  };
}

/** Projects and repositories of the Applications; absent where there is none. */
function used({
  applications,
}: WorkerObservation): Pick<ArgoCdInstance, 'projects' | 'repositories'> {
  if (applications.length === 0) return {};
  // Thousands of Applications have a few of both.
  const named = new Set<string | undefined>();
  const repositories = new Set<string>();
  for (const { project, sources } of applications) {
    named.add(project);
    for (const { repoUrl } of sources) {
      if (repoUrl !== undefined) repositories.add(repoUrl);
    }
  }
  const projects = new Set([...named].flatMap(p => boundedWord(p) ?? []));
  return {
    projects: [...projects].sort().slice(0, MAX_PROJECTS),
    repositories: repositories.size,
  };
}

/** The component whose image tells the version: without a user interface there is no server. */
function versionOf(workloads: ArgoWorkload[]): string | undefined {
  for (const wanted of ['server', 'application-controller', 'repo-server']) {
    const named =
      workloads.find(w => w.name === `argocd-${wanted}`) ??
      workloads.find(w => role(w.name) === wanted);
    const version = versionOfImage(named?.image);
    if (version) return version;
  }
  return undefined;
}

/** The Argo CD instance of a worker that has been heard; its kind says if there is none. */
export function deriveArgoCd(worker: WorkerObservation): ArgoCdInstance {
  const workloads: ArgoWorkload[] = worker.workloads.slice(0, MAX_COMPONENTS);
  // The address is shown as a link: a browser may be sent to http(s) only.
  const url = httpUrl(worker.argocdUrl);
  const version = versionOf(workloads);
  const components = workloads
    .map(w => ({
      name: boundedWord(w.name) ?? '?',
      ready: count(w.ready),
      desired: count(w.desired),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const interval = reconciliation(worker);
  return {
    kind: deriveArgoCdKind(worker),
    ...(version && { version }),
    ...(url && { url }),
    availability: availability(components),
    components,
    ...(interval && { reconciliation: interval }),
    ...otherNamespaces(worker),
    ...used(worker),
  };
}
