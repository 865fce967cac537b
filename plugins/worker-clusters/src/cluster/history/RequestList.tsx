import { Button, Skeleton, Text } from '@backstage/ui';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  type ReviewRequest,
  stringifyClusterRef,
  type WorkerClusterDetails,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { Age } from '../../components/Age';
import { ErrorPanel } from '../../components/ErrorPanel';
import { Section } from '../../components/Section';
import { WebLink } from '../../components/WebLink';
import { workerClustersTranslationRef } from '../../translations';
import styles from './history.module.css';
import { useRequests } from './useRequests';

function RequestItem(props: {
  request: ReviewRequest;
  cluster: WorkerClusterDetails;
}) {
  const { request, cluster } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const { number, url, title, requestedBy, author, applied } = request;
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
    <li>
      {change && <strong>{t(`history.verbs.${change.verb}`)}: </strong>}
      <WebLink href={url}>
        #{number} {title}
      </WebLink>
      <div className={styles.quiet}>
        {who && <>{t('history.by', { who })} · </>}
        <Age at={request.finishedAt ?? request.createdAt} />
        {applied === false && <> · {t('history.notApplied')}</>}
        {fields && fields.length > 0 && <div>{fields.join(', ')}</div>}
      </div>
    </li>
  );
}

/** Pull requests of a cluster that are merged, or closed without a merge; newest first. */
export function RequestList(props: {
  cluster: WorkerClusterDetails;
  state: 'merged' | 'closed';
}) {
  const { cluster, state } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const { items, loading, error, more } = useRequests(cluster, state);
  return (
    <Section title={t(`history.${state}.heading`)}>
      {items.length > 0 && (
        <ul className={styles.requests}>
          {items.map(request => (
            <RequestItem
              key={request.url}
              request={request}
              cluster={cluster}
            />
          ))}
        </ul>
      )}
      {loading && items.length === 0 && <Skeleton style={{ height: 48 }} />}
      {!loading && !error && items.length === 0 && (
        <Text as="p" color="secondary">
          {t(`history.${state}.none`)}
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
      {more && !error && (
        <Button
          size="small"
          variant="secondary"
          onPress={more}
          isDisabled={loading}
        >
          {t('common.showMore')}
        </Button>
      )}
    </Section>
  );
}
