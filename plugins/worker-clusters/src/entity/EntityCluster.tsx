import { Link, Skeleton, Text } from '@backstage/ui';
import {
  useAppSearchParams,
  useRouteRef,
} from '@backstage/frontend-plugin-api';
import { useEntity } from '@backstage/plugin-catalog-react';
import {
  ANNOTATION_CLUSTER,
  ClusterRef,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { messageOf } from '../format';
import { LiveCluster } from '../cluster/LiveCluster';
import { useCluster } from '../cluster/useCluster';
import { ConnectionNote } from '../components/ConnectionNote';
import { Facts } from '../components/Facts';
import { HealthCounts } from '../components/HealthCounts';
import { Section } from '../components/Section';
import { ClusterStateChip, ClusterStateReason } from '../components/StatusChip';
import { Surface } from '../components/Surface';
import { WebLink } from '../components/WebLink';
import { formatVersion } from '../format';
import { clusterRouteRef } from '../routes';
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
  const { data: cluster, error } = useCluster(clusterRef);
  const link = useRouteRef(clusterRouteRef);
  if (!cluster) {
    return error ? (
      <Text color="danger">{messageOf(error)}</Text>
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
          ['Kubernetes', formatVersion(cluster)],
          [
            'Argo CD',
            cluster.argocd && cluster.argocd.kind !== 'none' && (
              <WebLink href={cluster.argocd.url}>
                {cluster.argocd.version ?? 'Open'}
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
