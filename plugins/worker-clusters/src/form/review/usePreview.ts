import { useCallback, useEffect, useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import type {
  ClusterRequestInput,
  RequestPreview,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersApiRef } from '../../api';
import { fingerprintOf } from './request';

const PREVIEW_AFTER_MS = 300;

export interface Preview {
  /** The preview of the current request; absent while it is computed. */
  preview?: RequestPreview;
  error?: Error;
  retry(): void;
}

/** Previews a request, again whenever it changes, once it has not changed for a moment. */
export function usePreview(input: ClusterRequestInput | undefined): Preview {
  const api = useApi(workerClustersApiRef);
  const [attempt, setAttempt] = useState(0);
  const [state, setState] = useState<{
    of?: string;
    preview?: RequestPreview;
    error?: Error;
  }>({});
  const text = input && JSON.stringify(input);
  useEffect(() => {
    setState({});
    if (!text) return undefined;
    const requested: ClusterRequestInput = JSON.parse(text);
    const abort = new AbortController();
    const timer = setTimeout(() => {
      api.previewRequest(requested, { signal: abort.signal }).then(
        preview => {
          if (!abort.signal.aborted) {
            setState({ of: fingerprintOf(requested), preview });
          }
        },
        error => {
          if (!abort.signal.aborted) setState({ error });
        },
      );
    }, PREVIEW_AFTER_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [api, text, attempt]);
  const current = input && state.of === fingerprintOf(input);
  return {
    preview: current ? state.preview : undefined,
    error: state.error,
    retry: useCallback(() => setAttempt(n => n + 1), []),
  };
}
