import {
  FINDING_SEVERITIES,
  type FleetIsolationReport,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';

/** One day of the chart; lengths are shares of the half of the chart that they are drawn in. */
export interface ChangeBar {
  day: string;
  open: number;
  opened: number;
  resolved: number;
  openedShare: number;
  resolvedShare: number;
  openShare: number;
}

/** The bars of the days, oldest first; undefined if nothing was open, opened or resolved. */
export function changeBars(
  trend: FleetIsolationReport['trend'],
): ChangeBar[] | undefined {
  const days = trend.map(({ day, open, opened, resolved }) => ({
    day,
    opened,
    resolved,
    open: FINDING_SEVERITIES.reduce((sum, s) => sum + open[s], 0),
  }));
  const mostChanged = Math.max(0, ...days.flatMap(d => [d.opened, d.resolved]));
  const mostOpen = Math.max(0, ...days.map(d => d.open));
  if (mostChanged + mostOpen === 0) return undefined;
  return days.map(day => ({
    ...day,
    openedShare: day.opened / (mostChanged || 1),
    resolvedShare: day.resolved / (mostChanged || 1),
    openShare: day.open / (mostOpen || 1),
  }));
}
