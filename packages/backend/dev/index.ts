// The portal on a laptop, with the sandbox: everybody is the guest, and may do everything. It is no part of the bundle:
// `yarn build:backend` bundles src/index.ts, and both modules below are development dependencies.
import { createPortal } from '../src/createPortal';
import { startOrExit } from '../src/startOrExit';

const backend = createPortal();
backend.add(import('@backstage/plugin-auth-backend-module-guest-provider'));
backend.add(
  import('@backstage/plugin-permission-backend-module-allow-all-policy'),
);

startOrExit(backend);
