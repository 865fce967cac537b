import { createBackend } from '@backstage/backend-defaults';
import { httpServerThatEnds } from './httpServerThatEnds';
import { webhookModules } from './webhookModules';

/** The backend of the portal, without sign-in providers and without a permission policy: an entry adds its own. */
export function createPortal() {
  const backend = createBackend();
  backend.add(httpServerThatEnds);

  backend.add(import('@backstage/plugin-app-backend'));

  backend.add(import('@backstage/plugin-auth-backend'));
  backend.add(import('@backstage/plugin-permission-backend'));

  backend.add(import('@backstage/plugin-catalog-backend'));
  backend.add(
    import('@backstage/plugin-catalog-backend-module-scaffolder-entity-model'),
  );
  backend.add(import('@backstage/plugin-catalog-backend-module-logs'));

  backend.add(import('@backstage/plugin-scaffolder-backend'));
  backend.add(
    import('@backstage/plugin-scaffolder-backend-module-notifications'),
  );
  // Creates repositories from the template "Platform repository"; add the module of your own Git host.
  backend.add(import('@backstage/plugin-scaffolder-backend-module-gitea'));

  backend.add(import('@backstage/plugin-search-backend'));
  backend.add(import('@backstage/plugin-search-backend-module-pg'));
  backend.add(import('@backstage/plugin-search-backend-module-catalog'));

  backend.add(import('@backstage/plugin-events-backend'));
  for (const webhooks of webhookModules) backend.add(webhooks);
  backend.add(import('@backstage/plugin-signals-backend'));
  backend.add(import('@backstage/plugin-notifications-backend'));
  backend.add(import('@backstage/plugin-user-settings-backend'));
  // Serves the actions of the plugins in backend.actions.pluginSources to agents.
  backend.add(import('@backstage/plugin-mcp-actions-backend'));

  backend.add(import('@backstage/plugin-kubernetes-backend'));

  backend.add(
    import('@worker-clusters/backstage-plugin-worker-clusters-backend'),
  );
  backend.add(
    import(
      '@worker-clusters/backstage-plugin-scaffolder-backend-module-worker-clusters'
    ),
  );
  backend.add(
    import(
      '@worker-clusters/backstage-plugin-catalog-backend-module-worker-clusters'
    ),
  );
  backend.add(
    import(
      '@worker-clusters/backstage-plugin-kubernetes-backend-module-worker-clusters'
    ),
  );
  backend.add(
    import(
      '@worker-clusters/backstage-plugin-search-backend-module-worker-clusters'
    ),
  );
  return backend;
}
