import { mockApis } from '@backstage/frontend-test-utils';
import type { ApplicationMatrix } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { toCsv } from '../components/csv';
import { workerClustersTranslationRef } from '../translations';
import { readAll, toFileRows } from './matrixFile';

const { t } = mockApis
  .translation()
  .getTranslation(workerClustersTranslationRef);
const since = '2026-11-23T08:00:00.000Z';

const page = (name: string, nextCursor?: string): ApplicationMatrix => ({
  columns: [
    {
      managementCluster: 'm',
      namespace: 'c',
      name: 'prod-a',
      environment: 'prod',
      connection: { status: 'unreachable', since, lastSeen: since },
    },
  ],
  unreported: 0,
  rows: [
    {
      name,
      repository: 'git.example.org/shop/web',
      versions: ['1.4.2', '1.4.1'],
      cells: [
        {
          cluster: 0,
          versions: [0, 1],
          health: 'Healthy',
          sync: 'Synced',
          namespace: 'argocd',
          count: 2,
        },
      ],
    },
  ],
  nextCursor,
});

it('writes all pages, a line for each cluster of an application, and no formula', async () => {
  const getApplicationMatrix = jest
    .fn()
    .mockResolvedValueOnce(page('web', 'next'))
    .mockResolvedValueOnce(page('=HYPERLINK("http://x")'));
  const { signal } = new AbortController();
  const matrix = await readAll(
    { getApplicationMatrix },
    { search: 'x' },
    signal,
  );
  expect(getApplicationMatrix.mock.calls.map(([query]) => query)).toEqual([
    { search: 'x', limit: 200, cursor: undefined },
    { search: 'x', limit: 200, cursor: 'next' },
  ]);
  const lines = toCsv(
    toFileRows(matrix, { t, now: Date.parse(since) + 600_000 }),
  ).split('\r\n');
  expect(lines).toEqual([
    'Application,Repository,Environment,Management cluster,Cluster,Namespace,Version,Health,Sync,Last known state of',
    `web,git.example.org/shop/web,prod,m,prod-a,argocd,1.4.2 1.4.1,Healthy,Synced,${since}`,
    `"'=HYPERLINK(""http://x"")",git.example.org/shop/web,prod,m,prod-a,argocd,1.4.2 1.4.1,Healthy,Synced,${since}`,
    '',
  ]);
});
