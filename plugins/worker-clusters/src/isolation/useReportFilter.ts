import { useCallback, useMemo } from 'react';
import { useAppSearchParams } from '@backstage/frontend-plugin-api';
import {
  FINDING_CHANGES,
  FINDING_SEVERITIES,
  type FindingChange,
  type FindingsQuery,
  ISOLATION_RULES,
  type IsolationRuleId,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { withParams } from '../hooks/withParams';

/** What the report is about, and which findings it lists. */
export interface ReportFilter extends Required<FindingsQuery> {
  /** Undefined: those that are open. */
  change: FindingChange | undefined;
}

export const REPORT_FILTERS = [
  'environment',
  'owner',
  'severity',
  'rule',
] as const satisfies ReadonlyArray<keyof FindingsQuery>;

/** Reads the filter of the URL; what is no such severity, rule or change is as if it were not there. */
export function readReportFilter(params: URLSearchParams): ReportFilter {
  return {
    environment: params.getAll('environment'),
    owner: params.getAll('owner'),
    severity: FINDING_SEVERITIES.filter(s =>
      params.getAll('severity').includes(s),
    ),
    rule: (Object.keys(ISOLATION_RULES) as IsolationRuleId[]).filter(rule =>
      params.getAll('rule').includes(rule),
    ),
    change: FINDING_CHANGES.find(c => c === params.get('change')),
  };
}

/** What the report shows, kept in the URL so that it can be shared. */
export function useReportFilter() {
  const [params, setParams] = useAppSearchParams();
  const text = params.toString();
  const filter = useMemo(
    () => readReportFilter(new URLSearchParams(text)),
    [text],
  );
  const update = useCallback(
    (changes: Partial<ReportFilter>) =>
      setParams(current => withParams(current, { ...changes }), {
        replace: true,
      }),
    [setParams],
  );
  const active = REPORT_FILTERS.some(name => filter[name].length > 0);
  return { filter, update, active };
}
