import type { createValidatedOpenApiRouter } from '@backstage/backend-openapi-utils';
import {
  type ClusterRef,
  workerClusterReadPermission,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { Request } from 'express';
import type { FleetStore } from '../store/types';
import type { AnswerRequest } from './AnswerCache';
import { notAllowed, type VisibleClusters } from './authorize';
import type { spec } from './openapi';

type AnyRequest = Request<any, any, any, any, any>;

/** How the router answers. */
export interface IsolationRoutesOptions {
  store: Pick<FleetStore, 'findings' | 'revision'>;
  answer(req: AnyRequest, res: object, wanted: AnswerRequest): Promise<void>;
  shownTo(req: AnyRequest): Promise<VisibleClusters>;
  /** @throws NotFoundError for a cluster that is not there, or not visible. */
  requireRevision(ref: ClusterRef, visible: VisibleClusters): Promise<number>;
  mayReadManagement(req: AnyRequest): Promise<boolean>;
}

/** The day of the last entry of a trend: an answer of yesterday lacks it. */
const today = () => new Date().toISOString().slice(0, 10);

/** Findings of the isolation rules: of one cluster, and over the fleet. */
export function addIsolationRoutes(
  router: ReturnType<typeof createValidatedOpenApiRouter<typeof spec>>,
  options: IsolationRoutesOptions,
) {
  const { store, answer, shownTo, requireRevision } = options;

  router.get(
    '/v1/clusters/:managementCluster/:namespace/:name/isolation',
    async (req, res) => {
      const visible = await shownTo(req);
      await answer(req, res, {
        key: [visible.key, today()],
        version: await requireRevision(req.params, visible),
        compute: () =>
          store.findings.report(req.params, new Date(), visible.filter),
      });
    },
  );

  router.get('/v1/findings', async (req, res) => {
    const visible = await shownTo(req);
    if (visible.none) {
      throw notAllowed('see findings', workerClusterReadPermission.name);
    }
    const management = await options.mayReadManagement(req);
    await answer(req, res, {
      key: [visible.key, management, today(), req.query],
      version: await store.revision(),
      compute: () =>
        store.findings.list(
          req.query,
          { filter: visible.filter, management },
          new Date(),
        ),
    });
  });
}
