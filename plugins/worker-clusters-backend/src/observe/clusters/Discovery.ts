import { writeMessage } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { ApiError } from '../http/ApiError';
import type { ApiServerClient } from '../http/ApiServerClient';
import type { ResourcePath } from '../watch/ResourcePath';

/** How a kind is served. */
export interface ServedKind {
  resource: Pick<ResourcePath, 'group' | 'version' | 'plural'>;
  namespaced: boolean;
}

export const splitApiVersion = (apiVersion: string) => {
  const at = apiVersion.indexOf('/');
  return at < 0
    ? { group: '', version: apiVersion }
    : { group: apiVersion.slice(0, at), version: apiVersion.slice(at + 1) };
};

const MAX_BYTES = 4 * 1024 * 1024;

const PLURAL = /^[a-z0-9-]{1,253}$/;
const API_VERSION = /^([a-z0-9.-]{1,253}\/)?[a-z0-9]{1,63}$/;

/** Finds out under which path a kind is served. What was found is kept; an unknown kind has its group read anew. */
export class Discovery {
  readonly #known = new Map<string, Map<string, ServedKind>>();
  readonly #reading = new Map<string, Promise<Map<string, ServedKind>>>();

  constructor(
    private readonly client: ApiServerClient,
    private readonly signal: AbortSignal,
  ) {}

  /** @throws ApiError; `notFound` if the server does not serve the kind. */
  async find(apiVersion: string, kind: string): Promise<ServedKind> {
    const known = this.#known.get(apiVersion)?.get(kind);
    if (known) return known;
    const found = (await this.#read(apiVersion)).get(kind);
    if (found) return found;
    throw new ApiError(
      'notFound',
      writeMessage('not-served', {
        server: this.client.name,
        kind,
        apiVersion,
      }),
    );
  }

  /** One request at a time for each group and version. */
  #read(apiVersion: string): Promise<Map<string, ServedKind>> {
    let reading = this.#reading.get(apiVersion);
    if (!reading) {
      reading = this.#request(apiVersion)
        .then(kinds => {
          this.#known.set(apiVersion, kinds);
          return kinds;
        })
        .finally(() => this.#reading.delete(apiVersion));
      this.#reading.set(apiVersion, reading);
    }
    return reading;
  }

  async #request(apiVersion: string): Promise<Map<string, ServedKind>> {
    if (!API_VERSION.test(apiVersion)) {
      throw new ApiError(
        'notFound',
        writeMessage('no-api-version', { apiVersion }),
      );
    }
    const { group, version } = splitApiVersion(apiVersion);
    let answer: any;
    try {
      answer = await this.client.getJson({
        path: group ? `/apis/${group}/${version}` : `/api/${version}`,
        what: writeMessage('what-kinds', { apiVersion }),
        // Of a management cluster. A group of a cloud's provider has a hundred kinds and more, 100 kB.
        maxBytes: MAX_BYTES,
        signal: this.signal,
      });
    } catch (error) {
      if (!(error instanceof ApiError) || error.kind !== 'notFound')
        throw error;
      // Nothing of the group is installed.
    }
    const kinds = new Map<string, ServedKind>();
    const resources = Array.isArray(answer?.resources) ? answer.resources : [];
    for (const { name, kind, namespaced } of resources.filter(Boolean)) {
      // Subresources have a slash in their name.
      if (typeof kind !== 'string' || !PLURAL.test(String(name))) continue;
      kinds.set(kind, {
        resource: { group, version, plural: name },
        namespaced: namespaced === true,
      });
    }
    return kinds;
  }
}
