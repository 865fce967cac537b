import { useCallback, useSyncExternalStore } from 'react';

const INTERVAL_MS = 5_000;

/** One clock for every page of the plugin: it goes as long as somebody looks at it. */
const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function tick() {
  now = Date.now();
  listeners.forEach(listener => listener());
}

function subscribe(listener: () => void) {
  if (listeners.size === 0) {
    now = Date.now();
    timer = setInterval(tick, INTERVAL_MS);
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** The time in milliseconds, the same for all who ask between two ticks. */
function read(): number {
  if (!timer && Math.abs(Date.now() - now) >= INTERVAL_MS) now = Date.now();
  return now;
}

/** The time in milliseconds, renewed every five seconds. It renders its component each time: see {@link useAtNow}. */
export const useNow = (): number => useSyncExternalStore(subscribe, read);

/**
 * Something that follows from the time. Renders its component only when that changes: an age in minutes once a minute.
 *
 * @param derive - from the time in milliseconds; called on each tick
 */
export function useAtNow<T extends string | number | boolean | undefined>(
  derive: (now: number) => T,
): T {
  return useSyncExternalStore(
    subscribe,
    useCallback(() => derive(read()), [derive]),
  );
}
