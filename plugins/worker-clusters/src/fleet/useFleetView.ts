import { useCallback } from 'react';
import { useAppSearchParams } from '@backstage/frontend-plugin-api';
import { withParams } from '../hooks/withParams';
import { type Grouping, GROUPINGS } from './groups';

export const FLEET_VIEWS = ['table', 'map'] as const;

export type FleetView = (typeof FLEET_VIEWS)[number];

/** How the fleet is shown, whichever clusters those are. */
export interface FleetViewState {
  view: FleetView;
  /** Undefined: not grouped. */
  group: Grouping | undefined;
}

/** What each view is grouped by as long as the URL does not say. */
const DEFAULT_GROUP: Record<FleetView, Grouping | undefined> = {
  table: undefined,
  map: 'environment',
};

/** `group` of the URL for a view that shall not be grouped. */
const NO_GROUP = 'none';

/** Reads `view` and `group` of the URL; what is no such value is as if it were not there. */
export function readFleetView(params: URLSearchParams): FleetViewState {
  const view = FLEET_VIEWS.find(v => v === params.get('view')) ?? 'table';
  const given = params.get('group');
  const group =
    given === NO_GROUP
      ? undefined
      : GROUPINGS.find(g => g === given) ?? DEFAULT_GROUP[view];
  return { view, group };
}

/** The parameters with some of the view changed; everything else in them stays. What is the default is left out. */
export function withFleetView(
  params: URLSearchParams,
  changes: Partial<FleetViewState>,
): URLSearchParams {
  const next =
    'view' in changes
      ? withParams(params, { view: changes.view === 'map' ? 'map' : undefined })
      : params;
  if (!('group' in changes)) return next;
  const { group } = changes;
  const isDefault = group === DEFAULT_GROUP[readFleetView(next).view];
  return withParams(next, { group: isDefault ? undefined : group ?? NO_GROUP });
}

/** View and grouping of the fleet page, kept in the URL as the filters are. */
export function useFleetView(): FleetViewState & {
  update(changes: Partial<FleetViewState>): void;
} {
  const [params, setParams] = useAppSearchParams();
  const update = useCallback(
    (changes: Partial<FleetViewState>) =>
      setParams(current => withFleetView(current, changes), { replace: true }),
    [setParams],
  );
  return { ...readFleetView(params), update };
}
