import { createBackend } from '@backstage/backend-defaults';
import type { BackendFeature } from '@backstage/backend-plugin-api';
// The package's entry starts a portal.
// eslint-disable-next-line @backstage/no-forbidden-package-imports
import { httpServerThatEnds } from 'backend/src/httpServerThatEnds';
import { countMutations } from './mutations';

// The plugins that the fleet takes part in, as packages/backend has them: signed-in users, permissions, the catalog,
// events and signals. `BENCH_WITHOUT_FLEET` leaves out our own, to compare how soon a backend answers. `BENCH_INGESTOR` is the
// folder of TeraSky's Kubernetes ingestor, which is compared with our catalog module; it reads through the Kubernetes plugin.
const backend = createBackend();
const counted = async (module_: Promise<{ default: BackendFeature }>) => ({
  default: countMutations((await module_).default),
});
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
if (process.env.BENCH_INGESTOR) {
  backend.add(import('@backstage/plugin-kubernetes-backend'));
  backend.add(counted(import(process.env.BENCH_INGESTOR)));
}
if (!process.env.BENCH_WITHOUT_FLEET) {
  backend.add(
    import('@worker-clusters/backstage-plugin-worker-clusters-backend'),
  );
  if (!process.env.BENCH_WITHOUT_CATALOG_MODULE) {
    backend.add(
      counted(
        import(
          '@worker-clusters/backstage-plugin-catalog-backend-module-worker-clusters'
        ),
      ),
    );
  }
}

backend.start().catch(error => {
  console.error(error);
  process.exit(1);
});
