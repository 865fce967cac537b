import { NotFoundErrorPage } from '@backstage/frontend-plugin-api';
import { Route, Routes } from 'react-router-dom';
import { ClusterPage } from './cluster/ClusterPage';
import { FleetPage } from './fleet/FleetPage';

/** What is under `/worker-clusters`. */
export function WorkerClustersPage() {
  return (
    <Routes>
      <Route path="/" element={<FleetPage />} />
      <Route
        path="/clusters/:managementCluster/:namespace/:name"
        element={<ClusterPage />}
      />
      <Route path="*" element={<NotFoundErrorPage />} />
    </Routes>
  );
}
