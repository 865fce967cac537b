import { requestReadPermission } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { FleetStore } from '../store/types';
import { notAllowed } from './authorize';
import {
  type FleetRouter,
  mayNotRead,
  type RouteContext,
} from './routeContext';

/** The review queue. */
export function addRequestRoutes(
  router: FleetRouter,
  { answer, mayRead, shownTo }: RouteContext,
  store: Pick<FleetStore, 'requestQueue' | 'revision'>,
) {
  router.get('/v1/requests', async (req, res) => {
    const visible = await shownTo(req);
    if (visible.none) throw mayNotRead('see requests for worker clusters');
    if (!(await mayRead(req, requestReadPermission))) {
      throw notAllowed(
        'see the pull requests for worker clusters',
        requestReadPermission.name,
      );
    }
    await answer(req, res, {
      key: [visible.key, req.query],
      revision: () => store.revision(),
      compute: () => store.requestQueue.list(req.query, visible.filter),
    });
  });
}
