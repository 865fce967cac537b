import { type ReactNode, useCallback } from 'react';
import { Skeleton, Text } from '@backstage/ui';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  type IsolationFinding,
  type IsolationReport,
  type IsolationRuleState,
  ISOLATION_RULES,
  isHeard,
  type WorkerClusterDetails,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersApiRef } from '../../api';
import { Age } from '../../components/Age';
import { ConnectionText } from '../../components/ConnectionNote';
import { ErrorPanel } from '../../components/ErrorPanel';
import { Facts } from '../../components/Facts';
import { Section } from '../../components/Section';
import {
  Chip,
  FindingSeverityChip,
  type Look,
} from '../../components/StatusChip';
import { useLiveQuery } from '../../hooks/useLiveQuery';
import { useAtNow } from '../../hooks/useNow';
import { workerClustersTranslationRef } from '../../translations';
import { messageText } from '../../translations/messageText';
import clusterStyles from '../cluster.module.css';
import { FindingTrendChart } from './FindingTrendChart';
import styles from './isolation.module.css';
import {
  byReason,
  isolationSummary,
  type IsolationSummary,
} from './isolationSummary';

type IsolationCluster = Pick<
  WorkerClusterDetails,
  'managementCluster' | 'namespace' | 'name' | 'connection'
>;

const LOOKS: Record<IsolationSummary['state'], Look> = {
  passed: ['good', 'check'],
  partly: ['quiet', 'question'],
  unchecked: ['quiet', 'question'],
  found: ['warn', 'exclamation'],
};

/** The promise of a rule; in the backend's words for one that this release does not know. */
export function useRuleTitle() {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  return ({ rule, title }: Pick<IsolationRuleState, 'rule' | 'title'>) =>
    Object.hasOwn(ISOLATION_RULES, rule) ? t(`isolation.rules.${rule}`) : title;
}

/** What to do about a finding; in the backend's words for a rule that this release does not know. */
export function useRemedy() {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  return ({ rule, remedy }: Pick<IsolationFinding, 'rule' | 'remedy'>) =>
    Object.hasOwn(ISOLATION_RULES, rule)
      ? t(`isolation.remedies.${rule}`)
      : remedy;
}

/** `Kind namespace/name` of what a finding is about. */
export function objectText({
  kind,
  namespace,
  name,
}: IsolationFinding['object']) {
  return `${kind} ${namespace ? `${namespace}/` : ''}${name}`;
}

function Summary({
  summary,
  cluster,
}: {
  summary: IsolationSummary;
  cluster: IsolationCluster;
}) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const { state, checked, total, findings, worst } = summary;
  const { connection } = cluster;
  const heard = useAtNow(
    useCallback((now: number) => isHeard({ connection, now }), [connection]),
  );
  const texts: Record<IsolationSummary['state'], () => string> = {
    passed: () => t('isolation.summary.passed', { count: total }),
    partly: () =>
      t('isolation.summary.partly', {
        checked: String(checked),
        total: String(total),
      }),
    unchecked: () => t('isolation.summary.unchecked'),
    found: () =>
      t('isolation.summary.found', {
        count: findings,
        severity: worst ? t(`common.severity.${worst}`) : '',
      }),
  };
  let look = LOOKS[state];
  if (worst === 'high') look = ['bad', 'exclamation'];
  // What was found does not get better by not looking; what passed is not known any more.
  if (!heard && state === 'passed') look = ['quiet', 'question'];
  return (
    <div role="status">
      <p className={styles.summary}>
        <Chip look={look} text={texts[state]()} wraps />
      </p>
      {!heard && state !== 'unchecked' && (
        <Text as="p" color="secondary">
          {t('isolation.summary.lastKnown', {
            connection: <ConnectionText connection={connection} />,
          })}
        </Text>
      )}
    </div>
  );
}

function Findings({ report }: { report: IsolationReport }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const titleOf = useRuleTitle();
  const remedyOf = useRemedy();
  const titles = new Map(report.rules.map(r => [r.rule, r.title]));
  return (
    <ul className={styles.list} aria-label={t('isolation.findings')}>
      {report.findings.map(finding => {
        const { rule, object, firstSeen } = finding;
        const evidence = messageText(t, finding.evidence, finding.evidenceCode);
        const text = objectText(object);
        return (
          <li key={`${rule} ${text}`}>
            <div className={styles.line}>
              <FindingSeverityChip severity={finding.severity} />
              <strong>
                {titleOf({ rule, title: titles.get(rule) ?? rule })}
              </strong>
            </div>
            <Facts
              facts={[
                [t('isolation.object'), text],
                [
                  t('isolation.evidence'),
                  <span className={clusterStyles.code}>{evidence}</span>,
                ],
                [t('isolation.remedy'), remedyOf(finding)],
                [t('isolation.firstSeen'), <Age at={firstSeen} />],
              ]}
            />
          </li>
        );
      })}
    </ul>
  );
}

/** A part of the report that is closed until somebody wants it. */
function Part(props: { title: string; open?: boolean; children: ReactNode }) {
  return (
    <details className={styles.part} open={props.open}>
      <summary>{props.title}</summary>
      {props.children}
    </details>
  );
}

function Report({
  report,
  cluster,
}: {
  report: IsolationReport;
  cluster: IsolationCluster;
}) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const titleOf = useRuleTitle();
  const summary = isolationSummary(report);
  const { unlisted, total, checked } = summary;
  const passed = report.rules.filter(r => r.state === 'ok');
  const titles = new Map(report.rules.map(r => [r.rule, r.title]));
  return (
    <>
      <Summary summary={summary} cluster={cluster} />
      {report.findings.length > 0 && <Findings report={report} />}
      {unlisted > 0 && (
        <Text as="p" color="secondary">
          {t('isolation.unlisted', { count: unlisted })}
        </Text>
      )}
      {checked < total && (
        <Part
          title={t('isolation.notChecked', { count: total - checked })}
          open
        >
          <ul className={styles.list}>
            {byReason(report.rules).map(({ reason, rules }) => (
              <li key={reason ?? ''}>
                <div className={styles.secondary}>
                  {reason
                    ? messageText(t, reason, rules[0].reasonCode)
                    : t('isolation.noReason')}
                </div>
                <ul className={clusterStyles.plainList}>
                  {rules.map(rule => (
                    <li key={rule.rule}>{titleOf(rule)}</li>
                  ))}
                </ul>
              </li>
            ))}
          </ul>
        </Part>
      )}
      {passed.length > 0 && (
        <Part title={t('isolation.passes', { count: passed.length })}>
          <ul className={clusterStyles.plainList}>
            {passed.map(rule => (
              <li key={rule.rule}>{titleOf(rule)}</li>
            ))}
          </ul>
        </Part>
      )}
      {report.resolved.length > 0 && (
        <Part
          title={t('isolation.resolved', { count: report.resolved.length })}
        >
          <ul className={styles.list}>
            {report.resolved.map(({ rule, object, ...finding }) => (
              <li key={`${rule} ${objectText(object)} ${finding.firstSeen}`}>
                <div className={styles.line}>
                  <FindingSeverityChip severity={finding.severity} />
                  <strong>
                    {titleOf({ rule, title: titles.get(rule) ?? rule })}
                  </strong>
                </div>
                <Facts
                  facts={[
                    [t('isolation.object'), objectText(object)],
                    [t('isolation.firstSeen'), <Age at={finding.firstSeen} />],
                    [
                      t('isolation.resolvedAt'),
                      <Age at={finding.resolvedAt} />,
                    ],
                  ]}
                />
              </li>
            ))}
          </ul>
        </Part>
      )}
      <FindingTrendChart trend={report.trend} />
    </>
  );
}

/** What the isolation rules found of a cluster, which of them pass, and which nobody could check. */
export function IsolationTab({ cluster }: { cluster: IsolationCluster }) {
  const { managementCluster, namespace, name } = cluster;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const api = useApi(workerClustersApiRef);
  const { data, error, loading, retry } = useLiveQuery(
    useCallback(
      (signal: AbortSignal) =>
        api.getIsolation({ managementCluster, namespace, name }, { signal }),
      [api, managementCluster, namespace, name],
    ),
  );
  return (
    <Section title={t('isolation.title')} note={t('isolation.note')}>
      {error && (
        <ErrorPanel
          title={t('isolation.loadFailed')}
          error={error}
          retry={retry}
        />
      )}
      {loading && <Skeleton width="100%" height="160px" />}
      {data && <Report report={data} cluster={cluster} />}
    </Section>
  );
}
