import type { ReactNode } from 'react';
import { Button, Skeleton, Text } from '@backstage/ui';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  ClusterRef,
  ReviewRequest,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { ErrorPanel } from '../../components/ErrorPanel';
import { Section } from '../../components/Section';
import { workerClustersTranslationRef } from '../../translations';
import styles from './history.module.css';
import { useRequests } from './useRequests';

/** The pull requests of a cluster in one state, newest first, page by page. */
export function ClusterRequests(props: {
  cluster: ClusterRef;
  state: ReviewRequest['state'];
  title: string;
  /** Said if there is none. */
  none: string;
  /** Renders one of them. */
  children(request: ReviewRequest): ReactNode;
}) {
  const { cluster, state } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const { items, loading, stale, error, retry, more, hasMore } = useRequests(
    cluster,
    state,
  );
  return (
    <Section title={props.title}>
      {items && items.length > 0 && (
        <ul className={styles.requests}>
          {items.map(request => (
            <li key={request.url}>{props.children(request)}</li>
          ))}
        </ul>
      )}
      {loading && <Skeleton width="100%" height="48px" />}
      {items?.length === 0 && (
        <Text as="p" color="secondary">
          {props.none}
        </Text>
      )}
      {error && (
        <ErrorPanel title={t('history.failed')} error={error} retry={retry} />
      )}
      {hasMore && (
        <Button
          size="small"
          variant="secondary"
          onPress={more}
          isDisabled={stale}
        >
          {t('common.showMore')}
        </Button>
      )}
    </Section>
  );
}
