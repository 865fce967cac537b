import {
  NotFoundErrorPage,
  useAppLocation,
  useRouteRef,
  useRouteRefParams,
} from '@backstage/frontend-plugin-api';
import { ClusterPage } from '../cluster/ClusterPage';
import { Surface } from '../components/Surface';
import { clusterRouteRef, compareRouteRef, fleetRouteRef } from '../routes';
import { ComparePage } from './compare/ComparePage';
import { FleetPage } from './FleetPage';

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
        <ClusterPage />
      </Surface>
    );
  }
  if (path === compareLink?.()) {
    return (
      <Surface>
        <ComparePage />
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
