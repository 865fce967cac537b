import {
  countApplications,
  writeMessage,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { ClusterObservation } from '../observe/types';
import { deriveCluster } from './deriveCluster';
import {
  at,
  nowAt,
  claim,
  application,
  worker,
  observation,
  stored,
} from './__testUtils__/observation';

describe('deriveCluster', () => {
  it('tells everything of a cluster that is up', () => {
    const { state, applications } = deriveCluster({
      observation: observation({ syncedBy: application('worker-cluster-dev') }),
      now: nowAt(),
    });
    expect(applications?.changed.map(a => a.name)).toEqual(['web']);
    expect(state).toMatchObject({
      ref: {
        managementCluster: 'main',
        namespace: 'clusters-dev',
        name: 'dev',
      },
      uid: 'uid-dev',
      environment: 'dev',
      region: 'eu-central-1',
      owner: 'group:default/payments',
      kubernetesVersion: 'v1.34.1-eks-5a1b2c',
      kubernetesVersionRequested: '1.34',
      argocd: { version: 'v3.1.0', availability: 'available' },
      applications: { total: 1, byHealth: { Healthy: 1 } },
      health: 'Healthy',
      sync: 'Synced',
      connection: { status: 'live', since: at(16), lastSeen: at(59) },
      createdAt: at(0),
      nodes: { size: 'small', min: 1, max: 3 },
      apiServer: 'https://dev.eks.example.org',
      syncedBy: { name: 'worker-cluster-dev' },
      blocking: [],
    });
    expect(state).not.toHaveProperty('errors');
  });

  it('names the kinds that cannot be read, bounded', () => {
    const kind = {
      apiVersion: 'ec2.aws.m.upbound.io/v1beta1',
      kind: 'VPC',
      message: 'Not allowed\0',
    };
    const unreadOf = (unread: ClusterObservation['unread']) =>
      deriveCluster({ observation: observation({ unread }), now: nowAt() })
        .state.unread;
    expect(unreadOf([kind])).toEqual([{ ...kind, message: 'Not allowed' }]);
    const said = writeMessage('unread-kind', {
      apiVersion: kind.apiVersion,
      kind: kind.kind,
      composition: 'x'.repeat(5000),
    });
    const [{ message, messageCode }] = unreadOf([{ ...kind, ...said }])!;
    expect(message.length).toBeLessThan(said.message.length);
    expect(messageCode!.values!.composition).toHaveLength(message.length);
    expect(unreadOf(Array(50).fill(kind))).toHaveLength(20);
    expect(unreadOf([])).toBeUndefined();
  });

  it.each<[string, Parameters<typeof observation>[0], RegExp]>([
    ['has answered', {}, /^The cluster and its Argo CD are ready\.$/],
    ['has never answered', { worker: undefined }, /not reached the cluster/],
    [
      'is asked for the first time',
      {
        worker: worker({
          connection: { status: 'connecting', since: at(16) },
          complete: false,
        }),
      },
      /not reached the cluster/,
    ],
  ])('is ready, and says whether the worker %s', (_, rest, message) => {
    const { phase } = deriveCluster({
      observation: observation(rest),
      now: nowAt(),
    }).state;
    expect(phase).toMatchObject({
      phase: 'ready',
      message: expect.stringMatching(message),
    });
  });

  it('says what to do with a cluster that has no claim', () => {
    expect(() =>
      deriveCluster({
        observation: observation({ claim: undefined }),
        now: nowAt(),
      }),
    ).toThrow('Cluster dev has no claim');
  });

  it('takes the worst of the applications', () => {
    const { state } = deriveCluster({
      observation: observation({
        worker: worker({
          applications: [
            application('a', { sync: 'OutOfSync' }),
            application('b', { health: 'Progressing' }),
          ],
        }),
      }),
      now: nowAt(),
    });
    expect([state.health, state.sync]).toEqual(['Progressing', 'OutOfSync']);
  });

  it('counts an Application that could not be compared as Unknown', () => {
    const { state, applications } = deriveCluster({
      observation: observation({
        worker: worker({
          applications: [
            application('a'),
            application('b', { sync: 'Unknown' }),
            application('c', { reconciledAt: undefined }),
          ],
        }),
      }),
      now: nowAt(),
    });
    expect(state.health).toBe('Unknown');
    expect(state.applications.byHealth).toMatchObject({
      Healthy: 1,
      Unknown: 2,
    });
    // The rows keep what Argo CD says.
    expect(applications!.changed.map(a => a.health)).toEqual([
      'Healthy',
      'Healthy',
      'Healthy',
    ]);
  });

  it('knows no health where there is no application', () => {
    const { state, applications } = deriveCluster({
      observation: observation({ worker: worker({ applications: [] }) }),
      now: nowAt(),
    });
    expect(state).not.toHaveProperty('health');
    expect(applications?.changed).toEqual([]);
  });

  describe('a worker that was not heard in this run', () => {
    const known = stored('ready', {
      argocd: { version: 'v3.0.0', availability: 'available', components: [] },
      applications: countApplications([
        { health: 'Degraded', sync: 'Synced', reconciledAt: at(30) },
      ]),
      health: 'Degraded',
      sync: 'Synced',
    });
    it.each([
      ['does not exist', undefined],
      ['has not listed everything', worker({ complete: false })],
    ])('keeps what is known where it %s', (_, w) => {
      const derived = deriveCluster({
        observation: observation({ worker: w }),
        previous: known,
        now: nowAt(),
      });
      expect(derived.applications).toBeUndefined();
      const { argocd, applications, health, sync } = known;
      expect(derived.state).toMatchObject({
        argocd,
        applications,
        health,
        sync,
      });
    });

    it('keeps nothing of another cluster of the same name', () => {
      const { state } = deriveCluster({
        observation: observation({ worker: undefined }),
        previous: { ...known, uid: 'another' },
        now: nowAt(),
      });
      expect(state.applications.total).toBe(0);
      expect(state).not.toHaveProperty('argocd');
      expect(state).not.toHaveProperty('health');
    });
  });

  it('takes the address of the API server from the claim where the worker is not known', () => {
    const endpoint = (value: string) =>
      deriveCluster({
        observation: observation({
          worker: undefined,
          claim: claim({ status: { endpoint: value } }),
        }),
        now: nowAt(),
      }).state.apiServer;
    expect(endpoint('https://dev.eks.example.org/')).toBe(
      'https://dev.eks.example.org',
    );
    expect(endpoint('data:text/html,x')).toBeUndefined();
  });
});
