import { type ComponentType, useState } from 'react';
import validator from '@rjsf/validator-ajv8';
import { createApp } from '@backstage/app-defaults';
import type { Entity } from '@backstage/catalog-model';
import { AppRouter, FlatRoutes } from '@backstage/core-app-api';
import { Sidebar, SidebarPage } from '@backstage/core-components';
import {
  createPlugin,
  createRoutableExtension,
  createRouteRef,
} from '@backstage/core-plugin-api';
import { createApiFactory, useApiHolder } from '@backstage/frontend-plugin-api';
import { scmAuthApiRef } from '@backstage/integration-react';
import {
  catalogApiRef,
  EntityProvider,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import {
  type FieldExtensionOptions,
  SecretsContextProvider,
  useCustomFieldExtensions,
} from '@backstage/plugin-scaffolder-react';
import { Form } from '@backstage/plugin-scaffolder-react/alpha';
import { SearchResultListItemExtensions } from '@backstage/plugin-search-react';
import type { WorkerClustersApi } from '@worker-clusters/backstage-plugin-worker-clusters-common';
// The entry is for apps that have this router.
// eslint-disable-next-line no-restricted-imports
import { Route, useOutlet } from 'react-router-dom';
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
} from '../../legacy';

/** A page of another plugin, to which those of worker clusters lead by the id of the plugin and of the route. */
function pageOf<T extends string, K extends string>(
  id: T,
  route: K,
  routeRef: ReturnType<typeof createRouteRef<any>>,
  Page: () => JSX.Element | null,
) {
  return createPlugin({ id, routes: { [route]: routeRef } }).provide(
    createRoutableExtension({
      name: id,
      mountPoint: routeRef,
      component: async () => Page,
    }),
  );
}

/** All that entity pages have of worker clusters. */
function entityPage(entity: Entity) {
  return pageOf('catalog', 'catalogEntity', entityRouteRef, () => (
    <EntityProvider entity={entity}>
      {isWorkerCluster(entity) && (
        <>
          <EntityWorkerClusterCard />
          <EntityWorkerClusterContent />
        </>
      )}
      {hasDeployments(entity) && (
        <>
          <EntityDeploymentsCard />
          <EntityDeploymentsContent />
        </>
      )}
    </EntityProvider>
  ));
}

/** Says what the validation of a field makes of no value. */
function Check({ fields }: { fields: FieldExtensionOptions[] }) {
  const apiHolder = useApiHolder();
  const [errors, setErrors] = useState<string[]>([]);
  const check = () =>
    fields.forEach(({ name, validation }) => {
      const addError = (error?: string) =>
        setErrors(before => [...before, `${name}: ${error}`]);
      validation?.(undefined, { addError } as any, {
        apiHolder,
        formData: {},
        schema: {},
      });
    });
  return (
    <>
      <button type="button" onClick={check}>
        Check
      </button>
      {errors.length > 0 && <p>{errors.join('; ')}</p>}
    </>
  );
}

/** A form with each of the fields that the route of the page has. */
function Template() {
  const fields = useCustomFieldExtensions(useOutlet());
  return (
    <SecretsContextProvider>
      <Form
        validator={validator}
        fields={Object.fromEntries(
          fields.map(({ name, component }) => [name, component as any]),
        )}
        schema={{
          type: 'object',
          properties: Object.fromEntries(
            fields.map(({ name, schema }) => [
              name,
              { ...(schema!.returnValue as object), title: name },
            ]),
          ),
        }}
        uiSchema={Object.fromEntries(
          fields.map(({ name }) => [name, { 'ui:field': name }]),
        )}
        formContext={{ formData: { environment: 'dev', name: 'payments' } }}
      />
      <Check fields={fields.filter(({ name }) => /Name|Review/.test(name))} />
    </SecretsContextProvider>
  );
}

const TemplatePage = pageOf(
  'scaffolder',
  'selectedTemplate',
  createRouteRef({
    id: 'scaffolder/selected-template',
    params: ['namespace', 'templateName'],
  }),
  Template,
);

const RESULTS = [
  {
    type: 'worker-clusters',
    document: {
      title: 'payments',
      text: '',
      location: '/elsewhere',
      managementCluster: 'management',
      namespace: 'clusters-dev',
      name: 'payments',
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

const catalog = {
  queryEntities: async () => ({ items: [], totalItems: 0, pageInfo: {} }),
};

/** A portal on the legacy frontend system without the pages of other plugins; dev/LegacyApp.tsx is one with them. */
export function legacyApp(
  api: WorkerClustersApi,
  entity: Entity,
): ComponentType {
  const app = createApp({
    apis: [
      createApiFactory(workerClustersApiRef, api),
      // Of other plugins.
      createApiFactory(catalogApiRef, catalog as any),
      createApiFactory(scmAuthApiRef, { getCredentials: jest.fn() }),
    ],
    configLoader: async () => [
      {
        context: 'test',
        data: {
          app: { title: 'Portal', baseUrl: 'http://localhost' },
          backend: { baseUrl: 'http://localhost' },
        },
      },
    ],
    __experimentalTranslations: { availableLanguages: ['en', 'de'] },
  });
  const EntityPage = entityPage(entity);
  return app.createRoot(
    <AppRouter>
      <SidebarPage>
        <Sidebar>
          <WorkerClustersSidebarItem />
        </Sidebar>
        <FlatRoutes>
          <Route path="/worker-clusters" element={<WorkerClustersPage />} />
          <Route
            path="/catalog/:namespace/:kind/:name"
            element={<EntityPage />}
          />
          <Route
            path="/create/templates/:namespace/:templateName"
            element={<TemplatePage />}
          >
            {workerClusterFieldExtensions}
          </Route>
          <Route
            path="/search"
            element={
              <SearchResultListItemExtensions results={RESULTS}>
                <WorkerClusterSearchResultListItem />
                <WorkerClusterApplicationSearchResultListItem />
              </SearchResultListItemExtensions>
            }
          />
          <Route path="/home" element={<HomePageWorkerClusters />} />
        </FlatRoutes>
      </SidebarPage>
    </AppRouter>,
  );
}
