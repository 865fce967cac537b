import type { ApiServerClient } from '../http/ApiServerClient';
import type { ReadOutcome } from '../types';
import { splitApiVersion } from './Discovery';
import { failedReading, findPath } from './readResource';

/** etcd takes no larger object: 1.5 MiB by default. */
const MAX_BYTES = 2 * 1024 * 1024;
const TIMEOUT_MS = 10_000;

/** Reads a claim from its management cluster, as the server has it. Never rejects. */
export async function readClaim(
  client: Pick<ApiServerClient, 'getJson'>,
  claim: { apiVersion: string; kind: string; namespace: string; name: string },
  signal: AbortSignal,
): Promise<ReadOutcome<unknown>> {
  const { apiVersion, kind, namespace, name } = claim;
  const get = (path: string) =>
    client.getJson({
      path,
      what: `${kind} ${name}`,
      maxBytes: MAX_BYTES,
      timeoutMs: TIMEOUT_MS,
      signal,
    });
  try {
    const resource = { ...splitApiVersion(apiVersion), kind, namespace, name };
    return { value: await get(await findPath(get, resource)) };
  } catch (error) {
    return failedReading(error);
  }
}
