import { Alert } from '@backstage/ui';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  PullRequestInfo,
  WorkerClusterDetails,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { WebLink } from '../../components/WebLink';
import { RequestLink } from '../../requests/RequestLink';
import {
  type Translate,
  workerClustersTranslationRef,
} from '../../translations';
import styles from './overview.module.css';

/** A pull request as a link, and how it stands. */
export function PullRequestText({
  pullRequest,
}: {
  pullRequest: PullRequestInfo;
}) {
  const { url, number, state } = pullRequest;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const text = t('overview.changes.pullRequest', { number: String(number) });
  return (
    <>
      {state === 'open' ? (
        <RequestLink request={pullRequest}>{text}</RequestLink>
      ) : (
        // The portal forgets a request 30 days after its merge.
        <WebLink href={url}>{text}</WebLink>
      )}{' '}
      {t(`overview.changes.${state}`)}
    </>
  );
}

/** The fields that a pull request changes, as far as the review queue has read it. */
function changesOf(
  { pending }: WorkerClusterDetails,
  { url }: PullRequestInfo,
  t: Translate,
): string | undefined {
  if (pending?.url !== url || pending.changes.length === 0) return undefined;
  const notSet = t('overview.changes.notSet');
  return pending.changes
    .map(({ label, before = notSet, after = notSet }) =>
      t('overview.changes.change', { label, before, after }),
    )
    .join(', ');
}

/** Pull requests that wait for a review. */
export function OpenChanges({ cluster }: { cluster: WorkerClusterDetails }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const { pullRequest, openChanges = [], phase } = cluster;
  const requested = phase.phase === 'requested' && pullRequest;
  if (!requested && openChanges.length === 0) return null;
  return (
    <div className={styles.changes}>
      {requested && (
        <Alert
          icon
          status="info"
          title={<PullRequestText pullRequest={pullRequest} />}
          description={t('overview.changes.review')}
        />
      )}
      {openChanges.map(({ verb, pullRequest: change }) => (
        <Alert
          key={change.url}
          icon
          status="info"
          title={
            <>
              <RequestLink request={change}>
                {t('overview.changes.pullRequest', {
                  number: String(change.number),
                })}
              </RequestLink>{' '}
              {t(`overview.changes.${verb}`)}
            </>
          }
          description={changesOf(cluster, change, t) ?? change.title}
        />
      ))}
    </div>
  );
}
