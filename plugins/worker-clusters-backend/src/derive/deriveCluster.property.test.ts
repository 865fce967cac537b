import { writeMessage } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import fc from 'fast-check';
import type { ClusterState } from '../store/types';
import { deriveCluster } from './deriveCluster';
import {
  at,
  NOW,
  nowAt,
  SHAPE,
  readyUpTo,
  observation,
  stored,
} from './__testUtils__/observation';
import { DEFAULT_DERIVE_SETTINGS } from './settings';

describe('whatever a cluster reports', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.constant('x'.repeat(5000)),
    fc.constant('__proto__'),
  );
  const time = fc.oneof(
    fc.integer({ min: -60, max: NOW + 30 }).map(at),
    fc.constantFrom(
      '',
      'never',
      '0001-01-01T00:00:00Z',
      '9999-12-31T23:59:59Z',
    ),
  );
  const conditions = fc.array(
    fc.record({
      type: fc.constantFrom(
        'Ready',
        'Synced',
        'LastAsyncOperation',
        'AsyncOperation',
      ),
      status: fc.constantFrom(
        'True' as const,
        'False' as const,
        'Unknown' as const,
      ),
      reason: fc.option(
        fc.oneof(
          fc.constantFrom('Creating', 'Ongoing', 'ReconcilePaused'),
          text,
        ),
        { nil: undefined },
      ),
      message: fc.option(text, { nil: undefined }),
      lastTransitionTime: fc.option(time, { nil: undefined }),
    }),
    { maxLength: 4 },
  );
  const metadata = fc.record({
    uid: fc.uuid(),
    name: text,
    namespace: fc.option(text, { nil: undefined }),
    generation: fc.option(fc.integer(), { nil: undefined }),
    creationTimestamp: time,
    deletionTimestamp: fc.option(time, { nil: undefined, freq: 6 }),
  });
  const resource = fc.record({
    apiVersion: fc.constantFrom('v1', 'eks.aws.m.upbound.io/v1beta1'),
    kind: fc.oneof(
      fc.constantFrom('VPC', 'NodeGroup', 'Release', 'Usage'),
      text,
    ),
    metadata,
    compositionResourceName: fc.option(
      fc.constantFrom(...SHAPE.resources.map(r => r.name)),
      { nil: undefined },
    ),
    stage: fc.option(
      fc.constantFrom('network', 'nodes', 'argocd', 'applications', 'x'),
      { nil: undefined },
    ),
    conditions,
  });
  const anySource = fc.record({
    repoUrl: fc.option(fc.oneof(fc.webUrl(), text), { nil: undefined }),
    path: fc.option(text, { nil: undefined }),
    chart: fc.option(text, { nil: undefined }),
    targetRevision: fc.option(text, { nil: undefined }),
    revision: fc.option(text, { nil: undefined }),
    deployedRevision: fc.option(text, { nil: undefined }),
  });
  const anyApplication = fc.record({
    metadata,
    health: fc.option(fc.oneof(fc.constantFrom('Healthy', 'Degraded'), text), {
      nil: undefined,
    }),
    sync: fc.option(text, { nil: undefined }),
    healthMessage: fc.option(text, { nil: undefined }),
    operationPhase: fc.option(fc.constantFrom('Failed', 'x'), {
      nil: undefined,
    }),
    conditions: fc.array(
      fc.record({
        type: fc.oneof(fc.constant('ComparisonError'), text),
        message: fc.option(text, { nil: undefined }),
        lastTransitionTime: fc.option(time, { nil: undefined }),
      }),
      { maxLength: 3 },
    ),
    sources: fc.array(anySource, { maxLength: 3 }),
    hydrator: fc.option(
      fc.record({
        drySource: anySource,
        phase: fc.constantFrom('Failed', 'Hydrated', 'x'),
        message: fc.option(text, { nil: undefined }),
        hydratedRevision: fc.option(text, { nil: undefined }),
      }),
      { nil: undefined },
    ),
    reconciledAt: fc.option(time, { nil: undefined }),
    externalUrls: fc.array(text, { maxLength: 3 }),
    images: fc.option(fc.array(text, { maxLength: 3 }), { nil: undefined }),
    resourceCount: fc.integer(),
    outOfSyncCount: fc.integer(),
    missingCount: fc.double(),
    applicationSet: fc.option(text, { nil: undefined }),
    trackingId: fc.option(text, { nil: undefined }),
    instanceLabel: fc.option(text, { nil: undefined }),
    childApplications: fc.array(text, { maxLength: 3 }),
  });
  const anyWorker = fc.record({
    connection: fc.record({
      status: fc.constantFrom(
        'live' as const,
        'unreachable' as const,
        'connecting' as const,
      ),
      since: time,
      lastSeen: fc.option(time, { nil: undefined }),
      message: fc.option(text, { nil: undefined }),
    }),
    apiServer: fc.option(text, { nil: undefined }),
    serverVersion: fc.option(fc.oneof(fc.constant('v1.34.1'), text), {
      nil: undefined,
    }),
    workloads: fc.array(
      fc.record({
        name: text,
        image: text,
        desired: fc.integer(),
        ready: fc.integer(),
      }),
      { maxLength: 3 },
    ),
    argocdUrl: fc.option(fc.oneof(fc.webUrl(), text), { nil: undefined }),
    applications: fc.array(anyApplication, { maxLength: 4 }),
    complete: fc.boolean(),
  });
  const anyObservation = fc.record({
    ref: fc.constant(observation().ref),
    claim: fc.record({
      apiVersion: fc.constant('platform.example.org/v1alpha1'),
      kind: fc.constant('WorkerCluster'),
      metadata,
      environment: fc.option(text, { nil: undefined }),
      owner: fc.option(text, { nil: undefined }),
      kubernetesVersion: fc.option(
        fc.constantFrom('1.33', '1.34', '1.35', 'x'),
        { nil: undefined },
      ),
      conditions,
      status: fc.record({
        version: fc.option(fc.constantFrom('1.33', '1.34', 'x'), {
          nil: undefined,
        }),
        clusterStatus: fc.option(fc.constantFrom('ACTIVE', 'UPDATING'), {
          nil: undefined,
        }),
      }),
    }),
    composed: fc.oneof(
      fc.array(resource, { maxLength: 8 }),
      fc.integer({ min: 0, max: 7 }).map(readyUpTo),
    ),
    composition: fc.option(fc.constant(SHAPE), { nil: undefined }),
    worker: fc.option(anyWorker, { nil: undefined }),
  });
  const anyPrevious = fc.option(
    fc
      .constantFrom(
        'provisioning' as const,
        'ready' as const,
        'failed' as const,
        'deleting' as const,
      )
      .map(phase => stored(phase)),
    { nil: undefined },
  );

  it('the state is bounded and comes to rest, so that an unchanged cluster is not written again', () => {
    fc.assert(
      fc.property(anyObservation, anyPrevious, (observed, before) => {
        let previous: ClusterState | undefined = before && {
          ...before,
          uid: observed.claim.metadata.uid,
        };
        const states: string[] = [];
        for (let i = 0; i < 2; i++) {
          const { state, applications } = deriveCluster({
            observation: observed,
            previous,
            now: nowAt(),
          });
          states.push(JSON.stringify(state));
          previous = JSON.parse(states[i]);
          expect(applications === undefined).toBe(!observed.worker?.complete);
        }
        expect(states[1]).toBe(states[0]);
        const { phase, timeline, blocking } = previous!;
        expect(phase.message.length).toBeGreaterThan(0);
        expect(phase.message.length).toBeLessThanOrEqual(
          DEFAULT_DERIVE_SETTINGS.maxMessageLength + 600,
        );
        for (const { message, messageCode } of [phase, ...blocking]) {
          if (!messageCode) continue;
          const { code, values = {} } = messageCode as any;
          expect(writeMessage(code, values).message).toBe(message);
          for (const value of Object.values<string>(values)) {
            expect(value.length).toBeLessThanOrEqual(
              DEFAULT_DERIVE_SETTINGS.maxMessageLength,
            );
          }
        }
        expect(phase.since <= at(NOW)).toBe(true);
        // A deletion that nothing is known of before has no timeline.
        expect([0, 8]).toContain(timeline.length);
        expect(blocking.length).toBeLessThanOrEqual(20);
      }),
      { numRuns: 500 },
    );
  });
});
