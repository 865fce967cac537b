import type { LifecyclePhase } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { ClusterState } from '../store/types';
import { phaseOf, syncError, unready, type Case } from './__testUtils__/phase';
import { deriveCluster } from './deriveCluster';
import {
  at,
  NOW,
  nowAt,
  condition,
  composed,
  readyUpTo,
  ALL_READY,
  replacing,
  XR_READY,
  XR_CREATING,
  claim,
  application,
  worker,
  observation,
  stored,
} from './__testUtils__/observation';

const creating = claim({ conditions: XR_CREATING });

describe('the phase of a cluster that has never been ready', () => {
  it.each<Case>([
    [
      'nothing exists yet',
      { claim: creating, composed: [], worker: undefined },
      {
        phase: 'provisioning',
        reason: 'ResourcesPending',
        message: 'Crossplane has not created a resource yet.',
        since: at(0),
      },
    ],
    [
      'the function pipeline reports an error that has not lasted',
      {
        claim: claim({
          conditions: [syncError(NOW - 3, 'cannot run Composition pipeline')],
        }),
        composed: [],
        worker: undefined,
      },
      {
        phase: 'provisioning',
        reason: 'ResourcesPending',
        message: 'cannot run Composition pipeline',
      },
    ],
    [
      'the network is being built',
      { claim: creating, composed: readyUpTo(1) },
      {
        phase: 'provisioning',
        reason: 'NetworkCreating',
        message: 'Network: 1 of 2 resources are ready.',
        messageCode: {
          code: 'progress-network',
          values: { ready: '1', expected: '2' },
        },
        since: at(0),
      },
    ],
    [
      'a resource exists and is not ready',
      {
        claim: creating,
        composed: [...readyUpTo(3), composed('cluster', undefined)],
      },
      {
        phase: 'provisioning',
        reason: 'ControlPlaneCreating',
        message: 'Control plane: 0 of 1 resources are ready.',
      },
    ],
    [
      'nodes are awaited',
      { claim: creating, composed: readyUpTo(4) },
      { phase: 'provisioning', reason: 'NodesCreating' },
    ],
    [
      'Argo CD is not there',
      { claim: creating, composed: readyUpTo(5) },
      {
        phase: 'installing',
        reason: 'ArgoCdInstalling',
        message: 'Argo CD: 0 of 1 resources are ready.',
      },
    ],
    [
      'the composite resource lags behind',
      { claim: creating },
      { phase: 'installing', reason: 'WaitingForCompositeResource' },
    ],
    [
      'the composite resource waits for an application only',
      {
        claim: creating,
        composed: replacing(ALL_READY, 'application', {
          conditions: [unready()],
        }),
      },
      { phase: 'ready' },
    ],
    [
      'everything is ready',
      {},
      { phase: 'ready', reason: 'Available', since: at(15) },
    ],
    [
      'the composite resource is ready although resources are still held back',
      {
        claim: claim({
          conditions: [
            condition('Ready', 'True', { lastTransitionTime: at(NOW - 1) }),
          ],
        }),
        composed: readyUpTo(3),
      },
      { phase: 'provisioning', reason: 'ControlPlaneCreating' },
    ],
    [
      'a newer Composition names more than this cluster will ever get',
      { composed: readyUpTo(6) },
      { phase: 'ready' },
    ],
    [
      'the Composition cannot be read and the composite resource is ready',
      { composition: undefined },
      { phase: 'ready' },
    ],
    [
      'the Composition cannot be read and the last resource seen is ready',
      { composition: undefined, claim: creating, composed: readyUpTo(3) },
      { phase: 'provisioning', reason: 'IdentityCreating' },
    ],
    [
      'applications are degraded: that is no matter of the cluster',
      {
        worker: worker({
          applications: [application('web', { health: 'Degraded' })],
        }),
      },
      { phase: 'ready' },
    ],
    [
      'the worker is down: that is a matter of the connection',
      {
        worker: worker({
          connection: { status: 'unreachable', since: at(50) },
          complete: false,
        }),
      },
      { phase: 'ready' },
    ],
    [
      'reconciliation is paused',
      {
        claim: claim({
          conditions: [
            XR_READY[1],
            condition('Synced', 'False', { reason: 'ReconcilePaused' }),
          ],
        }),
      },
      { phase: 'ready', reason: 'ReconcilePaused' },
    ],
  ])('%s', (_, observed, expected) => {
    expect(phaseOf(observed)).toMatchObject(expected);
  });

  const denied =
    'create failed: AccessDenied: arn:aws:iam::1 is not authorized';
  it.each<Case>([
    [
      'an error lasts',
      {
        claim: creating,
        composed: [
          ...readyUpTo(3),
          composed('cluster', undefined, {
            conditions: [syncError(NOW - 6, denied)],
          }),
        ],
      },
      {
        phase: 'failed',
        reason: 'ReconcileError',
        message: denied,
        since: at(NOW),
      },
    ],
    [
      'an error is young',
      {
        claim: creating,
        composed: [
          ...readyUpTo(3),
          composed('cluster', undefined, { conditions: [syncError(NOW - 4)] }),
        ],
      },
      { phase: 'provisioning' },
    ],
    [
      'the last operation in the cloud failed',
      {
        claim: creating,
        composed: [
          ...readyUpTo(4),
          composed('nodegroup', undefined, {
            conditions: [
              condition('Synced', 'True'),
              condition('LastAsyncOperation', 'False', {
                reason: 'AsyncCreateFailure',
                message: 'NodeCreationFailure: instances failed to join',
                lastTransitionTime: at(NOW - 10),
              }),
            ],
          }),
        ],
      },
      {
        phase: 'failed',
        reason: 'AsyncCreateFailure',
        message: 'NodeCreationFailure: instances failed to join',
      },
    ],
    [
      'the composite resource itself fails',
      {
        claim: claim({
          conditions: [syncError(NOW - 9, 'cannot compose resources')],
        }),
        composed: [],
      },
      { phase: 'failed', message: 'cannot compose resources' },
    ],
    [
      'a resource says more than the composite resource',
      {
        claim: claim({
          conditions: [syncError(NOW - 9, 'Unsynced resources: vpc')],
        }),
        composed: [
          composed('vpc', undefined, {
            conditions: [syncError(NOW - 8, denied)],
          }),
        ],
      },
      { phase: 'failed', message: denied },
    ],
    [
      'waiting for a reference is no failure',
      {
        claim: creating,
        composed: [
          composed('vpc', undefined),
          composed('subnet-a', undefined, {
            conditions: [
              syncError(
                1,
                'cannot resolve references: mg.Spec.ForProvider.VPCID',
              ),
            ],
          }),
        ],
      },
      { phase: 'provisioning' },
    ],
    [
      'an error in a stage whose turn has not come is no failure',
      {
        claim: creating,
        composed: [
          ...readyUpTo(3),
          composed('cluster', undefined),
          composed('argocd-release', undefined, {
            conditions: [syncError(1, 'cannot get kubeconfig secret')],
          }),
        ],
      },
      { phase: 'provisioning', reason: 'ControlPlaneCreating' },
    ],
    [
      'an error of an application is no failure of the cluster',
      {
        claim: creating,
        composed: replacing(ALL_READY, 'application', {
          conditions: [syncError(1)],
        }),
      },
      { phase: 'ready' },
    ],
  ])('%s', (_, observed, expected) => {
    expect(phaseOf(observed)).toMatchObject(expected);
  });

  it('finds a lasting error although its message changes with every attempt', () => {
    const failing = (minute: number) =>
      observation({
        claim: creating,
        composed: [
          composed('vpc', undefined, {
            conditions: [
              syncError(minute, `RequestError, request id ${minute}`),
            ],
          }),
        ],
      });
    let previous: ClusterState | undefined;
    const phases: LifecyclePhase[] = [];
    for (let minute = 1; minute <= 9; minute += 2) {
      previous = deriveCluster({
        observation: failing(minute),
        previous,
        now: nowAt(minute),
      }).state;
      phases.push(previous.phase.phase);
    }
    expect(phases).toEqual([
      'provisioning',
      'provisioning',
      'provisioning',
      'failed',
      'failed',
    ]);
    expect(previous?.errors).toEqual({ 'uid-dev-vpc': at(1) });
    expect(previous?.phase).toMatchObject({
      since: at(7),
      message: 'RequestError, request id 9',
    });
  });

  it('recovers from a failure', () => {
    expect(
      phaseOf({ claim: creating, composed: readyUpTo(1) }, stored('failed')),
    ).toMatchObject({ phase: 'provisioning', since: at(NOW) });
  });
});
