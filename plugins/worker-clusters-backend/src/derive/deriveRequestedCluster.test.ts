import { deriveCluster } from './deriveCluster';
import { deriveRequestedCluster } from './deriveRequestedCluster';
import {
  at,
  nowAt,
  XR_CREATING,
  claim,
  observation,
  stored,
  request,
} from './__testUtils__/observation';

describe('deriveRequestedCluster', () => {
  it.each([
    [
      'open',
      {
        phase: 'requested',
        reason: 'PullRequestOpen',
        message: 'Pull request #12 waits for its review.',
        since: at(-30),
      },
      ['active 0/1', 'waiting 0/1'],
    ],
    [
      'merged',
      {
        phase: 'merged',
        reason: 'PullRequestMerged',
        message:
          'Pull request #12 is merged; the management Argo CD has not applied the claim yet.',
        since: at(-2),
      },
      ['done 1/1', 'active 0/1'],
    ],
    [
      'closed',
      {
        phase: 'closed',
        reason: 'PullRequestClosed',
        message: 'Pull request #12 was closed without a merge.',
        since: at(-2),
      },
      ['failed 0/1', 'waiting 0/1'],
    ],
  ] as const)('of a pull request that is %s', (state, phase, stages) => {
    const derived = deriveRequestedCluster({
      request: request(state),
      previous: undefined,
      now: nowAt(),
    });
    expect(derived).toMatchObject({
      applications: { changed: [], gone: [] },
      state: {
        ref: observation().ref,
        environment: 'dev',
        region: 'eu-central-1',
        owner: 'group:default/payments',
        kubernetesVersionRequested: '1.34',
        phase,
        applications: { total: 0 },
        connection: { status: 'unknown' },
        blocking: [],
      },
    });
    expect(derived.state).not.toHaveProperty('uid');
    expect(derived.state).not.toHaveProperty('kubernetesVersion');
    const { timeline } = derived.state;
    expect(timeline).toHaveLength(8);
    expect(
      timeline.slice(0, 2).map(s => `${s.state} ${s.ready}/${s.expected}`),
    ).toEqual(stages);
    expect(timeline.slice(2).every(s => s.state === 'waiting')).toBe(true);
  });

  it('comes to rest', () => {
    const first = deriveRequestedCluster({
      request: request('open'),
      previous: undefined,
      now: nowAt(),
    });
    expect(
      deriveRequestedCluster({
        request: request('open'),
        previous: first.state,
        now: nowAt(90),
      }),
    ).toEqual(first);
  });

  it('keeps nothing of a cluster that had this name', () => {
    const { state } = deriveRequestedCluster({
      request: request('open'),
      previous: stored('deleting', { health: 'Degraded' }),
      now: nowAt(),
    });
    expect(state).not.toHaveProperty('health');
    expect(state.phase.since).toBe(at(-30));
  });

  it('is followed by the phases of the claim', () => {
    const merged = deriveRequestedCluster({
      request: request('merged'),
      previous: undefined,
      now: nowAt(-1),
    });
    const { state } = deriveCluster({
      observation: observation({
        claim: claim({ conditions: XR_CREATING }),
        composed: [],
        worker: undefined,
      }),
      request: request('merged'),
      previous: merged.state,
      now: nowAt(1),
    });
    expect(state.phase).toMatchObject({ phase: 'provisioning', since: at(0) });
  });
});
