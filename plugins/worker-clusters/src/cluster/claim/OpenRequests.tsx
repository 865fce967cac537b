import { Skeleton, Text } from '@backstage/ui';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  type RequestedChange,
  type ReviewRequest,
  stringifyClusterRef,
  type WorkerClusterDetails,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { Age } from '../../components/Age';
import { ErrorPanel } from '../../components/ErrorPanel';
import { Section } from '../../components/Section';
import { WebLink } from '../../components/WebLink';
import { workerClustersTranslationRef } from '../../translations';
import cluster from '../cluster.module.css';
import { useRequests } from '../history/useRequests';
import styles from './claim.module.css';

/** A monthly cost, from the lowest to the highest number of nodes. */
function Cost({ cost }: Required<Pick<RequestedChange, 'cost'>>) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const { currency, monthly, before } = cost;
  const write = ({ min, max }: typeof monthly) => {
    const [low, high] = [min, max].map(value =>
      value.toLocaleString(t('common.language'), { maximumFractionDigits: 0 }),
    );
    return low === high
      ? `${low} ${currency}`
      : t('claim.cost.range', { min: low, max: high, currency });
  };
  return (
    <p>
      {before
        ? t('claim.cost.change', {
            before: write(before),
            after: write(monthly),
          })
        : t('claim.cost.monthly', { cost: write(monthly) })}
    </p>
  );
}

function Change({ change }: { change: RequestedChange }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const notSet = t('history.notSet');
  return (
    <>
      {change.changes.length > 0 && (
        <div className={cluster.scroll}>
          <table className={cluster.table} aria-label={t('claim.changes')}>
            <thead>
              <tr>
                <th scope="col">{t('claim.field')}</th>
                <th scope="col">{t('claim.before')}</th>
                <th scope="col">{t('claim.after')}</th>
              </tr>
            </thead>
            <tbody>
              {change.changes.map(({ field, label, before, after }) => (
                <tr key={field}>
                  <th scope="row" title={field}>
                    {label}
                  </th>
                  <td>{before ?? notSet}</td>
                  <td>{after ?? notSet}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {change.consequences.length > 0 && (
        <ul className={cluster.plainList}>
          {change.consequences.map(text => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      )}
      {change.findings
        .filter(({ severity }) => severity !== 'info')
        .map(({ rule, message, severity }) => (
          <p key={rule + message}>
            <strong>{t(`claim.findings.${severity as 'error'}`)}:</strong>{' '}
            {message}
          </p>
        ))}
      {change.cost && <Cost cost={change.cost} />}
    </>
  );
}

function Request(props: {
  request: ReviewRequest;
  cluster: WorkerClusterDetails;
}) {
  const { request } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const key = stringifyClusterRef(props.cluster);
  const changes = request.changes.filter(
    change => stringifyClusterRef(change.cluster) === key,
  );
  const who = request.requestedBy ?? request.author;
  return (
    <li className={styles.request}>
      <WebLink href={request.url}>
        #{request.number} {request.title}
      </WebLink>
      <div className={styles.quiet}>
        {who && <>{t('history.by', { who })} · </>}
        <Age at={request.createdAt} />
        {request.host && request.host.checks !== 'none' && (
          <> · {t(`claim.checks.${request.host.checks}`)}</>
        )}
        {request.host && (
          <> · {t(`claim.mergeability.${request.host.mergeability}`)}</>
        )}
      </div>
      {request.problem && <p>{request.problem}</p>}
      {changes.map(change => (
        <Change key={change.path} change={change} />
      ))}
    </li>
  );
}

/** The open pull requests of a cluster, as the review queue has evaluated them. */
export function OpenRequests(props: { cluster: WorkerClusterDetails }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const { items, loading, error, more } = useRequests(props.cluster, 'open');
  return (
    <Section title={t('claim.openChanges')}>
      {items.length > 0 && (
        <ul className={styles.requests}>
          {items.map(request => (
            <Request
              key={request.url}
              request={request}
              cluster={props.cluster}
            />
          ))}
        </ul>
      )}
      {loading && items.length === 0 && <Skeleton style={{ height: 48 }} />}
      {!loading && !error && items.length === 0 && (
        <Text as="p" color="secondary">
          {t('claim.noOpenChange')}
        </Text>
      )}
      {error && (
        <ErrorPanel
          title={t('history.failed')}
          error={error}
          retry={more}
          instead={{ denied: { title: t('history.denied') } }}
        />
      )}
    </Section>
  );
}
