import {
  NotFoundErrorPage,
  useAppLocation,
  useRouteRef,
  useRouteRefParams,
} from '@backstage/frontend-plugin-api';
import { ClusterPage } from './cluster/ClusterPage';
import { Surface } from './components/Surface';
import { FleetPage } from './fleet/FleetPage';
import { clusterRouteRef, rootRouteRef } from './routes';

/** What is under `/worker-clusters`. */
export function WorkerClustersPage() {
  const fleetLink = useRouteRef(rootRouteRef);
  const { pathname } = useAppLocation();
  // Without a name the address is not that of a cluster.
  const { name } = useRouteRefParams(clusterRouteRef);
  if (!name && pathname.replace(/\/+$/, '') !== fleetLink?.()) {
    return <NotFoundErrorPage />;
  }
  return <Surface>{name ? <ClusterPage /> : <FleetPage />}</Surface>;
}
