import type { ClaimObservation } from '../observe/types';
import type { ClusterState } from '../store/types';
import { nextDue } from '../reconcile/nextDue';
import { deriveCluster } from './deriveCluster';
import {
  at,
  claim,
  condition,
  meta,
  NOW,
  nowAt,
  observation,
  XR_READY,
} from './__testUtils__/observation';

/** A claim of which Crossplane has looked at another generation. */
const lagging = (
  observedGeneration: number,
  rest: Partial<ClaimObservation> = {},
) =>
  claim({
    metadata: meta('dev', { generation: 4 }),
    conditions: [
      condition('Synced', 'True', { observedGeneration }),
      XR_READY[1],
    ],
    ...rest,
  });

const derive = (
  observed: ClaimObservation,
  minutes: number,
  previous?: ClusterState,
) =>
  deriveCluster({
    observation: observation({ claim: observed }),
    previous,
    now: nowAt(minutes),
  });

const ready = derive(claim(), NOW).state;
const nodes = { size: 'small', min: 1, max: 9 };

describe('a claim whose latest generation Crossplane has not looked at', () => {
  it('is no change while only the generation differs, for a minute', () => {
    const first = derive(lagging(3), NOW, ready);
    expect(first.state.phase.phase).toBe('ready');
    expect(first.state.claimLag).toEqual({ since: at(NOW) });
    const due = nextDue({
      derived: first,
      observation: observation({ claim: lagging(3) }),
      now: nowAt(NOW),
      failedAfterMs: 1,
    });
    expect(due).toBe(Date.parse(at(NOW + 1)) + 1);
    const second = derive(lagging(3), NOW + 0.5, first.state);
    expect(second.state.phase.phase).toBe('ready');
    expect(derive(lagging(3), NOW + 2, second.state).state.phase).toMatchObject(
      { phase: 'updating', reason: 'ClaimChanged' },
    );
  });

  it('is a change at once if a field that people change differs', () => {
    const first = derive(lagging(3, { nodes }), NOW, ready);
    expect(first.state.phase).toMatchObject({
      phase: 'updating',
      reason: 'ClaimChanged',
    });
    // Until Crossplane has looked, though the stored state has the new field by now.
    const second = derive(lagging(3, { nodes }), NOW + 0.1, first.state);
    expect(second.state.phase.reason).toBe('ClaimChanged');
    const third = derive(lagging(4, { nodes }), NOW + 0.2, second.state);
    expect(third.state.phase.phase).toBe('ready');
    expect(third.state.claimLag).toBeUndefined();
  });

  it.each<[string, ClaimObservation]>([
    ['the same generation', lagging(4)],
    ['a newer generation', lagging(5)],
    ['no generation', claim()],
  ])('does not lag with %s observed', (_, observed) => {
    expect(derive(observed, NOW, ready).state.claimLag).toBeUndefined();
  });
});
