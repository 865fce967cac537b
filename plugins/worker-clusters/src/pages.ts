import type { ComponentType } from 'react';
import type { SubRouteRef } from '@backstage/frontend-plugin-api';
import { clusterRouteRef, clusterTabRouteRef, requestRouteRef } from './routes';
import type { workerClustersTranslationRef } from './translations';

interface PluginPage {
  /** Of the extension; also the path below that of the plugin. */
  name: string;
  /** Label of its tab. */
  title: keyof typeof workerClustersTranslationRef.T;
  /** The addresses below it that have parameters. */
  routes: readonly SubRouteRef<any>[];
  load(): Promise<ComponentType>;
}

/** The pages of the plugin in the order of their tabs; both frontend systems show these. */
export const PAGES = [
  {
    name: 'clusters',
    title: 'common.page.clusters',
    routes: [clusterRouteRef, clusterTabRouteRef],
    load: () => import('./fleet/ClustersPage').then(m => m.ClustersPage),
  },
  {
    name: 'requests',
    title: 'common.page.requests',
    routes: [requestRouteRef],
    load: () => import('./requests/RequestsPage').then(m => m.RequestsPage),
  },
  {
    name: 'applications',
    title: 'common.page.applications',
    routes: [],
    load: () =>
      import('./applications/ApplicationsPage').then(m => m.ApplicationsPage),
  },
  {
    name: 'isolation',
    title: 'common.page.isolation',
    routes: [],
    load: () => import('./isolation/IsolationPage').then(m => m.IsolationPage),
  },
] as const satisfies readonly PluginPage[];
