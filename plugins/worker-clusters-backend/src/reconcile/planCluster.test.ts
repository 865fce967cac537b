import {
  at,
  claim,
  condition,
  observation,
  request,
  stored,
} from '../derive/__testUtils__/observation';
import type { ClusterRequest, ClusterState } from '../store/types';
import { runSteps } from '../derive/steps';
import {
  CLOSED_REQUEST_KEPT_MS,
  type ClusterPlan,
  planCluster,
} from './planCluster';

const REF = observation().ref;
const NOW = new Date(at(60));
const MINUTE = 60_000;
const onlyAsked = { ...stored('requested'), uid: undefined } as ClusterState;
const deleting = stored('deleting');

function plan(
  options: Partial<Parameters<typeof planCluster>[0]>,
): ClusterPlan {
  return runSteps(
    planCluster({
      ref: REF,
      managementComplete: true,
      now: NOW,
      failedAfterMs: 5 * MINUTE,
      ...options,
    }),
  );
}

const closedBefore = (ms: number): ClusterRequest =>
  request('closed', {
    finishedAt: new Date(NOW.getTime() - ms).toISOString(),
  });

describe('planCluster', () => {
  it.each<[string, Partial<Parameters<typeof planCluster>[0]>, string]>([
    ['a claim', { observation: observation() }, 'write ready'],
    [
      'a claim and its merged request',
      { observation: observation(), request: request('merged') },
      'write ready',
    ],
    [
      'half of what there is, right after a start',
      {
        observation: { ...observation(), notSynced: true },
        previous: stored('ready'),
      },
      'keep',
    ],
    [
      'half of what there is of a cluster that is new',
      { observation: { ...observation(), notSynced: true } },
      'write ready',
    ],
    ['nothing at all', {}, 'keep'],
    ['a claim that is gone', { previous: stored('ready') }, 'remove'],
    [
      'a claim that is gone, whose request was merged',
      { previous: stored('ready'), request: request('merged') },
      'remove',
    ],
    [
      'no claim from a management cluster that is down',
      { previous: stored('ready'), managementComplete: false },
      'keep',
    ],
    [
      'the same with a request',
      {
        previous: stored('ready'),
        request: request('open'),
        managementComplete: false,
      },
      'keep',
    ],
    [
      'an observation without a claim',
      { observation: { ref: REF, composed: [] }, previous: stored('ready') },
      'remove',
    ],
    ['an open request', { request: request('open') }, 'write requested'],
    [
      'an open request while the management cluster is down',
      { request: request('open'), managementComplete: false },
      'write requested',
    ],
    [
      'a merged request',
      { request: request('merged'), previous: onlyAsked },
      'write merged',
    ],
    [
      'a request that was closed lately',
      { request: closedBefore(MINUTE), previous: onlyAsked },
      'write closed',
    ],
    [
      'a request that was closed long ago',
      { request: closedBefore(CLOSED_REQUEST_KEPT_MS), previous: onlyAsked },
      'remove',
    ],
    [
      'one that was closed long ago and is not shown',
      { request: closedBefore(CLOSED_REQUEST_KEPT_MS) },
      'keep',
    ],
    ['a row of a request that is unknown', { previous: onlyAsked }, 'remove'],
    [
      'a new request for a cluster that is gone',
      { previous: deleting, request: request('open') },
      'replace requested',
    ],
    [
      'one that was merged while the cluster was being deleted',
      {
        previous: deleting,
        request: request('merged', { finishedAt: at(30) }),
      },
      'replace merged',
    ],
    [
      'one that was merged before that',
      {
        previous: deleting,
        request: request('merged', { finishedAt: at(10) }),
      },
      'remove',
    ],
  ])('%s', (_, options, expected) => {
    const planned = plan(options);
    const phase =
      'derived' in planned ? ` ${planned.derived.state.phase.phase}` : '';
    expect(`${planned.type}${phase}`).toBe(expected);
  });

  it('is due again when an error becomes lasting, and says failed then', () => {
    const failing = observation({
      claim: claim({
        conditions: [
          condition('Synced', 'False', {
            reason: 'ReconcileError',
            message: 'no such region',
            lastTransitionTime: at(58),
          }),
        ],
        status: {},
      }),
      composed: [],
      worker: undefined,
    });
    const first = plan({ observation: failing });
    expect(first).toMatchObject({
      type: 'write',
      due: Date.parse(at(63)) + 1,
      derived: { state: { phase: { phase: 'provisioning' } } },
    });
    if (first.type !== 'write') throw new Error('not written');
    const then = plan({
      observation: failing,
      previous: first.derived.state,
      now: new Date(first.due!),
    });
    expect(then).toMatchObject({
      derived: { state: { phase: { phase: 'failed' } } },
    });
    expect(then).not.toHaveProperty('due');
  });

  it('is due again when a composite resource that just turned ready is believed', () => {
    const young = observation({
      claim: claim({
        conditions: [
          condition('Ready', 'True', { lastTransitionTime: at(59) }),
        ],
      }),
    });
    expect(plan({ observation: young })).toMatchObject({
      due: Date.parse(at(64)) + 1,
    });
    // Then it is the comparison of its Application that will be overdue.
    expect(plan({ observation: observation() })).toMatchObject({
      due: Date.parse(at(69)) + 1,
    });
  });

  it('is due again when a closed request is to vanish', () => {
    expect(plan({ request: closedBefore(MINUTE) })).toMatchObject({
      due: NOW.getTime() - MINUTE + CLOSED_REQUEST_KEPT_MS,
    });
  });
});
