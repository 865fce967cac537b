import {
  NotFoundErrorPage,
  useAppLocation,
  useRouteRef,
  useRouteRefParams,
} from '@backstage/frontend-plugin-api';
import { ClusterPage } from '../cluster/ClusterPage';
import { Surface } from '../components/Surface';
import { clusterRouteRef, fleetRouteRef } from '../routes';
import { FleetPage } from './FleetPage';

/** What is under `/worker-clusters/clusters`: the fleet, and the page of each cluster. */
export function ClustersPage() {
  const fleetLink = useRouteRef(fleetRouteRef);
  const { pathname } = useAppLocation();
  // Without a name the address is not that of a cluster.
  const { name } = useRouteRefParams(clusterRouteRef);
  if (!name && pathname.replace(/\/+$/, '') !== fleetLink?.()) {
    return <NotFoundErrorPage />;
  }
  return <Surface>{name ? <ClusterPage /> : <FleetPage />}</Surface>;
}
