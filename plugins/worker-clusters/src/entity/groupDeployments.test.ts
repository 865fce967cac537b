import type {
  FleetApplication,
  WorkerCluster,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { cluster, minutesAgo, NOW } from '../cluster/__testUtils__/clusters';
import {
  countDeployments,
  groupDeployments,
  toRows,
  versionsOf,
} from './groupDeployments';

const clusterOf = (name: string, over: Partial<WorkerCluster> = {}) =>
  cluster({ name, ...over });

const app = (
  on: string,
  name: string,
  over: Partial<FleetApplication> = {},
): FleetApplication => ({
  cluster: {
    managementCluster: 'management',
    namespace: 'clusters-dev',
    name: on,
  },
  namespace: 'argocd',
  name,
  health: 'Healthy',
  sync: 'Synced',
  sources: [],
  resources: 1,
  reconciledAt: minutesAgo(1),
  ...over,
});

describe('groupDeployments', () => {
  it('puts each Application with its cluster below its environment, those without one last', () => {
    const rows = toRows(
      [
        app('c', 'web'),
        app('b', 'web'),
        app('a', 'web'),
        app('a', 'api'),
        app('gone', 'web'),
      ],
      [
        clusterOf('a', { environment: 'prod' }),
        clusterOf('b', { environment: undefined }),
        clusterOf('c', { environment: 'dev' }),
      ],
    );
    expect(
      groupDeployments(rows).map(({ environment, rows: of }) => [
        environment,
        of.map(r => `${r.cluster.name}/${r.application.name}`),
      ]),
    ).toEqual([
      ['dev', ['c/web']],
      ['prod', ['a/api', 'a/web']],
      [undefined, ['b/web']],
    ]);
  });

  it('counts the versions, the most frequent first', () => {
    const rows = toRows(
      [
        app('a', 'one', { images: ['shop:2'] }),
        app('a', 'two', { images: ['shop:1'] }),
        app('a', 'three', { images: ['shop:2'] }),
        app('a', 'four'),
      ],
      [clusterOf('a')],
    );
    expect(versionsOf(rows)).toEqual([
      { version: '2', count: 2 },
      { version: undefined, count: 1 },
      { version: '1', count: 1 },
    ]);
  });

  it('does not count as Healthy what is on a cluster that is not heard', () => {
    const rows = toRows(
      [
        app('a', 'web'),
        app('b', 'web'),
        app('b', 'api', { health: 'Degraded' }),
      ],
      [
        clusterOf('a'),
        clusterOf('b', {
          connection: {
            status: 'unreachable',
            since: minutesAgo(30),
            lastSeen: minutesAgo(31),
          },
        }),
      ],
    );
    const counts = countDeployments(rows, NOW);
    expect(counts.total).toBe(3);
    expect(counts.byHealth).toMatchObject({
      Healthy: 1,
      Unknown: 1,
      Degraded: 1,
    });
  });
});
