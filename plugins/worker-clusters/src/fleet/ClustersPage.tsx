import { lazy, Suspense } from 'react';
import { Container, Text } from '@backstage/ui';
import {
  NotFoundErrorPage,
  Progress,
  useAppLocation,
  useRouteRef,
  useRouteRefParams,
} from '@backstage/frontend-plugin-api';
import { ClusterSkeleton } from '../cluster/ClusterSkeleton';
import { Surface } from '../components/Surface';
import { clusterRouteRef, compareRouteRef, fleetRouteRef } from '../routes';
import { FleetPage } from './FleetPage';

/** Not needed by who looks at the fleet. */
const ClusterPage = lazy(() =>
  import('../cluster/ClusterPage').then(m => ({ default: m.ClusterPage })),
);
const ComparePage = lazy(() =>
  import('./compare/ComparePage').then(m => ({ default: m.ComparePage })),
);

/** What is under `/worker-clusters/clusters`: the fleet, several clusters side by side, and the page of each cluster. */
export function ClustersPage() {
  const fleetLink = useRouteRef(fleetRouteRef);
  const compareLink = useRouteRef(compareRouteRef);
  const { pathname } = useAppLocation();
  // Without a name the address is not that of a cluster.
  const { name } = useRouteRefParams(clusterRouteRef);
  const path = pathname.replace(/\/+$/, '');
  if (name) {
    return (
      <Surface>
        <Suspense
          fallback={
            <Container>
              <ClusterSkeleton
                heading={
                  <Text as="div" variant="title-medium" weight="bold">
                    {name}
                  </Text>
                }
              />
            </Container>
          }
        >
          <ClusterPage />
        </Suspense>
      </Surface>
    );
  }
  if (path === compareLink?.()) {
    return (
      <Surface>
        <Suspense fallback={<Progress />}>
          <ComparePage />
        </Suspense>
      </Surface>
    );
  }
  if (path !== fleetLink?.()) return <NotFoundErrorPage />;
  return (
    <Surface>
      <FleetPage />
    </Surface>
  );
}
