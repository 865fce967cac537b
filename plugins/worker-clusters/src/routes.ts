import {
  createExternalRouteRef,
  createRouteRef,
  createSubRouteRef,
  type ExternalRouteRef,
  type SubRouteRef,
} from '@backstage/frontend-plugin-api';

// With their types: the order of inferred parameters depends on what else is compiled, and so would the API report.
export const rootRouteRef = createRouteRef();

/** The fleet page; `rootRouteRef` leads to it, too. */
export const fleetRouteRef: SubRouteRef = createSubRouteRef({
  parent: rootRouteRef,
  path: '/clusters',
});

/** Several clusters side by side. */
export const compareRouteRef: SubRouteRef = createSubRouteRef({
  parent: rootRouteRef,
  path: '/clusters/compare',
});

export const clusterRouteRef: SubRouteRef<{
  managementCluster: string;
  namespace: string;
  name: string;
}> = createSubRouteRef({
  parent: rootRouteRef,
  path: '/clusters/:managementCluster/:namespace/:name',
});

/** One tab of a cluster's page; the cluster's page itself shows the first one. */
export const clusterTabRouteRef: SubRouteRef<{
  managementCluster: string;
  namespace: string;
  name: string;
  tab: string;
}> = createSubRouteRef({
  parent: rootRouteRef,
  path: '/clusters/:managementCluster/:namespace/:name/:tab',
});

/** The review queue. */
export const requestsRouteRef: SubRouteRef = createSubRouteRef({
  parent: rootRouteRef,
  path: '/requests',
});

/** One request, by the number of its pull request in the GitOps repository. */
export const requestRouteRef: SubRouteRef<{ number: string }> =
  createSubRouteRef({
    parent: rootRouteRef,
    path: '/requests/:number',
  });

/** The template "New cluster". */
export const newClusterRouteRef: ExternalRouteRef<{
  namespace: string;
  templateName: string;
}> = createExternalRouteRef({
  params: ['namespace', 'templateName'],
  defaultTarget: 'scaffolder.selectedTemplate',
});

export const catalogEntityRouteRef: ExternalRouteRef<{
  kind: string;
  namespace: string;
  name: string;
}> = createExternalRouteRef({
  params: ['kind', 'namespace', 'name'],
  defaultTarget: 'catalog.catalogEntity',
});
