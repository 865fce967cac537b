import {
  createFrontendPlugin,
  PageBlueprint,
  PluginHeaderActionBlueprint,
  SubPageBlueprint,
} from '@backstage/frontend-plugin-api';
import {
  EntityCardBlueprint,
  EntityContentBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import { workerClustersApi } from './api';
import { hasDeployments, isWorkerCluster } from './entity/predicates';
import { homeWidget } from './fleet/homeWidget';
import { formFields } from './form/blueprints';
import { PAGES } from './pages';
import { PluginIcon } from './requests/PluginIcon';
import {
  catalogEntityRouteRef,
  clusterRouteRef,
  newClusterRouteRef,
  rootRouteRef,
} from './routes';
import { applicationResult, clusterResult } from './search/blueprints';
import { workerClustersTranslationRef } from './translations';

const page = PageBlueprint.make({
  params: {
    path: '/worker-clusters',
    routeRef: rootRouteRef,
    title: workerClustersTranslationRef('common.page.plugin'),
  },
});

const subPages = PAGES.map(({ name, title, load }) =>
  SubPageBlueprint.make({
    name,
    params: {
      path: name,
      title: workerClustersTranslationRef(title),
      loader: () => load().then(Page => <Page />),
    },
  }),
);

const newClusterAction = PluginHeaderActionBlueprint.make({
  params: {
    loader: () =>
      import('./components/NewClusterButton').then(m => (
        <m.NewClusterButton inHeader />
      )),
  },
});

const entityCard = EntityCardBlueprint.make({
  name: 'status',
  params: {
    // The main column. An app that lists the extension first can set `info`, which stands before it on a narrow screen; unlisted,
    // the card would then be below the owner and the labels.
    type: 'content',
    filter: isWorkerCluster,
    loader: () =>
      import('./entity/EntityCluster').then(m => <m.EntityClusterCard />),
  },
});

const entityContent = EntityContentBlueprint.make({
  name: 'cluster',
  params: {
    path: '/worker-cluster',
    title: workerClustersTranslationRef('entity.tab'),
    filter: isWorkerCluster,
    loader: () =>
      import('./entity/EntityCluster').then(m => <m.EntityClusterContent />),
  },
});

const deploymentsCard = EntityCardBlueprint.make({
  name: 'deployments',
  params: {
    type: 'content',
    filter: hasDeployments,
    loader: () =>
      import('./entity/EntityDeployments').then(m => (
        <m.EntityDeploymentsCard />
      )),
  },
});

const deploymentsContent = EntityContentBlueprint.make({
  name: 'deployments',
  params: {
    path: '/deployments',
    title: workerClustersTranslationRef('entity.deployments.title'),
    filter: hasDeployments,
    loader: () =>
      import('./entity/EntityDeployments').then(m => (
        <m.EntityDeploymentsContent />
      )),
  },
});

/**
 * Fleet page, cluster page, catalog card and tab, and the form fields of the templates.
 *
 * @public
 */
export default createFrontendPlugin({
  pluginId: 'worker-clusters',
  title: 'Worker clusters',
  icon: <PluginIcon />,
  info: { packageJson: () => import('../package.json') },
  routes: { root: rootRouteRef, cluster: clusterRouteRef },
  externalRoutes: {
    newCluster: newClusterRouteRef,
    catalogEntity: catalogEntityRouteRef,
  },
  extensions: [
    page,
    ...subPages,
    newClusterAction,
    entityCard,
    entityContent,
    deploymentsCard,
    deploymentsContent,
    homeWidget,
    clusterResult,
    applicationResult,
    ...formFields,
    workerClustersApi,
  ],
});
