import type { KubernetesObject } from './types';
import { StatusError } from './status';

/** Between two lines. */
const EVERY_MS = 60_000;
const MAX_LINES = 50;

/** What the kubelet says instead of a reason (pkg/kubelet/kubelet_pods.go, validateContainerLogStatus). */
const WAITING: Record<string, string> = {
  ImagePullBackOff: 'trying and failing to pull image',
};

/**
 * Log of a container, as its kubelet would have it: a line when it started, and one a minute since.
 *
 * @param container - may be left out if there is one only
 * @throws StatusError as the API server answers for a container that is not there or does not run
 */
export function podLog(
  pod: KubernetesObject,
  container: string | undefined,
  now: Date,
): string {
  const { name } = pod.metadata;
  const statuses: any[] = pod.status?.containerStatuses ?? [];
  const names = pod.spec.containers.map((c: { name: string }) => c.name);
  const bad = (message: string) => new StatusError(400, 'BadRequest', message);
  if (container === undefined && names.length > 1) {
    throw bad(
      `a container name must be specified for pod ${name}, choose one of: [${names.join(
        ' ',
      )}]`,
    );
  }
  const chosen = container ?? names[0];
  if (!names.includes(chosen)) {
    throw bad(`container ${chosen} is not valid for pod ${name}`);
  }
  const state = statuses.find(status => status.name === chosen)?.state ?? {};
  if (!state.running) {
    const reason: string = state.waiting?.reason ?? 'ContainerCreating';
    throw bad(
      `container "${chosen}" in pod "${name}" is waiting to start: ${
        WAITING[reason] ?? reason
      }`,
    );
  }
  const started = Date.parse(state.running.startedAt);
  const lines = Math.floor((now.getTime() - started) / EVERY_MS);
  const shown = Math.min(lines, MAX_LINES);
  const at = (line: number) =>
    new Date(started + line * EVERY_MS).toISOString();
  return [
    `${at(0)} INFO ${chosen} started, listening on :8080`,
    ...Array.from(
      { length: shown },
      (_, i) => `${at(lines - shown + i + 1)} INFO GET /healthz 200`,
    ),
    '',
  ].join('\n');
}
