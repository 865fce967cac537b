import { useEffect, useSyncExternalStore } from 'react';
import {
  type AppLocation,
  coreApis,
  useApiHolder,
  useAppLocation,
} from '@backstage/frontend-plugin-api';
import { isObject, Json } from './json';

/**
 * For which cluster the patch is that a form holds. The field is gone while another step is shown, and its value is the
 * action's input, which has no room for it. One visit of the form's page is one entry of the browser's history.
 */
let bound: { visit: string; target: string } | undefined;

// A legacy app: the location of its router has the key of the entry.
const NO_HISTORY = {
  subscribe: () => () => {},
  getSnapshot: () => undefined,
};

/** Tells a visit of the form's page from the next one. */
function useVisit(): string {
  const history = useApiHolder().get(coreApis.appHistory);
  const location: AppLocation & { key?: string } = useAppLocation();
  const { subscribe, getSnapshot } = history ?? NO_HISTORY;
  const snapshot = useSyncExternalStore(subscribe, getSnapshot);
  return `${snapshot?.entry?.key ?? location.key} ${location.pathname}`;
}

/** Drops the changes of one cluster when another is chosen; true while they are still there. */
export function useBoundPatch(
  target: string | undefined,
  patch: unknown,
  onChange: (patch: Json) => void,
): boolean {
  const visit = useVisit();
  const foreign =
    target !== undefined &&
    bound?.visit === visit &&
    bound.target !== target &&
    isObject(patch) &&
    Object.keys(patch).length > 0;
  useEffect(() => {
    if (foreign) onChange({});
    else if (target !== undefined) bound = { visit, target };
  }, [foreign, onChange, target, visit]);
  return foreign;
}
