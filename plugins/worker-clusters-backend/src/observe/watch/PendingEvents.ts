import type { KubernetesWatchEvent } from '@backstage/plugin-kubernetes-common';
import type { JsonObject } from '@backstage/types';
import type { ApiError } from '../http/ApiError';

type WatchEvent = Exclude<KubernetesWatchEvent, { type: 'ERROR' }>;

/** Marks the bookmark after which the initial state is complete (KEP-3157). */
const INITIAL_EVENTS_END = 'k8s.io/initial-events-end';

/**
 * What a slow reader has still to hear: of each object the newest state only, so that no more is held back than the
 * collection has objects.
 */
export class PendingEvents {
  #events = new Map<string, WatchEvent | ApiError>();
  #wake: () => void = () => {};

  put(
    key: string,
    current: JsonObject | undefined,
    previous: JsonObject | undefined,
  ) {
    const before = this.#events.get(`object ${key}`);
    const unheard = before && 'type' in before && before.type === 'ADDED';
    this.#events.delete(`object ${key}`);
    if (current) {
      const known = previous !== undefined && !unheard;
      this.#add(`object ${key}`, known ? 'MODIFIED' : 'ADDED', current);
    } else if (previous && !unheard) {
      this.#add(`object ${key}`, 'DELETED', previous);
    }
  }

  fail(error: ApiError) {
    this.#events.set('error', error);
    this.#wake();
  }

  endInitialEvents() {
    const annotations = { [INITIAL_EVENTS_END]: 'true' };
    this.#add('bookmark', 'BOOKMARK', { metadata: { annotations } });
  }

  async *drain(signal: AbortSignal) {
    signal.addEventListener('abort', () => this.#wake());
    while (!signal.aborted) {
      const [next] = this.#events;
      if (next) {
        this.#events.delete(next[0]);
        yield next[1];
      } else {
        await new Promise<void>(resolve => {
          this.#wake = resolve;
        });
      }
    }
  }

  #add(key: string, type: WatchEvent['type'], object: JsonObject) {
    const { resourceVersion } = (object.metadata ?? {}) as JsonObject;
    this.#events.set(key, {
      type,
      object,
      ...(typeof resourceVersion === 'string' && { resourceVersion }),
    });
    this.#wake();
  }
}
