import type { ComponentType } from 'react';
import {
  createComponentExtension,
  createRoutableExtension,
} from '@backstage/core-plugin-api';
import { createCardExtension } from '@backstage/plugin-home-react';
import { ScaffolderFieldExtensions } from '@backstage/plugin-scaffolder-react';
import { createSearchResultListItemExtension } from '@backstage/plugin-search-react';
import { FLEET_WIDGET } from '../fleet/fleetWidget';
import { APPLICATION_RESULT, CLUSTER_RESULT } from '../search/resultTypes';
import { inLegacyApp } from './Compat';
import { fieldExtensions } from './fields';
import { workerClustersPlugin } from './plugin';
import { legacyRoutes } from './routes';

const component = (name: string, load: () => Promise<ComponentType>) =>
  workerClustersPlugin.provide(
    createComponentExtension({
      name,
      component: { lazy: async () => inLegacyApp(await load()) },
    }),
  );

/**
 * All pages below one header with their tabs and the button "New cluster".
 *
 * @public
 */
export const WorkerClustersPage = workerClustersPlugin.provide(
  createRoutableExtension({
    name: 'WorkerClustersPage',
    mountPoint: legacyRoutes.root,
    component: () =>
      import('./WorkerClustersPages').then(m =>
        inLegacyApp(m.WorkerClustersPages),
      ),
  }),
);

/**
 * Leads to the pages from a side bar; its icon has the number of open requests.
 *
 * @public
 */
export const WorkerClustersSidebarItem = component(
  'WorkerClustersSidebarItem',
  () => import('./WorkerClustersLink').then(m => m.WorkerClustersLink),
);

/**
 * Card with the state of the cluster, for the page of an entity that `isWorkerCluster`.
 *
 * @public
 */
export const EntityWorkerClusterCard = component(
  'EntityWorkerClusterCard',
  () => import('../entity/EntityCluster').then(m => m.EntityClusterCard),
);

/**
 * Everything about the cluster in tabs, for the page of an entity that `isWorkerCluster`.
 *
 * @public
 */
export const EntityWorkerClusterContent = component(
  'EntityWorkerClusterContent',
  () => import('../entity/EntityCluster').then(m => m.EntityClusterContent),
);

/**
 * Card with the versions and the health in each environment, for the page of an entity that `hasDeployments`.
 *
 * @public
 */
export const EntityDeploymentsCard = component('EntityDeploymentsCard', () =>
  import('../entity/EntityDeployments').then(m => m.EntityDeploymentsCard),
);

/**
 * The Applications that deploy the entity, for the page of an entity that `hasDeployments`.
 *
 * @public
 */
export const EntityDeploymentsContent = component(
  'EntityDeploymentsContent',
  () =>
    import('../entity/EntityDeployments').then(m => m.EntityDeploymentsContent),
);

/**
 * The fleet in numbers, for a home page.
 *
 * @public
 */
export const HomePageWorkerClusters = workerClustersPlugin.provide(
  createCardExtension({
    name: 'HomePageWorkerClusters',
    title: FLEET_WIDGET.title,
    description: FLEET_WIDGET.description,
    layout: FLEET_WIDGET.layout,
    components: async () => ({
      Content: inLegacyApp(await FLEET_WIDGET.load()),
    }),
  }),
);

const searchResult = (
  name: string,
  { predicate, component: load }: typeof CLUSTER_RESULT,
): ((props: {}) => JSX.Element | null) =>
  workerClustersPlugin.provide(
    createSearchResultListItemExtension({
      name,
      predicate,
      component: async () => inLegacyApp(await load()),
    }),
  );

/**
 * A worker cluster among the results of a search.
 *
 * @public
 */
export const WorkerClusterSearchResultListItem = searchResult(
  'WorkerClusterSearchResultListItem',
  CLUSTER_RESULT,
);

/**
 * An application of a worker cluster among the results of a search.
 *
 * @public
 */
export const WorkerClusterApplicationSearchResultListItem = searchResult(
  'WorkerClusterApplicationSearchResultListItem',
  APPLICATION_RESULT,
);

/**
 * The fields for templates that request clusters: a child of the route of `<ScaffolderPage>`.
 *
 * @public
 */
export const workerClusterFieldExtensions = (
  <ScaffolderFieldExtensions>
    {fieldExtensions.map(({ name, extension }) => {
      const Field = workerClustersPlugin.provide(extension);
      return <Field key={name} />;
    })}
  </ScaffolderFieldExtensions>
);
