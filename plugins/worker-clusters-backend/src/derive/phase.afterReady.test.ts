import type { LifecyclePhase } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { ClusterObservation } from '../observe/types';
import type { ClusterState } from '../store/types';
import { phaseOf, syncError, unready, type Case } from './__testUtils__/phase';
import {
  at,
  NOW,
  condition,
  meta,
  composed,
  ALL_READY,
  replacing,
  SHAPE,
  XR_READY,
  XR_CREATING,
  claim,
  stored,
} from './__testUtils__/observation';

const creating = claim({ conditions: XR_CREATING });

describe('the phase of a cluster that was ready', () => {
  const nodesDown = replacing(ALL_READY, 'nodegroup', {
    conditions: [unready({ message: '0 of 3 nodes are ready' })],
  });

  it.each<Case>([
    ['nothing has happened', {}, { phase: 'ready', since: at(20) }],
    [
      'a safe-start provider does not serve a kind that nothing activates',
      {
        composition: {
          ...SHAPE,
          resources: [
            ...SHAPE.resources,
            { name: 'logs', kind: 'Bucket', stage: 'identity' },
          ],
        },
        unread: [
          {
            apiVersion: 's3.aws.m.upbound.io/v1beta1',
            kind: 'Bucket',
            message: 'main does not serve Bucket',
          },
        ],
      },
      { phase: 'ready', since: at(20) },
    ],
    [
      'the definition of a managed resource is inactive',
      {
        composed: [
          ...ALL_READY,
          composed('definition', undefined, {
            apiVersion: 'apiextensions.crossplane.io/v1alpha1',
            kind: 'ManagedResourceDefinition',
            conditions: [
              condition('Established', 'False', {
                reason: 'InactiveManagedResource',
                message: 'ManagedResourceDefinition is inactive',
              }),
            ],
          }),
        ],
      },
      { phase: 'ready', since: at(20) },
    ],
    [
      'a resource is not ready any more',
      { composed: nodesDown },
      {
        phase: 'degraded',
        reason: 'ResourcesNotReady',
        message: 'NodeGroup dev-nodegroup is not ready: 0 of 3 nodes are ready',
        messageCode: {
          code: 'resource-not-ready-because',
          values: {
            resource: 'NodeGroup dev-nodegroup',
            reason: '0 of 3 nodes are ready',
          },
        },
        since: at(40),
      },
    ],
    [
      'several resources are not ready any more',
      {
        composed: replacing(nodesDown, 'cluster', { conditions: [unready()] }),
      },
      {
        phase: 'degraded',
        message:
          '2 composed resources are not ready, first Cluster dev-cluster.',
      },
    ],
    [
      'the composite resource is not ready any more and says why',
      { claim: creating },
      {
        phase: 'degraded',
        reason: 'Creating',
        message: 'Unready resources: nodegroup',
      },
    ],
    [
      'the composite resource says nothing at all',
      { claim: claim({ conditions: [] }) },
      { phase: 'degraded', reason: 'NotReady' },
    ],
    [
      'the application behind the composite resource is unhealthy',
      {
        claim: creating,
        composed: replacing(ALL_READY, 'application', {
          conditions: [unready()],
        }),
      },
      { phase: 'ready' },
    ],
    [
      'a newer Kubernetes version is wanted than runs',
      { claim: claim({ kubernetesVersion: '1.35' }) },
      {
        phase: 'updating',
        reason: 'KubernetesVersionChanging',
        message: 'Kubernetes goes from v1.34.1-eks-5a1b2c to 1.35.',
      },
    ],
    [
      'the provider has upgraded beyond what is wanted',
      { claim: claim({ kubernetesVersion: '1.33' }) },
      { phase: 'ready' },
    ],
    [
      'the control plane is being updated, and meanwhile not ready',
      {
        claim: claim({
          status: { clusterStatus: 'UPDATING', version: '1.34' },
        }),
        composed: replacing(ALL_READY, 'cluster', { conditions: [unready()] }),
      },
      { phase: 'updating', reason: 'ControlPlaneUpdating' },
    ],
    [
      'an operation in the cloud is under way',
      {
        composed: replacing(ALL_READY, 'nodegroup', {
          conditions: [
            condition('Ready', 'True'),
            condition('AsyncOperation', 'False', { reason: 'Ongoing' }),
          ],
        }),
      },
      {
        phase: 'updating',
        reason: 'ResourcesUpdating',
        message:
          'A composed resource is being changed: NodeGroup dev-nodegroup.',
      },
    ],
    [
      'an application is being deployed anew',
      {
        composed: replacing(ALL_READY, 'application', {
          conditions: [
            condition('AsyncOperation', 'False', { reason: 'Ongoing' }),
          ],
        }),
      },
      { phase: 'ready' },
    ],
    [
      'the change meets an error that has not lasted',
      {
        claim: claim({
          conditions: [XR_READY[1], syncError(NOW - 1, 'conflict')],
        }),
      },
      { phase: 'updating', reason: 'ReconcileError', message: 'conflict' },
    ],
    [
      'the change meets an error that lasts',
      {
        claim: claim({
          kubernetesVersion: '1.35',
          conditions: [XR_READY[1], syncError(NOW - 7, 'unsupported version')],
        }),
      },
      {
        phase: 'degraded',
        reason: 'UpdateFailed',
        message: 'unsupported version',
        since: at(NOW - 7),
      },
    ],
    [
      'an error lasts and a part is down',
      {
        composed: replacing(ALL_READY, 'nodegroup', {
          conditions: [unready(), syncError(NOW - 7, 'quota exceeded')],
        }),
      },
      {
        phase: 'degraded',
        reason: 'ReconcileError',
        message: 'quota exceeded',
      },
    ],
    [
      'the claim is deleted',
      {
        claim: claim({
          metadata: meta('dev', { deletionTimestamp: at(NOW - 2) }),
        }),
        composed: ALL_READY.slice(0, 4),
      },
      {
        phase: 'deleting',
        reason: 'DeletionRequested',
        message: '4 composed resources are left.',
        since: at(NOW - 2),
      },
    ],
    [
      'the last resource is being deleted',
      {
        claim: claim({
          metadata: meta('dev', { deletionTimestamp: at(NOW - 2) }),
        }),
        composed: ALL_READY.slice(0, 1),
      },
      { phase: 'deleting', message: '1 composed resource is left.' },
    ],
    [
      'the deletion does not get on',
      {
        claim: claim({
          metadata: meta('dev', { deletionTimestamp: at(NOW - 20) }),
        }),
        composed: [
          composed('vpc', 2, {
            conditions: [
              syncError(NOW - 15, 'DependencyViolation: vpc has dependencies'),
            ],
          }),
        ],
      },
      {
        phase: 'deleting',
        reason: 'DeletionBlocked',
        message: 'DependencyViolation: vpc has dependencies',
      },
    ],
    [
      'nothing is left',
      {
        claim: claim({
          metadata: meta('dev', { deletionTimestamp: at(NOW - 2) }),
        }),
        composed: [],
      },
      { phase: 'deleting', message: 'Nothing is left but the claim.' },
    ],
  ])('%s', (_, observed, expected) => {
    expect(phaseOf(observed, stored('ready'))).toMatchObject(expected);
  });

  it.each<[LifecyclePhase, LifecyclePhase]>([
    ['ready', 'degraded'],
    ['updating', 'degraded'],
    ['degraded', 'degraded'],
    ['provisioning', 'provisioning'],
    ['installing', 'provisioning'],
    ['failed', 'provisioning'],
  ])('after %s a missing node group means %s', (before, after) => {
    const observed = {
      claim: creating,
      composed: replacing(ALL_READY.slice(0, 5), 'nodegroup', {
        conditions: [unready()],
      }),
    };
    expect(phaseOf(observed, stored(before)).phase).toBe(after);
  });

  it('sees a change at first sight, without a stored state', () => {
    const observed = { claim: claim({ kubernetesVersion: '1.35' }) };
    expect(phaseOf(observed).phase).toBe('updating');
  });

  it('is known without a stored state where Argo CD stands on missing nodes', () => {
    expect(phaseOf({ claim: creating, composed: nodesDown }).phase).toBe(
      'degraded',
    );
  });

  it('does not take a resource that is new in the Composition for a failure', () => {
    const added = composed('addon-new', undefined, {
      stage: 'nodes',
      metadata: meta('dev-addon-new', { creationTimestamp: at(50) }),
    });
    const previous = stored('ready', {
      timeline: [
        { id: 'argocd', state: 'done', ready: 1, expected: 1, end: at(14) },
      ],
    });
    const observed = { claim: creating, composed: [...ALL_READY, added] };
    expect(phaseOf(observed, previous)).toMatchObject({
      phase: 'updating',
      reason: 'ResourcesUpdating',
    });
    const gone = { ...added, conditions: [unready()] };
    expect(
      phaseOf({ ...observed, composed: [...ALL_READY, gone] }, previous).phase,
    ).toBe('degraded');
  });
});

describe('since', () => {
  it.each<
    [string, Partial<ClusterObservation>, ClusterState | undefined, string]
  >([
    ['stays while the phase does', {}, stored('ready'), at(20)],
    ['begins with the evidence', {}, undefined, at(15)],
    [
      'is now where the evidence lies before the phase that came first',
      {},
      stored('updating', {
        phase: { phase: 'updating', reason: 'x', message: 'x', since: at(30) },
      }),
      at(NOW),
    ],
    [
      'is never in the future',
      {
        claim: claim({
          conditions: [
            condition('Ready', 'True', { lastTransitionTime: at(NOW + 9) }),
          ],
        }),
        composition: undefined,
      },
      undefined,
      at(NOW),
    ],
    [
      'is now where the evidence is no time',
      {
        claim: claim({
          conditions: [
            condition('Ready', 'True', { lastTransitionTime: 'soon' }),
          ],
        }),
      },
      undefined,
      at(NOW),
    ],
    [
      'ignores a cluster of the same name that is gone',
      {},
      stored('ready', { uid: 'another' }),
      at(15),
    ],
  ])('%s', (_, observed, previous, expected) => {
    expect(phaseOf(observed, previous).since).toBe(expected);
  });
});
