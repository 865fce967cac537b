import { useCallback, useEffect, useState } from 'react';

export interface Loaded<T> {
  data?: T;
  error?: Error;
  loading: boolean;
  retry(): void;
}

/** Loads something once, and again for a new `load` (which has to be stable: `useCallback`) or on `retry`. */
export function useLoad<T>(
  load: (signal: AbortSignal) => Promise<T>,
): Loaded<T> {
  const [attempt, setAttempt] = useState(0);
  const [state, setState] = useState<{ data?: T; error?: Error }>({});
  useEffect(() => {
    const abort = new AbortController();
    setState({});
    load(abort.signal).then(
      data => {
        if (!abort.signal.aborted) setState({ data });
      },
      error => {
        if (!abort.signal.aborted) setState({ error });
      },
    );
    return () => abort.abort();
  }, [load, attempt]);
  return {
    ...state,
    loading: state.data === undefined && state.error === undefined,
    retry: useCallback(() => setAttempt(n => n + 1), []),
  };
}
