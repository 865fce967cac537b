import { useCallback } from 'react';
import { Button, Container, Select, Skeleton, Text } from '@backstage/ui';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  FINDING_SEVERITIES,
  type FleetIsolationReport,
  isolationRulesOf,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersApiRef } from '../api';
import { ErrorPanel } from '../components/ErrorPanel';
import { Surface } from '../components/Surface';
import { shortOwner } from '../format';
import { useDocumentTitle } from '../hooks/useDocumentTitle';
import { useFormat } from '../hooks/useFormat';
import { useLiveQuery } from '../hooks/useLiveQuery';
import { Incidents } from '../incidents/Incidents';
import { workerClustersTranslationRef } from '../translations';
import { Changes } from './Changes';
import { FleetFindings } from './FleetFindings';
import { ManagementPromises, Promises } from './Promises';
import styles from './report.module.css';
import { ReportActions } from './ReportActions';
import {
  REPORT_FILTERS,
  type ReportFilter,
  useReportFilter,
} from './useReportFilter';

/** What can be chosen, and is in the fleet or chosen already, as value and label. */
function useOptions(filter: ReportFilter) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const api = useApi(workerClustersApiRef);
  const { data } = useLiveQuery(
    useCallback((signal: AbortSignal) => api.getSummary({ signal }), [api]),
  );
  const occurring = (counts: object = {}, chosen: string[]) =>
    [...new Set([...Object.keys(counts), ...chosen])].sort();
  const options = (values: readonly string[], label: (v: any) => string) =>
    values.map(value => ({ value, label: label(value) }));
  return {
    environment: options(
      occurring(data?.byEnvironment, filter.environment),
      value => value,
    ),
    owner: options(occurring(data?.byOwner, filter.owner), shortOwner),
    severity: options(FINDING_SEVERITIES, (value: 'high') =>
      t(`common.severity.${value}`),
    ),
    rule: options(isolationRulesOf('worker'), (value: 'web-terminal') =>
      t(`isolation.rules.${value}`),
    ),
  };
}

function Filters(props: {
  filter: ReportFilter;
  active: boolean;
  update(changes: Partial<ReportFilter>): void;
}) {
  const { filter, active, update } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const options = useOptions(filter);
  return (
    <>
      <div
        className={styles.filters}
        role="search"
        aria-label={t('report.filter.label')}
      >
        {REPORT_FILTERS.map(name => (
          <Select
            key={name}
            label={t(`report.filter.${name}`)}
            placeholder={t('report.filter.all')}
            selectionMode="multiple"
            options={options[name]}
            value={filter[name]}
            onChange={value => update({ [name]: value as string[] })}
          />
        ))}
        <Button
          variant="tertiary"
          isDisabled={!active}
          onPress={() =>
            update({ environment: [], owner: [], severity: [], rule: [] })
          }
        >
          {t('report.filter.clear')}
        </Button>
      </div>
      {active && (
        <p className={styles.onlyPrint}>
          {t('report.filteredBy', {
            filters: REPORT_FILTERS.flatMap(name => filter[name]).join(', '),
          })}
        </p>
      )}
    </>
  );
}

/** The report in sentences. */
function Summary({ report }: { report: FleetIsolationReport }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const format = useFormat();
  const { rules, clusters, counts } = report;
  const broken = rules.filter(r => r.broken > 0).length;
  const notChecked = rules.filter(r => r.notChecked + r.lastKnown > 0).length;
  return (
    <p className={styles.summary} role="status">
      {[
        t('report.summary.clusters', { count: clusters }),
        t('report.summary.held', {
          held: format.number(rules.filter(r => r.held === clusters).length),
          total: format.number(rules.length),
        }),
        broken > 0 && t('report.summary.broken', { count: broken }),
        notChecked > 0 && t('report.summary.notChecked', { count: notChecked }),
        t('report.summary.open', {
          high: format.number(counts.high),
          medium: format.number(counts.medium),
          low: format.number(counts.low),
        }),
      ]
        .filter(Boolean)
        .join(' ')}
    </p>
  );
}

/** The promises of isolation as a report over the fleet, for those who answer for it: on the screen, in print, and as files. */
export function IsolationPage() {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const format = useFormat();
  const api = useApi(workerClustersApiRef);
  useDocumentTitle(t('common.page.isolation'));
  const { filter, update, active } = useReportFilter();
  const { environment, owner, severity, rule } = filter;
  const { data, error, loading, stale, retry } = useLiveQuery(
    useCallback(
      (signal: AbortSignal) =>
        api.getFleetIsolation(
          { environment, owner, severity, rule },
          { signal },
        ),
      [api, environment, owner, severity, rule],
    ),
  );
  // There is nothing to filter or to save; filters that may be why can be changed.
  const nothing = error && !data;
  return (
    <Surface>
      <Container>
        <div className={styles.report}>
          <div className={styles.onlyPrint}>
            <Text as="h2" variant="title-small" weight="bold">
              {t('report.title')}
            </Text>
            <p>
              {t('report.printed', {
                date: format.dateTime(new Date().toISOString()),
              })}
            </p>
          </div>
          <div className={styles.top}>
            {(!nothing || active) && (
              <Filters filter={filter} active={active} update={update} />
            )}
            {!nothing && <ReportActions report={data} query={filter} />}
          </div>
          {error && (
            <ErrorPanel
              title={t(data ? 'report.failedLater' : 'report.failed')}
              error={error}
              retry={retry}
            />
          )}
          {loading && (
            <div aria-busy="true">
              <Text as="p" color="secondary" role="status">
                {t('report.loading')}
              </Text>
              <Skeleton style={{ width: '100%', height: 480 }} />
            </div>
          )}
          {data && data.clusters === 0 && !stale && (
            <Text as="p">
              {t(active ? 'report.noneMatches' : 'report.none')}
            </Text>
          )}
          {data && data.clusters > 0 && (
            <>
              <Summary report={data} />
              <Incidents kinds={['isolation']} />
              <Promises
                rules={data.rules}
                onChoose={chosen => update({ rule: [chosen] })}
              />
            </>
          )}
          {data?.managementClusters && (
            <ManagementPromises clusters={data.managementClusters} />
          )}
          {data && <Changes report={data} />}
          {data && (
            <FleetFindings
              filter={filter}
              onChange={change => update({ change })}
            />
          )}
        </div>
      </Container>
    </Surface>
  );
}
