import { SearchResultListItemBlueprint } from '@backstage/plugin-search-react/alpha';

/** How a worker cluster looks on the portal's search page. */
export const clusterResult = SearchResultListItemBlueprint.make({
  name: 'cluster',
  params: {
    predicate: ({ type }) => type === 'worker-clusters',
    component: () => import('./SearchResults').then(m => m.ClusterResult),
  },
});

/** How an application of a worker cluster looks on the portal's search page. */
export const applicationResult = SearchResultListItemBlueprint.make({
  name: 'application',
  params: {
    predicate: ({ type }) => type === 'worker-clusters-applications',
    component: () => import('./SearchResults').then(m => m.ApplicationResult),
  },
});
