import type { ClusterRequest } from '../store/types';
import { deriveCluster } from './deriveCluster';
import {
  at,
  claim,
  meta,
  nowAt,
  observation,
  request,
} from './__testUtils__/observation';

const removal = (
  state: ClusterRequest['pullRequest']['state'],
  finishedAt?: number,
): ClusterRequest => ({
  ...request(state, {
    number: 40,
    createdAt: at(20),
    ...(finishedAt !== undefined && { finishedAt: at(finishedAt) }),
  }),
  verb: 'decommission',
});
const renewal = request('merged', { number: 41, finishedAt: at(55) });

it.each<[string, Parameters<typeof deriveCluster>[0] | object, string, string]>(
  [
    [
      'a merged removal',
      { decommission: removal('merged', 50) },
      'deleting',
      'DecommissionMerged',
    ],
    [
      'a merged removal of a claim that is being deleted',
      {
        decommission: removal('merged', 50),
        observation: observation({
          claim: claim({
            metadata: meta('dev', { deletionTimestamp: at(51) }),
          }),
        }),
      },
      'deleting',
      'DeletionRequested',
    ],
    [
      'the removal of an earlier cluster of that name',
      { decommission: removal('merged', -10) },
      'ready',
      'Available',
    ],
    [
      'a removal after which the cluster was requested again',
      { decommission: removal('merged', 50), request: renewal },
      'ready',
      'Available',
    ],
    ['no removal', {}, 'ready', 'Available'],
  ],
)('with %s the cluster is %s', (_, options, phase, reason) => {
  const { state } = deriveCluster({
    observation: observation(),
    now: nowAt(),
    ...options,
  });
  expect(state.phase).toMatchObject({ phase, reason });
});

it('says which pull request removes the cluster, and since when', () => {
  const { state } = deriveCluster({
    observation: observation(),
    decommission: removal('merged', 50),
    now: nowAt(),
  });
  expect(state.phase).toEqual({
    phase: 'deleting',
    reason: 'DecommissionMerged',
    message:
      'Pull request #40, which removes the cluster, is merged; the management Argo CD has not deleted the claim yet.',
    messageCode: { code: 'decommission-merged', values: { number: '40' } },
    since: at(50),
  });
});
