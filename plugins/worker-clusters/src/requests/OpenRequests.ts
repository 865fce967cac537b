import type { WorkerClustersApi } from '@worker-clusters/backstage-plugin-worker-clusters-common';

/** How often the number is read while somebody looks at the portal, in milliseconds: it is on every page of it. */
const INTERVAL_MS = 60_000;

/**
 * The number of open requests, for all who show it: read once a minute while the browser's tab is in sight, and not again once
 * it is denied. Of a failure the number before it stays.
 */
export class OpenRequests {
  readonly #listeners = new Set<() => void>();
  #count: number | undefined;
  #timer?: ReturnType<typeof setInterval>;
  #readAt = -Infinity;
  #denied = false;

  constructor(private readonly api: Pick<WorkerClustersApi, 'listRequests'>) {}

  /** Shaped for `useSyncExternalStore`. */
  readonly subscribe = (listener: () => void) => {
    this.#listeners.add(listener);
    if (!this.#timer) {
      this.#timer = setInterval(this.#refresh, 1000);
      this.#refresh();
    }
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    };
  };

  /** Undefined before the first answer, and for who may not see requests. */
  readonly count = () => this.#count;

  /** Takes a number that a page has read anyway. */
  report(count: number) {
    this.#readAt = Date.now();
    if (count === this.#count) return;
    this.#count = count;
    this.#listeners.forEach(listener => listener());
  }

  readonly #refresh = () => {
    if (this.#denied || document.hidden) return;
    if (Date.now() - this.#readAt < INTERVAL_MS) return;
    this.#readAt = Date.now();
    this.api.listRequests({ limit: 1 }).then(
      ({ open }) => this.report(open),
      error => {
        this.#denied = error?.statusCode === 403;
      },
    );
  };
}

const shared = new WeakMap<object, OpenRequests>();

/** The one of an API client. */
export function openRequestsOf(
  api: Pick<WorkerClustersApi, 'listRequests'>,
): OpenRequests {
  let open = shared.get(api);
  if (!open) {
    open = new OpenRequests(api);
    shared.set(api, open);
  }
  return open;
}
