import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  type ReviewRequest,
  stringifyClusterRef,
  type WorkerClusterDetails,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { Age } from '../../components/Age';
import { RequestLink } from '../../requests/RequestLink';
import { workerClustersTranslationRef } from '../../translations';
import { ClusterRequests } from './ClusterRequests';
import styles from './history.module.css';

function RequestItem(props: {
  request: ReviewRequest;
  cluster: WorkerClusterDetails;
}) {
  const { request, cluster } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const { number, title, requestedBy, author, applied } = request;
  const key = stringifyClusterRef(cluster);
  const change = request.changes.find(
    c => stringifyClusterRef(c.cluster) === key,
  );
  const who = requestedBy ?? author;
  const fields = change?.changes.map(
    ({ label, before, after }) =>
      `${label}: ${before ?? t('history.notSet')} → ${
        after ?? t('history.notSet')
      }`,
  );
  return (
    <>
      {change && <strong>{t(`history.verbs.${change.verb}`)}: </strong>}
      <RequestLink request={request}>
        #{number} {title}
      </RequestLink>
      <div className={styles.quiet}>
        {who && <>{t('history.by', { who })} · </>}
        <Age at={request.finishedAt ?? request.createdAt} />
        {applied === false && <> · {t('history.notApplied')}</>}
        {fields && fields.length > 0 && <div>{fields.join(', ')}</div>}
      </div>
    </>
  );
}

/** Pull requests of a cluster that are merged, or closed without a merge; newest first. */
export function RequestList(props: {
  cluster: WorkerClusterDetails;
  state: 'merged' | 'closed';
}) {
  const { cluster, state } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  return (
    <ClusterRequests
      cluster={cluster}
      state={state}
      title={t(`history.${state}.heading`)}
      none={t(`history.${state}.none`)}
    >
      {request => <RequestItem request={request} cluster={cluster} />}
    </ClusterRequests>
  );
}
