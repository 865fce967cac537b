import type { Entity } from '@backstage/catalog-model';
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
import { deploymentsOfAnnotations } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersApi } from './api';
import { homeWidget } from './fleet/homeWidget';
import { formFields } from './form/blueprints';
import { requestsPage } from './requests/blueprints';
import { PluginIcon } from './requests/PluginIcon';
import {
  catalogEntityRouteRef,
  clusterRouteRef,
  newClusterRouteRef,
  rootRouteRef,
} from './routes';
import { applicationResult, clusterResult } from './search/blueprints';
import { workerClustersTranslationRef } from './translations';

const IS_WORKER_CLUSTER = {
  kind: 'resource',
  'spec.type': 'kubernetes-cluster',
  'metadata.annotations.worker-clusters.backstage.io/cluster': {
    $exists: true,
  },
};

/** Whether annotations say which Applications deploy the entity, of whatever kind it is. */
const hasDeployments = ({ metadata }: Entity) =>
  deploymentsOfAnnotations(metadata.annotations) !== undefined;

const page = PageBlueprint.make({
  params: {
    path: '/worker-clusters',
    routeRef: rootRouteRef,
    title: workerClustersTranslationRef('common.page.plugin'),
  },
});

const clustersPage = SubPageBlueprint.make({
  name: 'clusters',
  params: {
    path: 'clusters',
    title: workerClustersTranslationRef('common.page.clusters'),
    loader: () => import('./fleet/ClustersPage').then(m => <m.ClustersPage />),
  },
});

const applicationsPage = SubPageBlueprint.make({
  name: 'applications',
  params: {
    path: 'applications',
    title: workerClustersTranslationRef('common.page.applications'),
    loader: () =>
      import('./applications/ApplicationsPage').then(m => (
        <m.ApplicationsPage />
      )),
  },
});

const isolationPage = SubPageBlueprint.make({
  name: 'isolation',
  params: {
    path: 'isolation',
    title: workerClustersTranslationRef('common.page.isolation'),
    loader: () =>
      import('./isolation/IsolationPage').then(m => <m.IsolationPage />),
  },
});

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
    filter: IS_WORKER_CLUSTER,
    loader: () =>
      import('./entity/EntityCluster').then(m => <m.EntityClusterCard />),
  },
});

const entityContent = EntityContentBlueprint.make({
  name: 'cluster',
  params: {
    path: '/worker-cluster',
    title: workerClustersTranslationRef('entity.tab'),
    filter: IS_WORKER_CLUSTER,
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
    clustersPage,
    requestsPage,
    applicationsPage,
    isolationPage,
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
