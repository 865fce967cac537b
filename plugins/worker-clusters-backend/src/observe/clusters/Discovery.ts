import { ApiError } from '../http/ApiError';
import type { ApiServerClient } from '../http/ApiServerClient';

/** How a kind is served. */
export interface ServedKind {
  group: string;
  version: string;
  plural: string;
  namespaced: boolean;
}

export const splitApiVersion = (apiVersion: string) => {
  const at = apiVersion.indexOf('/');
  return at < 0
    ? { group: '', version: apiVersion }
    : { group: apiVersion.slice(0, at), version: apiVersion.slice(at + 1) };
};

/** Finds out under which path a kind is served. */
export class Discovery {
  readonly #known = new Map<string, ServedKind>();

  constructor(private readonly client: ApiServerClient) {}

  /** @throws ApiError; `notFound` if the server does not serve the kind. */
  async find(
    apiVersion: string,
    kind: string,
    signal: AbortSignal,
  ): Promise<ServedKind> {
    const key = `${apiVersion}/${kind}`;
    const known = this.#known.get(key);
    if (known) return known;
    const { group, version } = splitApiVersion(apiVersion);
    const what = `${kind} (${apiVersion})`;
    const answer = await this.client.getJson({
      path: group ? `/apis/${group}/${version}` : `/api/${version}`,
      what,
      signal,
    });
    const found = (
      Array.isArray(answer?.resources) ? answer.resources : []
    ).find((r: any) => r?.kind === kind && !String(r?.name).includes('/'));
    if (typeof found?.name !== 'string' || !/^[a-z0-9-]+$/.test(found.name)) {
      throw new ApiError(
        'notFound',
        `${this.client.name} does not serve ${what}: is its CustomResourceDefinition or XRD installed?`,
      );
    }
    const served = {
      group,
      version,
      plural: found.name,
      namespaced: found.namespaced === true,
    };
    this.#known.set(key, served);
    return served;
  }
}
