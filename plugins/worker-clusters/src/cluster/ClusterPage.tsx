import { useParams } from 'react-router-dom';
import { Container, Link, Text } from '@backstage/ui';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import { LiveCluster } from './LiveCluster';
import { rootRouteRef } from '../routes';

/** The page of one cluster. */
export function ClusterPage() {
  const { managementCluster = '', namespace = '', name = '' } = useParams();
  const fleet = useRouteRef(rootRouteRef);
  return (
    <Container>
      <div style={{ paddingTop: 'var(--bui-space-4)' }}>
        {fleet && <Link href={fleet()}>← All worker clusters</Link>}
      </div>
      <LiveCluster
        clusterRef={{ managementCluster, namespace, name }}
        heading={
          <Text as="h1" variant="title-medium" weight="bold">
            {name}
          </Text>
        }
      />
    </Container>
  );
}
