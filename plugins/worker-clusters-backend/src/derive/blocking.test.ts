import { deriveCluster } from './deriveCluster';
import {
  at,
  nowAt,
  condition,
  meta,
  composed,
  ALL_READY,
  replacing,
  XR_CREATING,
  claim,
  observation,
  stored,
} from './__testUtils__/observation';

describe('what a cluster waits for', () => {
  const error = (minutes: number, message: string) => [
    condition('Synced', 'False', {
      reason: 'ReconcileError',
      message,
      lastTransitionTime: at(minutes),
    }),
  ];

  it('is named by relevance: lasting errors, errors, then early stages', () => {
    const { state } = deriveCluster({
      observation: observation({
        claim: claim({ conditions: XR_CREATING }),
        composed: [
          composed('application', undefined),
          composed('nodegroup', undefined, { conditions: [] }),
          composed('vpc', undefined),
          composed('cluster', undefined, { conditions: error(59, 'young') }),
          composed('role-node', undefined, {
            conditions: error(1, 'lasting'),
          }),
          composed('subnet-a', 3),
        ],
      }),
      now: nowAt(),
    });
    expect(state.blocking.map(b => [b.kind, b.message])).toEqual([
      ['Role', 'lasting'],
      ['Cluster', 'young'],
      ['VPC', 'Creating'],
      ['NodeGroup', 'Has not reported a condition yet.'],
      ['Object', 'Creating'],
    ]);
    expect(state.blocking[0]).toEqual({
      apiVersion: 'eks.aws.m.upbound.io/v1beta1',
      kind: 'Role',
      name: 'dev-role-node',
      compositionResourceName: 'role-node',
      message: 'lasting',
    });
    // The words of a resource are not the portal's.
    expect(state.blocking.map(b => b.messageCode?.code)).toEqual([
      undefined,
      undefined,
      undefined,
      'resource-no-condition',
      undefined,
    ]);
    expect(state.timeline.find(s => s.id === 'nodes')).toMatchObject({
      message: 'Has not reported a condition yet.',
      messageCode: { code: 'resource-no-condition' },
    });
  });

  it('includes a ready resource that cannot be changed', () => {
    const { state } = deriveCluster({
      observation: observation({
        composed: replacing(ALL_READY, 'nodegroup', {
          conditions: [
            condition('Ready', 'True'),
            ...error(1, 'quota exceeded'),
          ],
        }),
      }),
      previous: stored('ready'),
      now: nowAt(),
    });
    expect(state.blocking.map(b => b.message)).toEqual(['quota exceeded']);
  });

  it('is everything that is left while the cluster is deleted', () => {
    const { state } = deriveCluster({
      observation: observation({
        claim: claim({
          metadata: meta('dev', { deletionTimestamp: at(50) }),
        }),
        composed: [
          composed('vpc', 2),
          composed('cluster', 8, {
            metadata: meta('dev-cluster', { deletionTimestamp: at(51) }),
          }),
        ],
      }),
      now: nowAt(),
    });
    expect(state.blocking.map(b => [b.kind, b.message])).toEqual([
      ['VPC', 'Still exists.'],
      ['Cluster', 'Is being deleted.'],
    ]);
  });

  it('is bounded', () => {
    const { state } = deriveCluster({
      observation: observation({
        claim: claim({ conditions: XR_CREATING }),
        composed: Array.from({ length: 90 }, (_, i) =>
          composed(`x${i}`, undefined, {
            conditions: [
              condition('Ready', 'False', { message: 'm'.repeat(9000) }),
              ...error(1, 'e'.repeat(9000)),
            ],
          }),
        ),
      }),
      now: nowAt(),
    });
    expect(state.blocking).toHaveLength(20);
    expect(JSON.stringify(state).length).toBeLessThan(40_000);
    expect(Object.keys(state.errors!)).toHaveLength(50);
  });
});
