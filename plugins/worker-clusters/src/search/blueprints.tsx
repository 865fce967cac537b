import { SearchResultListItemBlueprint } from '@backstage/plugin-search-react/alpha';
import { APPLICATION_RESULT, CLUSTER_RESULT } from './resultTypes';

export const clusterResult = SearchResultListItemBlueprint.make({
  name: 'cluster',
  params: CLUSTER_RESULT,
});

export const applicationResult = SearchResultListItemBlueprint.make({
  name: 'application',
  params: APPLICATION_RESULT,
});
