import { createBackend } from '@backstage/backend-defaults';
// The package's entry starts a portal.
// eslint-disable-next-line @backstage/no-forbidden-package-imports
import { httpServerThatEnds } from 'backend/src/httpServerThatEnds';

// The plugins that the fleet takes part in, as packages/backend has them: signed-in users, permissions, the catalog,
// events and signals. `BENCH_WITHOUT_FLEET` leaves out our own, to compare how soon a backend answers.
const backend = createBackend();
backend.add(httpServerThatEnds);
backend.add(import('@backstage/plugin-auth-backend'));
backend.add(import('@backstage/plugin-auth-backend-module-guest-provider'));
backend.add(import('@backstage/plugin-permission-backend'));
backend.add(
  import('@backstage/plugin-permission-backend-module-allow-all-policy'),
);
backend.add(import('@backstage/plugin-catalog-backend'));
backend.add(import('@backstage/plugin-events-backend'));
backend.add(import('@backstage/plugin-signals-backend'));
if (process.env.BENCH_WITH_APP) {
  backend.add(import('@backstage/plugin-app-backend'));
}
if (!process.env.BENCH_WITHOUT_FLEET) {
  backend.add(
    import('@worker-clusters/backstage-plugin-worker-clusters-backend'),
  );
  if (!process.env.BENCH_WITHOUT_CATALOG_MODULE) {
    backend.add(
      import(
        '@worker-clusters/backstage-plugin-catalog-backend-module-worker-clusters'
      ),
    );
  }
}

backend.start().catch(error => {
  console.error(error);
  process.exit(1);
});
