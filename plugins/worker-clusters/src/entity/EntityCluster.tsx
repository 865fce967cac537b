import { Link, Skeleton, Text } from '@backstage/ui';
import {
  useAppSearchParams,
  useRouteRef,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import { useEntity } from '@backstage/plugin-catalog-react';
import {
  ANNOTATION_CLUSTER,
  ClusterRef,
  showClusterVersion,
  showVersion,
  stringifyClusterRef,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { LiveCluster } from '../cluster/LiveCluster';
import { useCluster } from '../cluster/useCluster';
import { ClusterErrorPanel } from '../components/ClusterErrorPanel';
import { ConnectionNote } from '../components/ConnectionNote';
import { explainError } from '../components/explainError';
import { Facts } from '../components/Facts';
import { HealthCounts } from '../components/HealthCounts';
import { Section } from '../components/Section';
import { ClusterStateChip, ClusterStateReason } from '../components/StatusChip';
import { Surface } from '../components/Surface';
import { WebLink } from '../components/WebLink';
import { clusterRouteRef } from '../routes';
import { workerClustersTranslationRef } from '../translations';
import { clusterOfEntity } from './entityCluster';

function Missing() {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  return <Text>{t('entity.missing', { annotation: ANNOTATION_CLUSTER })}</Text>;
}

/** The tab "Worker cluster" of a catalog page. */
export function EntityClusterContent() {
  const clusterRef = clusterOfEntity(useEntity().entity);
  const [params] = useAppSearchParams();
  return (
    <Surface>
      {clusterRef ? (
        <LiveCluster
          clusterRef={clusterRef}
          tab={params.get('tab') ?? undefined}
          hrefOf={tab => `?tab=${tab}`}
        />
      ) : (
        <Missing />
      )}
    </Surface>
  );
}

function Status({ clusterRef }: { clusterRef: ClusterRef }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const { data: cluster, error, retry } = useCluster(clusterRef);
  const link = useRouteRef(clusterRouteRef);
  const failure = error && (
    <ClusterErrorPanel clusterRef={clusterRef} error={error} retry={retry} />
  );
  const gone = error && explainError(error).kind === 'notFound';
  if (!cluster || gone) {
    return failure ?? <Skeleton style={{ width: '100%', height: 120 }} />;
  }
  return (
    <>
      {failure}
      <Facts
        facts={[
          [
            t('entity.phase'),
            <>
              <ClusterStateChip cluster={cluster} />{' '}
              <ClusterStateReason cluster={cluster} />
            </>,
          ],
          [
            t('entity.kubernetes'),
            showClusterVersion(cluster, t('entity.requested')),
          ],
          [
            t('entity.argocd'),
            cluster.argocd && cluster.argocd.kind !== 'none' && (
              <WebLink href={cluster.argocd.url}>
                {showVersion(cluster.argocd.version) ?? t('entity.open')}
              </WebLink>
            ),
          ],
          [
            t('entity.applications'),
            <HealthCounts counts={cluster.applications} />,
          ],
        ]}
      />
      <ConnectionNote connection={cluster.connection} />
      {link && (
        <Text as="p">
          <Link href={link({ ...clusterRef })}>{t('entity.follow')}</Link>
        </Text>
      )}
    </>
  );
}

/** The card with the state of the cluster. */
export function EntityClusterCard() {
  const clusterRef = clusterOfEntity(useEntity().entity);
  const { t } = useTranslationRef(workerClustersTranslationRef);
  return (
    <Surface>
      <Section title={t('entity.heading')}>
        {clusterRef ? (
          // Nothing of one cluster is left in the card of the next.
          <Status
            key={stringifyClusterRef(clusterRef)}
            clusterRef={clusterRef}
          />
        ) : (
          <Missing />
        )}
      </Section>
    </Surface>
  );
}
