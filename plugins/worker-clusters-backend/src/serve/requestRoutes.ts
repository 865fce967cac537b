import { NotFoundError } from '@backstage/errors';
import { requestReadPermission } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { FleetStore } from '../store/types';
import { notAllowed } from './authorize';
import {
  type AnyRequest,
  type FleetRouter,
  mayNotRead,
  type RouteContext,
} from './routeContext';

/** The review queue, and each request in it. */
export function addRequestRoutes(
  router: FleetRouter,
  { answer, mayRead, shownTo }: RouteContext,
  store: Pick<FleetStore, 'requestQueue' | 'revision'>,
) {
  /** What the caller may see, if that is any request. */
  const requestsShownTo = async (req: AnyRequest) => {
    const visible = await shownTo(req);
    if (visible.none) throw mayNotRead('denied-requests');
    if (!(await mayRead(req, requestReadPermission))) {
      throw notAllowed('denied-pull-requests', requestReadPermission.name);
    }
    return visible;
  };

  router.get('/v1/requests', async (req, res) => {
    const visible = await requestsShownTo(req);
    await answer(req, res, {
      key: [visible.key, req.query],
      revision: () => store.revision(),
      compute: () => store.requestQueue.list(req.query, visible.filter),
    });
  });

  router.get('/v1/requests/:number', async (req, res) => {
    const visible = await requestsShownTo(req);
    const number = Number(req.params.number);
    await answer(req, res, {
      key: [visible.key],
      revision: () => store.revision(),
      compute: async () => {
        const request = await store.requestQueue.get(number, visible.filter);
        if (!request) {
          throw new NotFoundError(
            `There is no pull request #${number} for worker clusters, or you may not see it`,
          );
        }
        return request;
      },
    });
  });
}
