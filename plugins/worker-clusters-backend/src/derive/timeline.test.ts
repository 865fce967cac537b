import type { TimelineStage } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { ClusterObservation } from '../observe/types';
import { timelineOf } from './__testUtils__/timeline';
import { deriveCluster } from './deriveCluster';
import {
  at,
  NOW,
  nowAt,
  condition,
  meta,
  composed,
  readyUpTo,
  ALL_READY,
  replacing,
  XR_CREATING,
  claim,
  observation,
  stored,
  request,
} from './__testUtils__/observation';

const creating = claim({ conditions: XR_CREATING });

/** `state ready/expected` of each stage. */
function brief(timeline: Record<string, TimelineStage>) {
  return Object.values(timeline).map(
    s => `${s.id} ${s.state} ${s.ready}/${s.expected}`,
  );
}

describe('the timeline', () => {
  it('has eight stages that are over in a cluster that is up', () => {
    expect(
      Object.values(timelineOf({}, { request: request('merged') })),
    ).toEqual([
      {
        id: 'requested',
        state: 'done',
        begin: at(-30),
        end: at(-2),
        ready: 1,
        expected: 1,
      },
      {
        id: 'merged',
        state: 'done',
        begin: at(-2),
        end: at(0),
        ready: 1,
        expected: 1,
      },
      {
        id: 'network',
        state: 'done',
        begin: at(1),
        end: at(4),
        ready: 2,
        expected: 2,
      },
      {
        id: 'identity',
        state: 'done',
        begin: at(5),
        end: at(6),
        ready: 1,
        expected: 1,
      },
      {
        id: 'control-plane',
        state: 'done',
        begin: at(7),
        end: at(8),
        ready: 1,
        expected: 1,
      },
      {
        id: 'nodes',
        state: 'done',
        begin: at(9),
        end: at(10),
        ready: 1,
        expected: 1,
      },
      {
        id: 'argocd',
        state: 'done',
        begin: at(11),
        end: at(12),
        ready: 1,
        expected: 1,
      },
      {
        id: 'applications',
        state: 'done',
        begin: at(14),
        end: at(NOW),
        ready: 1,
        expected: 1,
      },
    ]);
  });

  const noWorker = { claim: creating, worker: undefined };
  it.each<[string, Partial<ClusterObservation>, string[]]>([
    [
      'nothing exists: what is expected is known all the same',
      { ...noWorker, composed: [] },
      [
        'network active 0/2',
        'identity active 0/1',
        'control-plane waiting 0/1',
        'nodes waiting 0/1',
        'argocd waiting 0/1',
        'applications waiting 0/0',
      ],
    ],
    [
      'the control plane is being built',
      {
        ...noWorker,
        composed: [...readyUpTo(3), composed('cluster', undefined)],
      },
      [
        'network done 2/2',
        'identity done 1/1',
        'control-plane active 0/1',
        'nodes waiting 0/1',
        'argocd waiting 0/1',
        'applications waiting 0/0',
      ],
    ],
    [
      'everything is created at once',
      {
        ...noWorker,
        composed: ALL_READY.map(r =>
          composed(r.compositionResourceName!, undefined),
        ),
      },
      [
        'network active 0/2',
        'identity active 0/1',
        'control-plane active 0/1',
        'nodes active 0/1',
        'argocd active 0/1',
        'applications waiting 0/0',
      ],
    ],
    [
      'a function makes more than the Composition names',
      {
        ...noWorker,
        composed: [...readyUpTo(3), composed('extra', 3, { stage: 'network' })],
      },
      [
        'network done 3/3',
        'identity done 1/1',
        'control-plane active 0/1',
        'nodes waiting 0/1',
        'argocd waiting 0/1',
        'applications waiting 0/0',
      ],
    ],
    [
      'Argo CD is up and nobody has heard it yet',
      { worker: undefined },
      [
        'network done 2/2',
        'identity done 1/1',
        'control-plane done 1/1',
        'nodes done 1/1',
        'argocd done 1/1',
        'applications active 0/0',
      ],
    ],
    [
      'the Composition is not known',
      { ...noWorker, composition: undefined, composed: readyUpTo(4) },
      [
        'network done 2/2',
        'identity done 1/1',
        'control-plane active 1/1',
        'nodes waiting 0/0',
        'argocd waiting 0/0',
        'applications waiting 0/0',
      ],
    ],
    [
      'an error lasts',
      {
        ...noWorker,
        composed: replacing(readyUpTo(3), 'subnet-a', {
          conditions: [
            condition('Synced', 'False', {
              reason: 'ReconcileError',
              message: 'CIDR taken',
              lastTransitionTime: at(2),
            }),
          ],
        }),
      },
      [
        'network failed 1/2',
        'identity done 1/1',
        'control-plane waiting 0/1',
        'nodes waiting 0/1',
        'argocd waiting 0/1',
        'applications waiting 0/0',
      ],
    ],
  ])('where %s', (_, observed, expected) => {
    expect(brief(timelineOf(observed)).slice(2)).toEqual(expected);
  });

  it('says what blocks a stage', () => {
    const { network, nodes } = timelineOf({
      claim: creating,
      composed: replacing(
        replacing(ALL_READY, 'subnet-a', {
          conditions: [
            condition('Synced', 'False', {
              reason: 'ReconcileError',
              message: 'CIDR taken',
              lastTransitionTime: at(59),
            }),
          ],
        }),
        'nodegroup',
        { conditions: [condition('Ready', 'False', { reason: 'Creating' })] },
      ),
    });
    expect([network.message, nodes.message]).toEqual([
      'CIDR taken',
      'Creating',
    ]);
  });

  it('keeps the first end and begin of a stage while its resources flap', () => {
    const first = deriveCluster({
      observation: observation(),
      now: nowAt(),
    }).state;
    const flapping = replacing(ALL_READY, 'nodegroup', {
      metadata: meta('new', { creationTimestamp: at(30) }),
      conditions: [condition('Ready', 'False', { lastTransitionTime: at(40) })],
    });
    const down = timelineOf({ composed: flapping }, { previous: first }).nodes;
    expect(down).toMatchObject({
      state: 'active',
      begin: at(9),
      end: at(10),
      ready: 0,
    });
    const again = replacing(flapping, 'nodegroup', {
      conditions: [condition('Ready', 'True', { lastTransitionTime: at(45) })],
    });
    expect(
      timelineOf({ composed: again }, { previous: first }).nodes,
    ).toMatchObject({
      state: 'done',
      begin: at(9),
      end: at(10),
    });
  });

  it('stands still while the cluster is deleted', () => {
    const first = deriveCluster({
      observation: observation(),
      now: nowAt(),
    }).state;
    const deleted = claim({
      metadata: meta('dev', { deletionTimestamp: at(58) }),
    });
    const { state } = deriveCluster({
      observation: observation({
        claim: deleted,
        composed: readyUpTo(1),
        worker: undefined,
      }),
      previous: first,
      now: nowAt(),
    });
    expect(state.timeline).toEqual(first.timeline);
  });

  it('knows nothing of a cluster of the same name that is gone', () => {
    const old = stored('ready', {
      uid: 'another',
      timeline: [
        {
          id: 'network',
          state: 'done',
          begin: at(-900),
          end: at(-890),
          ready: 9,
          expected: 9,
        },
      ],
    });
    const { network } = timelineOf(
      { claim: creating, composed: [], composition: undefined },
      { previous: old },
    );
    expect(network).toEqual({
      id: 'network',
      state: 'active',
      ready: 0,
      expected: 0,
    });
  });

  it('does not shrink what is expected while the Composition is not read yet', () => {
    const before = stored('provisioning', {
      timeline: [{ id: 'network', state: 'active', ready: 1, expected: 18 }],
    });
    const { network } = timelineOf(
      { claim: creating, composed: readyUpTo(2), composition: undefined },
      { previous: before },
    );
    expect(network).toMatchObject({ state: 'active', ready: 2, expected: 18 });
  });
});
