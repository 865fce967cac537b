import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { FakeObserver } from './__testUtils__/FakeObserver';
import { startPortal } from './__testUtils__/testBackend';
import { DatabaseFleetStore } from './store';
import { aCluster, refOf } from './store/__testUtils__/fleet';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
const CLUSTERS = 1000;

describe('a portal that starts with a stored fleet', () => {
  it('serves it before anything has been read, and reads once every plugin has started', async () => {
    const knex = await databases.init('SQLITE_3');
    const store = await DatabaseFleetStore.create({
      database: mockServices.database({ knex, migrations: { skip: false } }),
    });
    await store.writeClusters(
      Array.from({ length: CLUSTERS }, (_, i) =>
        aCluster(`c${String(i).padStart(4, '0')}`),
      ),
    );

    const order: string[] = [];
    const observer = new FakeObserver('main');
    const start = observer.start.bind(observer);
    observer.start = signal => {
      order.push('observer');
      // Its API servers do not answer: it never sees anything.
      start(signal);
    };
    const slow = createBackendPlugin({
      pluginId: 'slow',
      register(env) {
        env.registerInit({
          deps: { lifecycle: coreServices.lifecycle },
          async init({ lifecycle }) {
            await new Promise(resolve => setTimeout(resolve, 500));
            lifecycle.addStartupHook(() => {
              order.push('slow plugin');
            });
          },
        });
      },
    });
    const portal = await startPortal({ observer, knex, features: [slow] });
    try {
      const { body } = await portal.get('/v1/fleet').expect(200);
      expect(body.totalItems).toBe(CLUSTERS);
      expect(body.clusters).toHaveLength(CLUSTERS);
      expect(body.summary.byPhase).toEqual({ ready: CLUSTERS });
      expect(observer.getCluster(refOf('c0000'))).toBeUndefined();
      expect(order).toEqual(['slow plugin', 'observer']);
    } finally {
      await portal.stop();
    }
  });
});
