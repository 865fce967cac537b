import { SubPageBlueprint } from '@backstage/frontend-plugin-api';
import { workerClustersTranslationRef } from '../translations';

/** The review queue, and the page of each request. */
export const requestsPage = SubPageBlueprint.make({
  name: 'requests',
  params: {
    path: 'requests',
    title: workerClustersTranslationRef('common.page.requests'),
    loader: () => import('./RequestsPage').then(m => <m.RequestsPage />),
  },
});
