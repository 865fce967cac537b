import { useState } from 'react';
import { Button, Text } from '@backstage/ui';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  ClusterRef,
  LiveClaimComparison,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersApiRef } from '../../api';
import { Age } from '../../components/Age';
import { DiffView } from '../../components/DiffView';
import { ErrorPanel } from '../../components/ErrorPanel';
import { ScrollArea } from '../../components/ScrollArea';
import { Section } from '../../components/Section';
import { workerClustersTranslationRef } from '../../translations';
import styles from './claim.module.css';

/** The claim in Git against the claim on the management cluster, which is read behind a button. */
export function LiveDifference(props: { cluster: ClusterRef }) {
  const { managementCluster, namespace, name } = props.cluster;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const api = useApi(workerClustersApiRef);
  const [state, setState] = useState<{
    loading?: boolean;
    comparison?: LiveClaimComparison;
    error?: Error;
  }>({});
  const { loading, comparison, error } = state;
  const compare = async () => {
    setState({ comparison, loading: true });
    try {
      setState({
        comparison: await api.compareClaim({
          managementCluster,
          namespace,
          name,
        }),
      });
    } catch (e) {
      setState({ comparison, error: e as Error });
    }
  };
  return (
    <Section title={t('claim.live.heading')}>
      <div className={styles.live} aria-busy={loading}>
        <div role="status">
          {comparison ? (
            <Result comparison={comparison} />
          ) : (
            <Text as="p" color="secondary">
              {t('claim.live.note')}
            </Text>
          )}
        </div>
        {comparison && <Fields comparison={comparison} />}
        {error && <ErrorPanel title={t('claim.live.failed')} error={error} />}
        <div>
          <Button
            size="small"
            variant="secondary"
            isDisabled={loading}
            onPress={compare}
          >
            {t(comparison ? 'claim.live.again' : 'claim.live.compare')}
          </Button>
        </div>
      </div>
    </Section>
  );
}

function Result({ comparison }: { comparison: LiveClaimComparison }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const { differences, more = 0, readAt } = comparison;
  const count = differences.length + more;
  const age = <Age at={readAt} />;
  return count === 0 ? (
    <Text as="p">{t('claim.live.none', { age })}</Text>
  ) : (
    <>
      <Text as="p" weight="bold">
        {t('claim.live.differ', { count, age })}
      </Text>
      <Text as="p" color="secondary">
        {t('claim.live.remedy')}
      </Text>
    </>
  );
}

function Fields({ comparison }: { comparison: LiveClaimComparison }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const { differences, more, defaults, diff } = comparison;
  const notSet = t('history.notSet');
  return (
    <>
      {differences.length > 0 && (
        <ScrollArea label={t('claim.live.fields')}>
          <table className={styles.fields} aria-label={t('claim.live.fields')}>
            <thead>
              <tr>
                <th scope="col">{t('claim.field')}</th>
                <th scope="col">{t('claim.live.inGit')}</th>
                <th scope="col">{t('claim.live.inCluster')}</th>
              </tr>
            </thead>
            <tbody>
              {differences.map(({ field, label, isDefault, ...values }) => (
                <tr key={field}>
                  <th scope="row" title={field}>
                    {label}
                  </th>
                  <td>
                    {values.before ?? notSet}
                    {isDefault && (
                      <span className={styles.quiet}>
                        {' '}
                        ({t('claim.live.default')})
                      </span>
                    )}
                  </td>
                  <td>
                    {values.after ?? notSet}
                    {values.after === values.before && (
                      <span className={styles.quiet}>
                        {' '}
                        ({t('claim.live.hidden')})
                      </span>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollArea>
      )}
      {more !== undefined && (
        <Text as="p" color="secondary">
          {t('claim.live.more', { count: more })}
        </Text>
      )}
      {diff && <DiffView label={t('claim.live.diff')} diff={diff} />}
      {defaults.length > 0 && (
        <details>
          <summary>
            {t('claim.live.defaults', { count: defaults.length })}
          </summary>
          <ul className={styles.defaults}>
            {defaults.map(({ field, label, value }) => (
              <li key={field} title={field}>
                {label}: {value}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
