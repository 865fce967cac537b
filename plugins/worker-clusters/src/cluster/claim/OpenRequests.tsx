import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  type RequestedChange,
  type ReviewRequest,
  stringifyClusterRef,
  type WorkerClusterDetails,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { Age } from '../../components/Age';
import { MonthlyCost } from '../../components/MonthlyCost';
import { ScrollArea } from '../../components/ScrollArea';
import { RequestLink } from '../../requests/RequestLink';
import { workerClustersTranslationRef } from '../../translations';
import { messageText } from '../../translations/messageText';
import cluster from '../cluster.module.css';
import { ClusterRequests } from '../history/ClusterRequests';
import styles from './claim.module.css';
import { RequestedText } from './RequestedText';

function Change({ change }: { change: RequestedChange }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const notSet = t('history.notSet');
  return (
    <>
      {change.changes.length > 0 && (
        <ScrollArea label={t('claim.changes')}>
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
        </ScrollArea>
      )}
      {change.consequences.length > 0 && (
        <ul className={cluster.plainList}>
          {change.consequences.map((text, i) => (
            <li key={text}>
              {messageText(t, text, change.consequenceCodes?.[i])}
            </li>
          ))}
        </ul>
      )}
      {change.findings
        .filter(({ severity }) => severity !== 'info')
        .map(({ rule, message, messageCode, severity }) => (
          <p key={rule + message}>
            <strong>{t(`claim.findings.${severity as 'error'}`)}:</strong>{' '}
            {messageText(t, message, messageCode)}
          </p>
        ))}
      {change.cost && (
        <p>
          {t('common.cost.label')}: <MonthlyCost cost={change.cost} />
        </p>
      )}
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
    <div className={styles.request}>
      <RequestLink request={request}>
        #{request.number} {request.title}
      </RequestLink>
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
      {changes.length > 0 && (
        <RequestedText
          number={request.number}
          paths={changes.map(({ path }) => path)}
        />
      )}
    </div>
  );
}

/** The open pull requests of a cluster, as the review queue has evaluated them. */
export function OpenRequests(props: { cluster: WorkerClusterDetails }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  return (
    <ClusterRequests
      cluster={props.cluster}
      state="open"
      title={t('claim.openChanges')}
      none={t('claim.noOpenChange')}
    >
      {request => <Request request={request} cluster={props.cluster} />}
    </ClusterRequests>
  );
}
