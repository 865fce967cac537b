import { useCallback, useState } from 'react';
import {
  Button,
  Skeleton,
  Text,
  ToggleButton,
  ToggleButtonGroup,
} from '@backstage/ui';
import {
  RouterLink,
  useApi,
  useRouteRef,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import {
  type FindingChange,
  FINDING_CHANGES,
  type FleetFinding,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersApiRef } from '../api';
import {
  objectText,
  useRemedy,
  useRuleTitle,
} from '../cluster/isolation/IsolationTab';
import { Age } from '../components/Age';
import { ErrorPanel } from '../components/ErrorPanel';
import { Facts } from '../components/Facts';
import { Section } from '../components/Section';
import { FindingSeverityChip } from '../components/StatusChip';
import { useLiveQuery } from '../hooks/useLiveQuery';
import { clusterRouteRef } from '../routes';
import { workerClustersTranslationRef } from '../translations';
import { messageText } from '../translations/messageText';
import styles from './report.module.css';
import type { ReportFilter } from './useReportFilter';

/** Findings that are shown at first, and more with each press of "Show more". */
const STEP = 100;
const MAX = 500;

function Finding({ finding }: { finding: FleetFinding }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const titleOf = useRuleTitle();
  const remedyOf = useRemedy();
  const clusterLink = useRouteRef(clusterRouteRef);
  const { cluster, managementCluster, rule, object } = finding;
  const evidence = messageText(t, finding.evidence, finding.evidenceCode);
  const link = cluster && clusterLink?.(cluster);
  return (
    <li>
      <div className={styles.line}>
        <FindingSeverityChip severity={finding.severity} />
        <strong>{titleOf({ rule, title: rule })}</strong>
      </div>
      <Facts
        facts={[
          [
            t('report.findings.cluster'),
            cluster &&
              (link ? (
                <RouterLink href={link}>{cluster.name}</RouterLink>
              ) : (
                cluster.name
              )),
          ],
          [
            t('report.findings.managementCluster'),
            !cluster && managementCluster,
          ],
          [t('isolation.object'), objectText(object)],
          [
            t('isolation.evidence'),
            <span className={styles.code}>{evidence}</span>,
          ],
          [t('isolation.remedy'), !finding.resolvedAt && remedyOf(finding)],
          [t('isolation.firstSeen'), <Age at={finding.firstSeen} />],
          [
            t('isolation.resolvedAt'),
            finding.resolvedAt && <Age at={finding.resolvedAt} />,
          ],
        ]}
      />
    </li>
  );
}

/** The findings of the report, worst first: those that are open, or those that changed in a way. */
export function FleetFindings(props: {
  filter: ReportFilter;
  onChange(change: FindingChange | undefined): void;
}) {
  const { filter, onChange } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const api = useApi(workerClustersApiRef);
  const [limit, setLimit] = useState(STEP);
  const { data, error, loading, stale, retry } = useLiveQuery(
    useCallback(
      (signal: AbortSignal) =>
        api.listFindings({ ...filter, limit }, { signal }),
      [api, filter, limit],
    ),
  );
  return (
    <Section title={t('report.findings.title')}>
      <div className={styles.noPrint}>
        <ToggleButtonGroup
          aria-label={t('report.findings.change')}
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[filter.change ?? 'open']}
          onSelectionChange={keys =>
            onChange(FINDING_CHANGES.find(c => keys.has(c)))
          }
        >
          {(['open', ...FINDING_CHANGES] as const).map(value => (
            <ToggleButton key={value} id={value}>
              {t(`report.findings.${value}`)}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
      </div>
      {error && (
        <ErrorPanel
          title={t('report.findingsFailed')}
          error={error}
          retry={retry}
        />
      )}
      {(loading || (data?.items.length === 0 && stale && !error)) && (
        <Skeleton style={{ width: '100%', height: 240 }} />
      )}
      {data && data.items.length === 0 && !stale && (
        <Text as="p" color="secondary">
          {t('report.findings.none')}
        </Text>
      )}
      {data && data.items.length > 0 && (
        <ul
          className={styles.list}
          aria-label={t('report.findings.title')}
          aria-busy={stale}
        >
          {data.items.map(finding => (
            <Finding
              key={[
                finding.managementCluster,
                finding.cluster?.namespace,
                finding.cluster?.name,
                finding.rule,
                objectText(finding.object),
                finding.firstSeen,
              ].join(' ')}
              finding={finding}
            />
          ))}
        </ul>
      )}
      {data?.nextCursor &&
        (limit < MAX ? (
          <Button
            className={styles.noPrint}
            variant="secondary"
            onPress={() => setLimit(n => Math.min(MAX, n + STEP))}
          >
            {t('common.showMore')}
          </Button>
        ) : (
          <Text as="p" color="secondary">
            {t('report.findings.capped', { count: MAX })}
          </Text>
        ))}
    </Section>
  );
}
