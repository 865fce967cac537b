/* eslint jest/expect-expect: ['warn', { assertFunctionNames: ['expect', 'until*', 'eventually'] }] */
import { TestDatabases } from '@backstage/backend-test-utils';
import { call } from '../../client';
import { apply, eventually } from '../../kubernetes';
import { Portal, startPortal } from '../../portal';
import {
  application,
  ApplicationCase,
  applicationSet,
  CASES,
  Expected,
} from './cases';
import { CLUSTER, startManagement } from './management';
import { playWorkloads } from './playWorkloads';
import { saidByArgoCd, shownByPortal } from './said';
import type { ApplicationsTarget, StartApplicationsTarget } from './target';

const APPLICATIONS =
  '/apis/argoproj.io/v1alpha1/namespaces/argocd/applications';
/** What an Argo CD does otherwise than the real one: why, by the name of the case. */
export type Differences = Record<string, string>;

/** Whether an Application is what is expected; else what it is. */
function deviation(app: any, expected: Expected): string | undefined {
  const { health, sync, operationState, conditions = [] } = app?.status ?? {};
  const is = {
    health: health?.status ?? 'Unknown',
    sync: sync?.status ?? 'Unknown',
    phase: operationState?.phase,
    message: operationState?.message,
    conditions: conditions.map((c: any) => `${c.type}: ${c.message}`),
  };
  const fits =
    is.health === expected.health &&
    is.sync === expected.sync &&
    (!expected.phase || is.phase === expected.phase) &&
    (!expected.message || expected.message.test(is.message ?? '')) &&
    (!expected.condition ||
      conditions.some(
        (c: any) =>
          c.type === expected.condition![0] &&
          expected.condition![1].test(c.message),
      ));
  return fits ? undefined : JSON.stringify(is, null, 1);
}

/** What the portal shows of Applications is what their Argo CD says. */
export function applicationsSuite(
  name: string,
  start: StartApplicationsTarget,
  options: {
    /** Seconds for a comparison, a sync with its retries, and a refresh. */
    patience: number;
    differences?: Differences;
  },
) {
  const { patience, differences = {} } = options;
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

  describe(`${name}: Applications`, () => {
    let target: ApplicationsTarget;
    let portal: Portal;
    let owners = new Map<string, string>();
    const closers: Array<() => Promise<unknown>> = [];

    const read = async (app: string) =>
      (await call(target.server, 'GET', `${APPLICATIONS}/${app}`)).body;

    /** Argo CD refreshes what is asked for by annotation; else it takes minutes. */
    async function untilSaid(app: string, expected: Expected) {
      let last: string | undefined;
      let refreshed = 0;
      await eventually(
        async () => {
          last = deviation(await read(app), expected);
          if (last && Date.now() - refreshed > 5_000) {
            refreshed = Date.now();
            await call(target.server, 'PATCH', `${APPLICATIONS}/${app}`, {
              type: 'application/merge-patch+json',
              body: {
                metadata: {
                  annotations: { 'argocd.argoproj.io/refresh': 'normal' },
                },
              },
            });
          }
          return !last;
        },
        () => `${app} is ${last}`,
        patience,
      );
    }

    /**
     * Both are read until they agree: the portal hears of a change a moment later, and writes the time of a comparison that
     * changed nothing every 30 seconds.
     */
    async function untilShown(app: string) {
      let said: unknown;
      let shown: unknown;
      await eventually(
        async () => {
          said = saidByArgoCd(await read(app), owners.get(app));
          const found = (await portal.applications(CLUSTER)).find(
            a => a.name === app,
          );
          shown = found && shownByPortal(found);
          return JSON.stringify(shown) === JSON.stringify(said);
        },
        () => '',
        45,
      ).catch(() => {});
      expect(shown).toEqual(said);
    }

    beforeAll(async () => {
      target = await start();
      closers.push(() => target.close(), playWorkloads(target.server));
      const management = await startManagement(
        target.server,
        target.portalToken,
      );
      closers.push(management.close);
      portal = await startPortal(management, databases);
      closers.push(portal.stop);
      // Who may deploy from a repository that nobody reaches.
      await apply(target.server, {
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'AppProject',
        metadata: { name: 'anywhere', namespace: 'argocd' },
        spec: {
          sourceRepos: ['*'],
          destinations: [
            { server: 'https://kubernetes.default.svc', namespace: 'app-*' },
          ],
        },
      });
      // All at once: Argo CD works on them in parallel.
      for (const { name: app, spec } of CASES) {
        await apply(
          target.server,
          application({ name: app, spec }, target.repoUrl),
        );
      }
      owners = new Map([
        ['child', 'Application/parent'],
        ['set-one', 'ApplicationSet/set'],
        ['set-two', 'ApplicationSet/set'],
      ]);
    }, 300_000);

    afterAll(async () => {
      for (const closer of closers.reverse()) await closer();
    });

    const played = CASES.filter(c => !differences[c.name]);
    it.each(played.map(c => [c.name, c] as [string, ApplicationCase]))(
      'says and shows %s',
      async (app, { first, then, expected }) => {
        if (first) await untilSaid(app, first);
        await then?.(target.server);
        await untilSaid(app, expected);
        await untilShown(app);
      },
      patience * 2_000 + 60_000,
    );

    it(
      'shows the Application that another one made, with its owner',
      async () => {
        await untilSaid('child', { health: 'Healthy', sync: 'Synced' });
        await untilShown('child');
      },
      patience * 1_000 + 60_000,
    );

    it(
      'shows the Applications of an ApplicationSet, with their owner',
      async () => {
        await apply(target.server, applicationSet(target.repoUrl));
        for (const app of ['set-one', 'set-two']) {
          await untilSaid(app, { health: 'Healthy', sync: 'Synced' });
          await untilShown(app);
        }
      },
      patience * 2_000 + 120_000,
    );

    it('shows that the application controller is scaled to zero', async () => {
      const path =
        '/apis/apps/v1/namespaces/argocd/statefulsets/argocd-application-controller';
      const before = await portal.cluster(CLUSTER);
      expect(before.argocd?.components).toContainEqual(
        expect.objectContaining({ name: 'argocd-application-controller' }),
      );
      await target.stopController();
      await call(target.server, 'PATCH', path, {
        type: 'application/merge-patch+json',
        body: { spec: { replicas: 0 } },
      });
      await eventually(
        async () => {
          const { argocd } = await portal.cluster(CLUSTER);
          return argocd?.availability !== before.argocd?.availability;
        },
        () => 'The portal shows Argo CD as before.',
      );
    }, 60_000);
  });

  describe(`${name}: strict TLS without a certificate of the repo-server`, () => {
    let target: ApplicationsTarget;
    afterAll(() => target?.close());

    it('ends every Application in a ComparisonError', async () => {
      target = await start({
        change(values) {
          values.configs.params['controller.repo.server.strict.tls'] = true;
          values.configs.params['server.repo.server.strict.tls'] = true;
        },
      });
      await apply(
        target.server,
        application({ name: 'healthy' }, target.repoUrl),
      );
      let last: string | undefined;
      await eventually(
        async () => {
          const { body } = await call(
            target.server,
            'GET',
            `${APPLICATIONS}/healthy`,
          );
          last = deviation(body, {
            health: body.status?.health?.status ?? 'Unknown',
            sync: 'Unknown',
            condition: [
              'ComparisonError',
              /x509: certificate is valid for localhost, reposerver, not argocd-repo-server/,
            ],
          });
          return !last;
        },
        () => `healthy is ${last}`,
        patience,
      );
    }, 300_000);
  });
}
