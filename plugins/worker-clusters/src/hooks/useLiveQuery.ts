import { useCallback, useEffect, useRef, useState } from 'react';
import { useSignal } from '@backstage/plugin-signals-react';
import {
  FLEET_SIGNAL_CHANNEL,
  FleetSignal,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';

/** Many pages hear a poke at the same moment: they ask spread over this time. */
const JITTER_MS = 400;
/** Without signals the backend is asked this often; an unchanged answer is a 304. */
const POLL_MS = 30_000;

export interface LiveQuery<T> {
  /** The newest answer; kept while a newer one is asked for and when that fails. */
  data?: T;
  /** Why the last attempt failed. */
  error?: Error;
  /** No answer yet. */
  loading: boolean;
  /** `data` is the answer to an earlier question. */
  stale: boolean;
  retry(): void;
}

/**
 * Loads something, and again whenever the fleet changed. `load` has to be stable (`useCallback`): a new one is a new
 * question.
 */
export function useLiveQuery<T>(
  load: (signal: AbortSignal) => Promise<T>,
): LiveQuery<T> {
  const [state, setState] = useState<{
    data?: T;
    error?: Error;
    answered?: (signal: AbortSignal) => Promise<T>;
  }>({});
  const running = useRef<AbortController>();
  const { lastSignal } = useSignal<FleetSignal>(FLEET_SIGNAL_CHANNEL);

  const refresh = useCallback(() => {
    running.current?.abort();
    const abort = new AbortController();
    running.current = abort;
    load(abort.signal).then(
      data => {
        if (!abort.signal.aborted) setState({ data, answered: load });
      },
      error => {
        if (!abort.signal.aborted) {
          setState(previous => ({ ...previous, error }));
        }
      },
    );
  }, [load]);

  useEffect(() => {
    refresh();
    return () => running.current?.abort();
  }, [refresh]);

  useEffect(() => {
    // Each signal is a poke, also one with a known revision: connections of management clusters have none.
    if (!lastSignal || document.hidden) return undefined;
    const timer = setTimeout(refresh, Math.random() * JITTER_MS);
    return () => clearTimeout(timer);
  }, [lastSignal, refresh]);

  useEffect(() => {
    const whenVisible = () => {
      if (!document.hidden) refresh();
    };
    const timer = setInterval(whenVisible, POLL_MS);
    document.addEventListener('visibilitychange', whenVisible);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', whenVisible);
    };
  }, [refresh]);

  return {
    data: state.data,
    error: state.error,
    loading: state.data === undefined && state.error === undefined,
    stale: state.data !== undefined && state.answered !== load,
    retry: refresh,
  };
}
