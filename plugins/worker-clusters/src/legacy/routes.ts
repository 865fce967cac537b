import { convertLegacyRouteRef } from '@backstage/core-compat-api';
import {
  catalogEntityRouteRef,
  clusterRouteRef,
  newClusterRouteRef,
  rootRouteRef,
} from '../routes';

// The same objects as in ../routes: the pages resolve those, and a legacy app binds these.
export const legacyRoutes = {
  root: convertLegacyRouteRef(rootRouteRef),
  cluster: convertLegacyRouteRef(clusterRouteRef),
};

export const legacyExternalRoutes = {
  newCluster: convertLegacyRouteRef(newClusterRouteRef),
  catalogEntity: convertLegacyRouteRef(catalogEntityRouteRef),
};
