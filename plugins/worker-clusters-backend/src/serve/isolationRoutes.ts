import { managementClusterReadPermission } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { FleetStore } from '../store/types';
import {
  type FleetRouter,
  mayNotRead,
  type RouteContext,
} from './routeContext';

/** The day of the last entry of a trend: an answer of yesterday lacks it. */
const today = () => new Date().toISOString().slice(0, 10);

/** The report counts the rules of all clusters: a fleet that changes all the time gives many occasions. */
const REPORT_SHARE_MS = 2000;

/** Findings of the isolation rules: of one cluster, and over the fleet. */
export function addIsolationRoutes(
  router: FleetRouter,
  { answer, shownTo, mayRead, requireRevision }: RouteContext,
  store: Pick<FleetStore, 'findings' | 'revision'>,
) {
  router.get(
    '/v1/clusters/:managementCluster/:namespace/:name/isolation',
    async (req, res) => {
      const visible = await shownTo(req);
      await answer(req, res, {
        key: [visible.key, today()],
        revision: () => requireRevision(req.params, visible),
        compute: () =>
          store.findings.report(req.params, new Date(), visible.filter),
      });
    },
  );

  router.get('/v1/isolation', async (req, res) => {
    const visible = await shownTo(req);
    if (visible.none) throw mayNotRead('denied-isolation');
    const management = await mayRead(req, managementClusterReadPermission);
    await answer(req, res, {
      key: [visible.key, management, today(), req.query],
      revision: () => store.revision(),
      shareMs: REPORT_SHARE_MS,
      compute: () =>
        store.findings.fleetReport(
          req.query,
          { filter: visible.filter, management },
          new Date(),
        ),
    });
  });

  router.get('/v1/findings', async (req, res) => {
    const visible = await shownTo(req);
    if (visible.none) throw mayNotRead('denied-findings');
    const management = await mayRead(req, managementClusterReadPermission);
    await answer(req, res, {
      key: [visible.key, management, today(), req.query],
      revision: () => store.revision(),
      compute: () =>
        store.findings.list(
          req.query,
          { filter: visible.filter, management },
          new Date(),
        ),
    });
  });
}
