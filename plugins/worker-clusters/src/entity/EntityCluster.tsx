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
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { LiveCluster } from '../cluster/LiveCluster';
import { useCluster } from '../cluster/useCluster';
import { ConnectionNote } from '../components/ConnectionNote';
import { ErrorPanel } from '../components/ErrorPanel';
import { Facts } from '../components/Facts';
import { HealthCounts } from '../components/HealthCounts';
import { Section } from '../components/Section';
import { ClusterStateChip, ClusterStateReason } from '../components/StatusChip';
import { Surface } from '../components/Surface';
import { WebLink } from '../components/WebLink';
import { clusterRouteRef } from '../routes';
import { workerClustersTranslationRef } from '../translations';
import { clusterOfEntity } from './entityCluster';

const Missing = () => (
  <Text>
    This entity has no sound annotation {ANNOTATION_CLUSTER}: the catalog module
    of worker clusters writes it.
  </Text>
);

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
  if (!cluster) {
    return error ? (
      <ErrorPanel
        title={t('cluster.loadFailed')}
        error={error}
        retry={retry}
        instead={{
          notFound: {
            title: t('cluster.notFound.title', {
              name: clusterRef.name,
              namespace: clusterRef.namespace,
            }),
            description: t('cluster.notFound.description'),
          },
        }}
      />
    ) : (
      <Skeleton style={{ height: 120 }} />
    );
  }
  return (
    <>
      <Facts
        facts={[
          [
            'Phase',
            <>
              <ClusterStateChip cluster={cluster} />{' '}
              <ClusterStateReason cluster={cluster} />
            </>,
          ],
          ['Kubernetes', showClusterVersion(cluster)],
          [
            'Argo CD',
            cluster.argocd && cluster.argocd.kind !== 'none' && (
              <WebLink href={cluster.argocd.url}>
                {showVersion(cluster.argocd.version) ?? 'Open'}
              </WebLink>
            ),
          ],
          ['Applications', <HealthCounts counts={cluster.applications} />],
        ]}
      />
      <ConnectionNote connection={cluster.connection} />
      {link && (
        <Text as="p">
          <Link href={link({ ...clusterRef })}>Follow the cluster</Link>
        </Text>
      )}
    </>
  );
}

/** The card with the state of the cluster. */
export function EntityClusterCard() {
  const clusterRef = clusterOfEntity(useEntity().entity);
  return (
    <Surface>
      <Section title="Worker cluster">
        {clusterRef ? <Status clusterRef={clusterRef} /> : <Missing />}
      </Section>
    </Surface>
  );
}
