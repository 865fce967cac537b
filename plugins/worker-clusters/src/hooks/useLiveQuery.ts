import { useCallback, useEffect, useRef, useState } from 'react';
import { useSignal } from '@backstage/plugin-signals-react';
import {
  FLEET_SIGNAL_CHANNEL,
  FleetSignal,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { Refresher } from './Refresher';

/** Without signals the backend is asked this often; an unchanged answer is a 304. */
const POLL_MS = 30_000;

export interface LiveQuery<T> {
  /** The newest answer; kept while a newer one is loaded and when that fails. */
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
 *
 * @param options - `revision`: of what the answer depends on, kept up to date by somebody else; where it is given, only a
 *   change of it counts, and not every change of the fleet
 */
export function useLiveQuery<T>(
  load: (signal: AbortSignal) => Promise<T>,
  options: { revision?: number } = {},
): LiveQuery<T> {
  const { revision } = options;
  const [state, setState] = useState<{
    data?: T;
    error?: Error;
    answered?: (signal: AbortSignal) => Promise<T>;
  }>({});
  const ofRevision = revision !== undefined;
  const refresher = useRef<Refresher>();
  const { lastSignal } = useSignal<FleetSignal>(FLEET_SIGNAL_CHANNEL);

  useEffect(() => {
    const current = new Refresher(async signal => {
      try {
        const data = await load(signal);
        if (signal.aborted) return;
        // An unchanged answer is the same object: nothing is rendered.
        setState(previous =>
          previous.data === data &&
          previous.answered === load &&
          !previous.error
            ? previous
            : { data, answered: load },
        );
      } catch (error) {
        if (signal.aborted) return;
        setState(previous => ({ ...previous, error: error as Error }));
      }
    });
    refresher.current = current;
    current.now();
    return () => current.stop();
  }, [load]);

  useEffect(() => {
    // Also one with a known revision: connections of management clusters have none.
    if (lastSignal && !ofRevision && !document.hidden) {
      refresher.current?.soon();
    }
  }, [lastSignal, ofRevision]);

  const loadedFor = useRef(revision);
  useEffect(() => {
    if (revision !== undefined && revision !== loadedFor.current) {
      refresher.current?.soon();
    }
    loadedFor.current = revision;
  }, [revision]);

  useEffect(() => {
    const whenVisible = () => {
      if (!document.hidden) refresher.current?.now();
    };
    const timer = setInterval(whenVisible, POLL_MS);
    document.addEventListener('visibilitychange', whenVisible);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', whenVisible);
    };
  }, []);

  const retry = useCallback(() => refresher.current?.now(), []);
  return {
    data: state.data,
    error: state.error,
    loading: state.data === undefined && state.error === undefined,
    stale: state.data !== undefined && state.answered !== load,
    retry,
  };
}
