import type { ComponentType } from 'react';
import Grid from '@material-ui/core/Grid';
import { createApp } from '@backstage/app-defaults';
import type { Entity } from '@backstage/catalog-model';
import { AppRouter, FlatRoutes } from '@backstage/core-app-api';
import {
  AlertDisplay,
  Content,
  Sidebar,
  SidebarPage,
} from '@backstage/core-components';
import { createApiFactory } from '@backstage/frontend-plugin-api';
import {
  CatalogEntityPage,
  EntityLayout,
  EntitySwitch,
} from '@backstage/plugin-catalog';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { ScaffolderPage, scaffolderApiRef } from '@backstage/plugin-scaffolder';
import { SearchResultListItemExtensions } from '@backstage/plugin-search-react';
import type { WorkerClustersApi } from '@worker-clusters/backstage-plugin-worker-clusters-common';
// The entry is for apps that have this router.
// eslint-disable-next-line no-restricted-imports
import { Route } from 'react-router-dom';
import {
  EntityDeploymentsCard,
  EntityDeploymentsContent,
  EntityWorkerClusterCard,
  EntityWorkerClusterContent,
  hasDeployments,
  HomePageWorkerClusters,
  isWorkerCluster,
  WorkerClusterApplicationSearchResultListItem,
  workerClusterFieldExtensions,
  workerClustersApiRef,
  WorkerClusterSearchResultListItem,
  WorkerClustersPage,
  WorkerClustersSidebarItem,
} from '../src/legacy';
import { FORM_FIELDS } from '../src/form/fields';

const entity = (
  kind: string,
  name: string,
  annotations: Record<string, string>,
): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind,
  metadata: { name, namespace: 'default', annotations },
  spec: {
    type: kind === 'Resource' ? 'kubernetes-cluster' : 'service',
    owner: 'group:default/payments',
    lifecycle: 'production',
  },
});

const ENTITIES = [
  entity('Resource', 'payments', {
    'worker-clusters.backstage.io/cluster': 'management/clusters-dev/payments',
  }),
  entity('Component', 'shop', {
    'worker-clusters.backstage.io/applications': 'shop',
  }),
  entity('Component', 'library', {}),
];

const catalog = {
  getEntityByRef: async (ref: any) =>
    ENTITIES.find(
      ({ kind, metadata }) =>
        metadata.name === ref.name && kind.toLocaleLowerCase() === ref.kind,
    ),
  getEntities: async () => ({ items: [] }),
  getEntitiesByRefs: async ({ entityRefs }: { entityRefs: string[] }) => ({
    items: entityRefs.map(() => undefined),
  }),
  queryEntities: async () => ({ items: [], totalItems: 0, pageInfo: {} }),
};

/** A template with one page, which has each of the fields. */
const scaffolder = {
  getTemplateParameterSchema: async () => ({
    title: 'New cluster',
    steps: [
      {
        title: 'Cluster',
        schema: {
          type: 'object',
          properties: Object.fromEntries(
            FORM_FIELDS.map(({ name }) => [
              name,
              {
                title: name,
                type: /Name|Environment|Cidr/.test(name) ? 'string' : 'object',
                'ui:field': name,
                'ui:options': { verb: 'create' },
              },
            ]),
          ),
        },
      },
    ],
  }),
};

const entityPage = (
  <EntityLayout>
    <EntityLayout.Route path="/" title="Overview">
      <Grid container>
        <EntitySwitch>
          <EntitySwitch.Case if={isWorkerCluster}>
            <Grid item xs={12}>
              <EntityWorkerClusterCard />
            </Grid>
          </EntitySwitch.Case>
        </EntitySwitch>
        <EntitySwitch>
          <EntitySwitch.Case if={hasDeployments}>
            <Grid item xs={12}>
              <EntityDeploymentsCard />
            </Grid>
          </EntitySwitch.Case>
        </EntitySwitch>
      </Grid>
    </EntityLayout.Route>
    <EntityLayout.Route
      path="/worker-cluster"
      title="Worker cluster"
      if={isWorkerCluster}
    >
      <EntityWorkerClusterContent />
    </EntityLayout.Route>
    <EntityLayout.Route
      path="/deployments"
      title="Deployments"
      if={hasDeployments}
    >
      <EntityDeploymentsContent />
    </EntityLayout.Route>
  </EntityLayout>
);

const results = [
  {
    type: 'worker-clusters',
    document: {
      title: 'payments',
      text: '',
      location: '/elsewhere',
      managementCluster: 'management',
      namespace: 'clusters-dev',
      name: 'payments',
      environment: 'dev',
    },
  },
  {
    type: 'worker-clusters-applications',
    document: {
      title: 'web',
      text: '',
      location: '/elsewhere',
      managementCluster: 'management',
      clusterNamespace: 'clusters-dev',
      clusterName: 'payments',
      applicationNamespace: 'argocd',
    },
  },
];

/** A portal on the legacy frontend system, wired as README.md says, with a backend of fixtures. */
export function legacyApp(
  api: WorkerClustersApi,
  baseUrl: string,
): ComponentType {
  const app = createApp({
    apis: [
      createApiFactory(workerClustersApiRef, api),
      createApiFactory(catalogApiRef, catalog as any),
      createApiFactory(scaffolderApiRef, scaffolder as any),
    ],
    configLoader: async () => [
      {
        context: 'fixture',
        data: {
          app: { title: 'Portal', baseUrl },
          backend: { baseUrl },
        },
      },
    ],
    __experimentalTranslations: { availableLanguages: ['en', 'de'] },
  });
  return app.createRoot(
    <>
      <AlertDisplay />
      <AppRouter>
        <SidebarPage>
          <Sidebar>
            <WorkerClustersSidebarItem />
          </Sidebar>
          <FlatRoutes>
            <Route path="/worker-clusters" element={<WorkerClustersPage />} />
            <Route
              path="/catalog/:namespace/:kind/:name"
              element={<CatalogEntityPage />}
            >
              {entityPage}
            </Route>
            <Route path="/create" element={<ScaffolderPage />}>
              {workerClusterFieldExtensions}
            </Route>
            <Route
              path="/search"
              element={
                <Content>
                  <SearchResultListItemExtensions results={results}>
                    <WorkerClusterSearchResultListItem />
                    <WorkerClusterApplicationSearchResultListItem />
                  </SearchResultListItemExtensions>
                </Content>
              }
            />
            <Route path="/home" element={<HomePageWorkerClusters />} />
          </FlatRoutes>
        </SidebarPage>
      </AppRouter>
    </>,
  );
}
