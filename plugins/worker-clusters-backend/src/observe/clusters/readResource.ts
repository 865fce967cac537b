import {
  type ResourceEvent,
  type ResourceReading,
  type ResourceRef,
  writeMessage,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { messageOf } from '../../messages';
import { ApiError, asApiError } from '../http/ApiError';
import type { ApiServerClient } from '../http/ApiServerClient';
import {
  count,
  list,
  object,
  text,
  textWithoutUserinfo,
  time,
  transformConditions,
} from '../transform/fields';
import type { ReadOutcome } from '../types';

const MAX_BYTES = 2 * 1024 * 1024;
const TIMEOUT_MS = 10_000;
const MAX_EVENTS = 10;
const MAX_LISTED_EVENTS = 100;

type Client = Pick<ApiServerClient, 'getJson'>;

/** A segment of a path: names and groups of Kubernetes, and nothing that leads elsewhere. */
const SEGMENT = /^[A-Za-z0-9]([A-Za-z0-9._:-]{0,251}[A-Za-z0-9])?$/;

/**
 * Reads one object of a worker cluster for a person who asked why it is not healthy: conditions, a few words of its status,
 * and its newest events. Spec and data stay in the cluster. Never rejects.
 */
export async function readResource(
  client: Client,
  resource: ResourceRef,
  signal: AbortSignal,
): Promise<ReadOutcome> {
  const { group = '', kind, namespace, name } = resource;
  // A message of a Secret's status tells nothing, and its data is nobody's business.
  if (group === '' && kind === 'Secret') {
    return { status: 'forbidden', ...writeMessage('secrets-not-read') };
  }
  if (
    [kind, name, group || 'core', namespace ?? 'cluster'].some(
      part => !SEGMENT.test(part),
    )
  ) {
    return {
      status: 'notFound',
      ...writeMessage('no-object', { kind, name }),
    };
  }
  const get = (path: string, query?: Record<string, string | number>) =>
    client.getJson({
      path,
      query,
      what: `${kind} ${name}`,
      maxBytes: MAX_BYTES,
      timeoutMs: TIMEOUT_MS,
      signal,
    });
  try {
    const path = await findPath(get, resource);
    const raw = await get(path);
    const value: ResourceReading = {
      readAt: new Date().toISOString(),
      ...transformReading(raw),
    };
    const events = await readEvents(get, resource);
    return { value: { ...value, ...(events && { events }) } };
  } catch (error) {
    return failedReading(error);
  }
}

/** What became of a read that failed. */
export function failedReading(
  error: unknown,
): Exclude<ReadOutcome, { value: unknown }> {
  const failure = asApiError(error);
  const known = ['forbidden', 'notFound'] as const;
  return {
    status: known.find(k => k === failure.kind) ?? 'unreachable',
    ...messageOf(failure),
  };
}

type Get = (
  path: string,
  query?: Record<string, string | number>,
) => Promise<unknown>;

/** Where the API server serves the kind; an Application does not say under which plural. */
export async function findPath(
  get: Get,
  resource: ResourceRef,
): Promise<string> {
  const { group, kind, namespace, name } = resource;
  let { version } = resource;
  if (group && !version) {
    const { preferredVersion } = object(await get(`/apis/${group}`));
    version = text(object(preferredVersion).version, 63);
  }
  const root = group
    ? `/apis/${group}/${encodeURIComponent(version ?? '')}`
    : `/api/v1`;
  const served = list(object(await get(root)).resources)
    .map(object)
    .find(r => r.kind === kind && !String(r.name).includes('/'));
  const plural = text(served?.name, 253);
  if (!plural || !SEGMENT.test(plural)) {
    throw new ApiError(
      'notFound',
      writeMessage('kind-not-served', { kind, group: group || 'core' }),
    );
  }
  const scope =
    served.namespaced === true && namespace
      ? `/namespaces/${encodeURIComponent(namespace)}`
      : '';
  return `${root}${scope}/${plural}/${encodeURIComponent(name)}`;
}

function transformReading(raw: unknown): Omit<ResourceReading, 'readAt'> {
  const { metadata, spec, status: rawStatus } = object(raw);
  const status = object(rawStatus);
  const phase = text(status.phase, 63);
  const message = textWithoutUserinfo(status.message);
  const deletionTimestamp = time(object(metadata).deletionTimestamp);
  const desired = count(object(spec).replicas);
  return {
    ...(phase && { phase }),
    ...(message && { message }),
    ...(deletionTimestamp && { deletionTimestamp }),
    ...(desired !== undefined && {
      replicas: { desired, ready: count(status.readyReplicas) ?? 0 },
    }),
    conditions: transformConditions(status.conditions).map(
      ({ observedGeneration: _, ...condition }) =>
        JSON.parse(JSON.stringify(condition)),
    ),
  };
}

/** The newest events of the object; undefined if they may not be read. */
async function readEvents(
  get: Get,
  { kind, namespace, name }: ResourceRef,
): Promise<ResourceEvent[] | undefined> {
  let answer: unknown;
  try {
    answer = await get(
      `/api/v1/namespaces/${encodeURIComponent(namespace ?? 'default')}/events`,
      {
        fieldSelector: `involvedObject.kind=${kind},involvedObject.name=${name}`,
        limit: MAX_LISTED_EVENTS,
      },
    );
  } catch {
    // The object itself is worth showing without them.
    return undefined;
  }
  return list(object(answer).items)
    .map(object)
    .flatMap((event): ResourceEvent[] => {
      const reason = text(event.reason, 128);
      const at =
        time(event.lastTimestamp) ??
        time(event.eventTime) ??
        time(object(event.metadata).creationTimestamp);
      const message = textWithoutUserinfo(event.message);
      const times = count(event.count);
      return reason
        ? [
            {
              type: event.type === 'Warning' ? 'Warning' : 'Normal',
              reason,
              ...(message && { message }),
              ...(times !== undefined && { count: times }),
              ...(at && { time: at }),
            },
          ]
        : [];
    })
    .sort((a, b) => ((a.time ?? '') < (b.time ?? '') ? 1 : -1))
    .slice(0, MAX_EVENTS);
}
