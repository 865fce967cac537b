import type { Resource } from './resources';
import { StatusError } from './status';
import type { Store } from './store';
import type { KubernetesObject } from './types';
import { expired } from './watch';

/** Lists that are being paged through: the continue token names one. They live as long as etcd would keep the revision. */
export class Pages {
  readonly #lists = new Map<
    string,
    { objects: KubernetesObject[]; version: number }
  >();
  #next = 1;

  save(objects: KubernetesObject[], version: number) {
    const id = String(this.#next++);
    this.#lists.set(id, { objects, version });
    if (this.#lists.size > 50)
      this.#lists.delete(this.#lists.keys().next().value!);
    return id;
  }
  get(id: string) {
    return this.#lists.get(id);
  }
  clear() {
    this.#lists.clear();
  }
}

/** One page of a list as `limit` and `continue` ask for it, and the list's metadata. */
export function listPage(
  { store, pages }: { store: Store; pages: Pages },
  {
    resource,
    namespace,
    matches,
  }: {
    resource: Resource;
    namespace?: string;
    matches: (object: KubernetesObject) => boolean;
  },
  query: URLSearchParams,
): { page: KubernetesObject[]; metadata: Record<string, unknown> } {
  const limit = Number(query.get('limit')) || 0;
  const token = query.get('continue');
  let objects: KubernetesObject[];
  let version = store.version;
  let offset = 0;
  if (token) {
    const [id, at, last] = Buffer.from(token, 'base64url')
      .toString()
      .split(':');
    const page = pages.get(id);
    offset = Number(at) || 0;
    if (page) {
      ({ objects, version } = page);
    } else if (id === 'inconsistent') {
      objects = store
        .list(resource, namespace)
        .filter(matches)
        .filter(o => `${o.metadata.namespace ?? ''}/${o.metadata.name}` > last);
      offset = 0;
    } else {
      throw new StatusError(
        410,
        'Expired',
        'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results.',
        {
          metadata: {
            continue: Buffer.from(`inconsistent:0:${last ?? ''}`).toString(
              'base64url',
            ),
          },
        },
      );
    }
  } else {
    const wanted = Number(query.get('resourceVersion') || 0);
    if (wanted > store.version) {
      throw new StatusError(
        504,
        'Timeout',
        `Too large resource version: ${wanted}, current: ${store.version}`,
        {
          causes: [
            {
              reason: 'ResourceVersionTooLarge',
              message: 'Too large resource version',
            },
          ],
          retryAfterSeconds: 1,
        },
      );
    }
    if (
      query.get('resourceVersionMatch') === 'Exact' &&
      wanted &&
      wanted < store.version
    )
      throw expired();
    objects = store.list(resource, namespace).filter(matches);
  }
  const page = limit
    ? objects.slice(offset, offset + limit)
    : objects.slice(offset);
  const end = offset + page.length;
  const metadata: Record<string, unknown> = {
    resourceVersion: String(version),
  };
  if (end < objects.length) {
    const id =
      token &&
      pages.get(Buffer.from(token, 'base64url').toString().split(':')[0])
        ? Buffer.from(token, 'base64url').toString().split(':')[0]
        : pages.save(objects, version);
    const lastObject = page[page.length - 1].metadata;
    metadata.continue = Buffer.from(
      `${id}:${end}:${lastObject.namespace ?? ''}/${lastObject.name}`,
    ).toString('base64url');
    metadata.remainingItemCount = objects.length - end;
  }
  return { page, metadata };
}
