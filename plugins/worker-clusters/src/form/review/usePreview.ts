import { useCallback, useEffect, useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import type {
  ClusterRequestInput,
  RequestPreview,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersApiRef } from '../../api';
import { fingerprintOf } from './request';

const ASK_AFTER_MS = 300;

export interface Preview {
  /** The preview of just what is asked for now. */
  preview?: RequestPreview;
  error?: Error;
  retry(): void;
}

/** What a request would do; asked anew, after a moment, whenever the request changes. */
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
    const asked: ClusterRequestInput = JSON.parse(text);
    const abort = new AbortController();
    const timer = setTimeout(() => {
      api.previewRequest(asked, { signal: abort.signal }).then(
        preview => {
          if (!abort.signal.aborted) {
            setState({ of: fingerprintOf(asked), preview });
          }
        },
        error => {
          if (!abort.signal.aborted) setState({ error });
        },
      );
    }, ASK_AFTER_MS);
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
