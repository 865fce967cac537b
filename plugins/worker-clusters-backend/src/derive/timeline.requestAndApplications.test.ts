import type { TimelineStage } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { ClusterRequest, ClusterState } from '../store/types';
import { timelineOf } from './__testUtils__/timeline';
import {
  at,
  NOW,
  application,
  worker,
  stored,
  request,
} from './__testUtils__/observation';

describe('the stages of the request', () => {
  const claimed = at(0);
  it.each<
    [string, ClusterRequest | undefined, [string, string], [string, string]]
  >([
    [
      'without a pull request',
      undefined,
      [claimed, claimed],
      [claimed, claimed],
    ],
    [
      'with the merged pull request',
      request('merged'),
      [at(-30), at(-2)],
      [at(-2), claimed],
    ],
    [
      'before the Git host has said that it is merged',
      request('open'),
      [at(-30), claimed],
      [claimed, claimed],
    ],
    [
      'with a pull request that was closed',
      request('closed'),
      [claimed, claimed],
      [claimed, claimed],
    ],
    [
      'with a later pull request that changes the claim',
      request('open', { createdAt: at(30) }),
      [claimed, claimed],
      [claimed, claimed],
    ],
    [
      'with clocks that differ',
      request('merged', { finishedAt: at(3) }),
      [at(-30), claimed],
      [claimed, claimed],
    ],
    [
      'with times that are none',
      request('merged', { createdAt: 'x' }),
      [claimed, claimed],
      [claimed, claimed],
    ],
  ])('%s', (_, asked, requested, merged) => {
    const timeline = timelineOf({}, { request: asked });
    const span = (s: TimelineStage) => [s.begin, s.end];
    expect(span(timeline.requested)).toEqual(requested);
    expect(span(timeline.merged)).toEqual(merged);
  });
});

describe('the stage of the applications', () => {
  const stageOf = (
    applications: ReturnType<typeof application>[],
    previous?: ClusterState,
  ) =>
    timelineOf({ worker: worker({ applications }) }, { previous }).applications;

  it.each<[string, ReturnType<typeof application>[], Partial<TimelineStage>]>([
    ['none yet', [], { state: 'active', ready: 0, expected: 0 }],
    [
      'some on their way',
      [application('a'), application('b', { health: 'Progressing' })],
      { state: 'active', ready: 1, expected: 2 },
    ],
    [
      'one that is suspended',
      [application('a'), application('b', { health: 'Suspended' })],
      { state: 'done', ready: 2, expected: 2, end: at(NOW) },
    ],
    [
      'one that is degraded',
      [
        application('a'),
        application('b', {
          health: 'Degraded',
          healthMessage: 'CrashLoopBackOff',
        }),
      ],
      {
        state: 'failed',
        ready: 1,
        expected: 2,
        message: 'b: CrashLoopBackOff',
      },
    ],
    [
      'one that cannot be synced',
      [
        application('a', {
          health: 'Missing',
          operationPhase: 'Failed',
          operationMessage: 'forbidden',
        }),
      ],
      { state: 'failed', ready: 0, expected: 1, message: 'a: forbidden' },
    ],
    [
      'one that could not be compared, and calls itself healthy',
      [
        application('a'),
        application('b', {
          sync: 'Unknown',
          conditions: [
            { type: 'ComparisonError', message: 'app path does not exist' },
          ],
        }),
      ],
      {
        state: 'failed',
        ready: 1,
        expected: 2,
        message: 'b: app path does not exist',
      },
    ],
    [
      'one that was never compared',
      [application('a', { reconciledAt: undefined })],
      { state: 'active', ready: 0, expected: 1 },
    ],
    [
      'one that is healthy and not synced, as if parts are missing',
      [application('a', { sync: 'OutOfSync' })],
      { state: 'active', ready: 0, expected: 1 },
    ],
    [
      'one that is as it should be in spite of a warning',
      [
        application('a', {
          conditions: [{ type: 'OrphanedResourceWarning', message: 'o' }],
        }),
      ],
      { state: 'done', ready: 1, expected: 1 },
    ],
  ])('with %s', (_, applications, expected) => {
    const found = stageOf(applications);
    expect(found).toMatchObject(expected);
    expect(found.message).toBe(expected.message);
  });

  it('keeps its first end, and what was known of a worker that is silent', () => {
    const previous = stored('ready', {
      timeline: [
        {
          id: 'applications',
          state: 'done',
          begin: at(14),
          end: at(18),
          ready: 1,
          expected: 1,
        },
      ],
    });
    expect(
      stageOf([application('web', { health: 'Degraded' })], previous),
    ).toMatchObject({
      state: 'failed',
      end: at(18),
    });
    expect(
      timelineOf(
        { worker: worker({ complete: false, applications: [] }) },
        { previous },
      ).applications,
    ).toEqual(previous.timeline[0]);
  });
});
