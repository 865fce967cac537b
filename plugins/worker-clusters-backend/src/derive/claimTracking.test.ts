import type { ClusterObservation } from '../observe/types';
import { deriveCluster } from './deriveCluster';
import {
  at,
  NOW,
  nowAt,
  observation,
  request,
} from './__testUtils__/observation';

type Tracking = ClusterObservation['claimTracking'];

const derive = (
  claimTracking: Tracking,
  minutes = NOW,
  asked?: ReturnType<typeof request>,
) =>
  deriveCluster({
    observation: observation({ claimTracking }),
    request: asked,
    now: nowAt(minutes),
  }).state;

it.each<[Tracking, number, Tracking]>([
  ['argocd', NOW, 'argocd'],
  ['noArgoCd', NOW, 'noArgoCd'],
  [undefined, NOW, undefined],
  ['none', NOW, 'none'],
  // Argo CD may list it a moment later.
  ['none', 1, undefined],
])('a claim tracked by %s after %s minutes is tracked by %s', (...row) => {
  const [tracking, minutes, expected] = row;
  expect(derive(tracking, minutes).claimTracking).toBe(expected);
});

it.each<[string, ReturnType<typeof derive>, string[]]>([
  ['none of a claim that was applied by hand', derive('none'), []],
  [
    'both of a claim that an Application tracks',
    derive('argocd'),
    ['requested', 'merged'],
  ],
  [
    'both of a claim that a pull request brought',
    derive('none', NOW, request('merged', { finishedAt: at(-2) })),
    ['requested', 'merged'],
  ],
])('the timeline has the stages of the request: %s', (_, state, expected) => {
  const stages = state.timeline.map(s => s.id);
  expect(stages.filter(s => ['requested', 'merged'].includes(s))).toEqual(
    expected,
  );
  expect(stages).toContain('network');
});
