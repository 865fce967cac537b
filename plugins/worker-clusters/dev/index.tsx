// This is an app.
// eslint-disable-next-line @backstage/no-ui-css-imports-in-non-frontend
import '@backstage/ui/css/styles.css';
import ReactDOM from 'react-dom/client';
import { createApp } from '@backstage/frontend-defaults';
import {
  ApiBlueprint,
  createFrontendModule,
  createFrontendPlugin,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import {
  fixtureApi,
  PAGE_STATES,
  type PageState,
} from '../src/__testUtils__/pageStates';
import { workerClustersApiRef } from '../src/api';
import plugin from '../src/plugin';

const KEY = 'worker-clusters-dev-state';

/** The state that the links of `/` choose; kept while one goes from page to page. */
function chosenState(): PageState {
  const given = new URLSearchParams(window.location.search).get('state');
  if (given) sessionStorage.setItem(KEY, given);
  const kept = sessionStorage.getItem(KEY);
  return PAGE_STATES.find(state => state === kept) ?? 'full';
}

const backend = createFrontendModule({
  pluginId: 'worker-clusters',
  extensions: [
    ApiBlueprint.make({
      params: defineParams =>
        defineParams({
          api: workerClustersApiRef,
          deps: {},
          factory: () => fixtureApi(chosenState()),
        }),
    }),
  ],
});

const states = createFrontendPlugin({
  pluginId: 'states',
  title: 'States',
  extensions: [
    PageBlueprint.make({
      params: {
        path: '/',
        title: 'States',
        loader: () => import('./States').then(m => <m.States />),
      },
    }),
  ],
});

ReactDOM.createRoot(document.getElementById('root')!).render(
  createApp({ features: [plugin, backend, states] }).createRoot(),
);
