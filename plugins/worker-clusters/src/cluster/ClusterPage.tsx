import { Container, Text } from '@backstage/ui';
import {
  BreadcrumbEntry,
  useRouteRef,
  useRouteRefParams,
} from '@backstage/frontend-plugin-api';
import { takeFocusAfterNavigation } from '../components/takeFocusAfterNavigation';
import { useDocumentTitle } from '../hooks/useDocumentTitle';
import { clusterRouteRef, clusterTabRouteRef } from '../routes';
import styles from './cluster.module.css';
import { LiveCluster } from './LiveCluster';

/** The page of one cluster. */
export function ClusterPage() {
  const cluster = useRouteRefParams(clusterRouteRef);
  const { tab } = useRouteRefParams(clusterTabRouteRef);
  const clusterLink = useRouteRef(clusterRouteRef);
  const tabLink = useRouteRef(clusterTabRouteRef);
  useDocumentTitle(cluster.name);
  return (
    <BreadcrumbEntry
      entry={clusterLink && { label: cluster.name, href: clusterLink(cluster) }}
    >
      <Container>
        <LiveCluster
          clusterRef={cluster}
          heading={
            <Text
              as="h1"
              variant="title-medium"
              weight="bold"
              tabIndex={-1}
              className={styles.heading}
              ref={takeFocusAfterNavigation}
            >
              {cluster.name}
            </Text>
          }
          tab={tab}
          hrefOf={id => tabLink?.({ ...cluster, tab: id })}
        />
      </Container>
    </BreadcrumbEntry>
  );
}
