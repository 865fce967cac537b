// The portal in production: sign-in by your provider, and a permission policy that tells owners from others.
// docs/production.md describes it; dev/index.ts is the entry for laptops.
import { createPortal } from './createPortal';
import { startOrExit } from './startOrExit';

const backend = createPortal();

// Only a provider that auth.providers configures is served.
backend.add(import('@backstage/plugin-auth-backend-module-oidc-provider'));
backend.add(import('@backstage/plugin-auth-backend-module-github-provider'));

backend.add(
  import(
    '@worker-clusters/backstage-plugin-permission-backend-module-worker-clusters'
  ),
);

startOrExit(backend);
