import { TestDatabases } from '@backstage/backend-test-utils';
import { SUPPORT_LIFE } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { FakeObserver } from '../__testUtils__/FakeObserver';
import { eventually } from '../__testUtils__/eventually';
import { startPortal } from '../__testUtils__/testBackend';
import {
  claim,
  meta,
  observation,
  worker,
} from '../derive/__testUtils__/observation';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

it('serves what is configured of the support of versions, with the fleet and with a cluster', async () => {
  const observer = new FakeObserver('main');
  const portal = await startPortal({
    observer,
    knex: await databases.init('SQLITE_3'),
    supportLife: {
      kubernetes: {
        source: 'https://example.org/ours',
        asOf: '2026-11-01',
        versions: {
          '1.34': { standardUntil: '2026-10-31', extendedUntil: 'soon' },
          '1.99': { releasedOn: '2026-01-01' },
        },
      },
    },
  });
  observer.manage('main', {});
  observer.list(
    'main',
    observation({
      ref: { managementCluster: 'main', namespace: 'clusters-dev', name: 'a' },
      claim: claim({ metadata: meta('a', { namespace: 'clusters-dev' }) }),
      worker: worker(),
    }),
  );
  const path = '/v1/clusters/main/clusters-dev/a';
  const body = await eventually(async () => {
    const answer = await portal.get(path).expect(200);
    if (!answer.body.support) throw new Error('Not heard yet');
    return answer.body;
  });
  expect(body.support.kubernetes).toEqual({
    version: '1.34',
    ...SUPPORT_LIFE.kubernetes['1.34'],
    standardUntil: '2026-10-31',
    source: 'https://example.org/ours',
    asOf: '2026-11-01',
    newer: '1.99',
  });
  const fleet = await portal.get('/v1/fleet').expect(200);
  expect(fleet.body.supportLife.kubernetes['1.34'].standardUntil).toBe(
    '2026-10-31',
  );
  expect(fleet.body.supportLife.argocd).toEqual(SUPPORT_LIFE.argocd);
  await portal.stop();
});
