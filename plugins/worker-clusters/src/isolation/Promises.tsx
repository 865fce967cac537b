import { Button, Text } from '@backstage/ui';
import {
  RouterLink,
  useRouteRef,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import {
  type FleetIsolationReport,
  type FleetRuleState,
  ISOLATION_RULES,
  type IsolationRuleState,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { useRuleTitle } from '../cluster/isolation/IsolationTab';
import { Section } from '../components/Section';
import { Chip, type Look } from '../components/StatusChip';
import { useFormat } from '../hooks/useFormat';
import { fleetRouteRef } from '../routes';
import { workerClustersTranslationRef } from '../translations';
import { messageText } from '../translations/messageText';
import styles from './report.module.css';

const broken = (severity: FleetRuleState['severity']): Look => [
  severity === 'high' ? 'bad' : 'warn',
  'exclamation',
];

/** On how many clusters a promise holds and does not; what was not checked is never among those that hold. */
function Counts({ rule }: { rule: FleetRuleState }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const format = useFormat();
  const titleOf = useRuleTitle();
  const fleetLink = useRouteRef(fleetRouteRef);
  const counts = [
    ['held', ['good', 'check']],
    ['broken', broken(rule.severity)],
    ['lastKnown', ['quiet', 'question']],
    ['notChecked', ['quiet', 'question']],
  ] as const;
  return (
    <div className={styles.counts}>
      {counts
        .filter(([name]) => rule[name] > 0)
        .map(([name, look]) => (
          <Chip
            key={name}
            look={look as Look}
            text={t(`report.promises.${name}`, {
              some: format.number(rule[name]),
            })}
          />
        ))}
      {rule.findings > 0 && (
        <span>{t('report.promises.findings', { count: rule.findings })}</span>
      )}
      {rule.broken > 0 && fleetLink && (
        <RouterLink
          href={`${fleetLink()}?incident=isolation-${rule.rule}`}
          aria-label={`${t('report.promises.clusters')}: ${titleOf(rule)}`}
        >
          {t('report.promises.clusters')}
        </RouterLink>
      )}
    </div>
  );
}

/** The promises with how they stand over the clusters, in the order of the rules. */
export function Promises(props: {
  rules: FleetRuleState[];
  /** Shows the findings of one promise. */
  onChoose(rule: FleetRuleState['rule']): void;
}) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const titleOf = useRuleTitle();
  return (
    <Section
      title={t('report.promises.title')}
      note={t('report.promises.note')}
    >
      <ul className={styles.list} aria-label={t('report.promises.title')}>
        {props.rules.map(rule => (
          <li key={rule.rule} className={styles.promise}>
            <div>
              <div className={styles.line}>
                <Chip
                  // A severity is an alarm only where the promise is broken.
                  look={
                    rule.broken > 0
                      ? broken(rule.severity)
                      : ['quiet', 'information']
                  }
                  text={t(`common.severity.${rule.severity}`)}
                />
                <strong>{titleOf(rule)}</strong>
              </div>
              {Object.hasOwn(ISOLATION_RULES, rule.rule) && (
                <Text as="p" color="secondary">
                  {t(`report.promise.${rule.rule}`)}
                </Text>
              )}
            </div>
            <div>
              <Counts rule={rule} />
              {rule.reasons.length > 0 && (
                <details className={styles.reasons}>
                  <summary>{t('report.promises.reasons')}</summary>
                  <ul>
                    {rule.reasons.map(({ reason, reasonCode, clusters }) => (
                      // The same text may be stored with and without its code.
                      <li key={`${reason} ${reasonCode?.code}`}>
                        {t('report.promises.reason', {
                          reason: messageText(t, reason, reasonCode),
                          count: clusters,
                        })}
                      </li>
                    ))}
                  </ul>
                </details>
              )}
            </div>
            <div className={styles.noPrint}>
              {rule.findings > 0 && (
                <Button
                  size="small"
                  variant="secondary"
                  aria-label={`${t('report.promises.only')}: ${titleOf(rule)}`}
                  onPress={() => props.onChoose(rule.rule)}
                >
                  {t('report.promises.only')}
                </Button>
              )}
            </div>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function ManagementRule({ rule }: { rule: IsolationRuleState }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const titleOf = useRuleTitle();
  const severity = Object.hasOwn(ISOLATION_RULES, rule.rule)
    ? ISOLATION_RULES[rule.rule].severity
    : 'medium';
  const chips: Record<IsolationRuleState['state'], [Look, string]> = {
    ok: [['good', 'check'], t('report.management.ok')],
    found: [
      broken(severity),
      t('report.management.found', { count: rule.count ?? 1 }),
    ],
    notChecked: [['quiet', 'question'], t('report.management.notChecked')],
  };
  const [look, text] = chips[rule.state];
  return (
    <li className={styles.line}>
      <Chip look={look} text={text} />
      <span>{titleOf(rule)}</span>
      {rule.reason && (
        <span className={styles.secondary}>
          {messageText(t, rule.reason, rule.reasonCode)}
        </span>
      )}
    </li>
  );
}

/** How the promises stand that the management clusters themselves have to keep. */
export function ManagementPromises(props: {
  clusters: NonNullable<FleetIsolationReport['managementClusters']>;
}) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const clusters = props.clusters.filter(({ rules }) => rules.length > 0);
  if (clusters.length === 0) return null;
  return (
    <Section
      title={t('report.management.title')}
      note={t('report.management.note')}
    >
      {clusters.map(({ name, rules }) => (
        <div key={name} className={styles.management}>
          <Text as="h3" weight="bold">
            {name}
          </Text>
          <ul className={styles.plain} aria-label={name}>
            {rules.map(rule => (
              <ManagementRule key={rule.rule} rule={rule} />
            ))}
          </ul>
        </div>
      ))}
    </Section>
  );
}
