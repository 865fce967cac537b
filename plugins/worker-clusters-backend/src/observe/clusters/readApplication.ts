import {
  type Application,
  type ApplicationReading,
  type ApplicationSyncWindow,
  writeMessage,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { ApiServerClient } from '../http/ApiServerClient';
import {
  transformApplicationReading,
  transformSyncWindows,
} from '../transform/applicationReading';
import { object, text } from '../transform/fields';
import type { ReadOutcome } from '../types';
import { failedReading } from './readResource';

/** As a line of a watch may have: what is larger is never stored. */
const MAX_BYTES = 2 * 1024 * 1024;
const TIMEOUT_MS = 10_000;
const ROOT = '/apis/argoproj.io/v1alpha1';

/** A segment of a path: a name of Kubernetes, and nothing that leads elsewhere. */
const SEGMENT = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/;

type Client = Pick<ApiServerClient, 'getJson'>;

/**
 * Reads an Application of a worker cluster for a person, and its AppProject for the sync windows: with the rights with
 * which the portal watches both. Never rejects.
 *
 * @param argocdNamespace - where the AppProjects are
 */
export async function readApplication(
  client: Client,
  { namespace, name }: Pick<Application, 'namespace' | 'name'>,
  { argocdNamespace, signal }: { argocdNamespace: string; signal: AbortSignal },
): Promise<ReadOutcome<ApplicationReading>> {
  const get = async (plural: string, of: string, what: string) => {
    if (!SEGMENT.test(of) || !SEGMENT.test(what)) return undefined;
    return client.getJson({
      path: `${ROOT}/namespaces/${of}/${plural}/${what}`,
      what: `${plural} ${what}`,
      maxBytes: MAX_BYTES,
      timeoutMs: TIMEOUT_MS,
      signal,
    });
  };
  try {
    const raw = await get('applications', namespace, name);
    if (raw === undefined) {
      return {
        status: 'notFound',
        ...writeMessage('no-application', { name }),
      };
    }
    const project = text(object(object(raw).spec).project, 253) ?? 'default';
    let syncWindows: ApplicationSyncWindow[] | undefined;
    try {
      const of = await get('appprojects', argocdNamespace, project);
      syncWindows = of && transformSyncWindows(of, raw);
    } catch {
      // The Application is worth showing without them.
    }
    return {
      value: {
        readAt: new Date().toISOString(),
        ...transformApplicationReading(raw),
        ...(syncWindows && { syncWindows }),
      },
    };
  } catch (error) {
    return failedReading(error);
  }
}
