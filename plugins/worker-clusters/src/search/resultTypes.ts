/** How a worker cluster looks on the portal's search page: the documents of the search backend's module. */
export const CLUSTER_RESULT = {
  predicate: ({ type }: { type: string }) => type === 'worker-clusters',
  component: () => import('./SearchResults').then(m => m.ClusterResult),
};

/** How an application of a worker cluster looks there. */
export const APPLICATION_RESULT = {
  predicate: ({ type }: { type: string }) =>
    type === 'worker-clusters-applications',
  component: () => import('./SearchResults').then(m => m.ApplicationResult),
};
