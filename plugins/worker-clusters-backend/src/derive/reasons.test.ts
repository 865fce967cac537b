import { connectionError } from '../observe/http/connectionError';
import type { ClusterReason, ClusterState } from '../store/types';
import {
  ALL_READY,
  application,
  at,
  claim,
  condition,
  observation,
  nowAt,
  replacing,
  stored,
  worker,
} from './__testUtils__/observation';
import { deriveCluster, type DeriveClusterOptions } from './deriveCluster';
import { deriveReasons, normalizeRepository } from './reasons';

const reasonsOf = (
  state: Partial<ClusterState>,
  options: Partial<Parameters<typeof deriveReasons>[1]> = {},
) =>
  deriveReasons(
    { ...stored('ready'), ...state },
    { resources: [], failures: [], previous: undefined, ...options },
  );

const connection = (status: any, message?: string) => ({
  connection: { status, since: at(30), message },
});

const component = (name: string, ready: number) => ({
  name,
  ready,
  desired: 1,
});

const argocd = (rest: object): any => ({
  argocd: { kind: 'helm', availability: 'available', components: [], ...rest },
});

describe('deriveReasons', () => {
  it.each<[Partial<ClusterState>, string | undefined]>([
    [connection('live'), undefined],
    [connection('unknown'), undefined],
    [connection('unauthorized'), 'connection unauthorized'],
    [
      connection('forbidden', 'Not allowed to read Applications'),
      'connection forbidden',
    ],
    [connection('paused'), 'connection paused'],
    [
      connection('unreachable', 'no words that are known'),
      'connection unreachable',
    ],
    [
      connection('unreachable', 'https://a: did not answer within 10 s'),
      'connection unreachable/ConnectionTimedOut',
    ],
    [argocd({ kind: 'none' }), 'argocd NoArgoCd'],
    [
      argocd({ components: [component('argocd-application-controller', 0)] }),
      'argocd ControllerNotRunning',
    ],
    [
      argocd({
        availability: 'degraded',
        components: [
          component('argocd-server', 1),
          component('argocd-repo-server', 0),
        ],
      }),
      'argocd ComponentNotReady argocd-repo-server',
    ],
    [
      { syncedBy: { name: 'claims', sync: 'OutOfSync', health: 'Healthy' } },
      undefined,
    ],
    [
      {
        syncedBy: {
          name: 'claims',
          sync: 'OutOfSync',
          health: 'Healthy',
          message: 'one or more objects failed to apply',
        },
      },
      'claim SyncFailed main/claims',
    ],
    [
      { syncedBy: { name: 'claims', sync: 'Unknown', health: 'Healthy' } },
      'claim Unknown main/claims',
    ],
  ])('%j: %s', (state, expected) => {
    const reasons = reasonsOf(state);
    expect(
      reasons?.map(r =>
        [r.kind, r.reason, r.subject].filter(Boolean).join(' '),
      ),
    ).toEqual(expected && [expected]);
  });

  it.each([
    ['CERT_HAS_EXPIRED', 'CertificateExpired'],
    ['CERT_NOT_YET_VALID', 'CertificateNotYetValid'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'CertificateUntrusted'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'CertificateOfAnotherHost'],
    ['EPROTO', 'TlsFailed'],
    ['ECONNREFUSED', 'ConnectionRefused'],
    ['ECONNRESET', 'ConnectionClosed'],
    ['ERR_CONNECT_TIMEOUT', 'ConnectionTimedOut'],
    ['EHOSTUNREACH', 'NoRoute'],
    ['ENOTFOUND', 'HostNotFound'],
    ['EAI_AGAIN', 'HostNotFound'],
    ['ERR_FORBIDDEN_ADDRESS', 'AddressRefused'],
    ['ERR_NOT_HTTP', 'NotAnApiServer'],
  ])('names the cause of the connection error %s', (code, cause) => {
    const { message } = connectionError('https://a', code);
    expect(reasonsOf(connection('unreachable', message))).toEqual([
      { kind: 'connection', reason: `unreachable/${cause}`, since: at(30) },
    ]);
  });

  it.each(['connecting', 'stale'] as const)(
    'keeps how the connection was while it is %s',
    status => {
      const known: ClusterReason[] = [
        { kind: 'connection', reason: 'unauthorized', since: at(10) },
        { kind: 'argocd', reason: 'NoArgoCd' },
      ];
      expect(
        reasonsOf(connection(status), { previous: { reasons: known } }),
      ).toEqual([known[0]]);
    },
  );

  it('keeps the failures of Applications while the worker is not heard', () => {
    const known: ClusterReason[] = [
      {
        kind: 'applications',
        reason: 'sync-failed',
        subject: 'git.example.org/a',
      },
    ];
    const previous = { reasons: known };
    expect(reasonsOf({}, { failures: undefined, previous })).toEqual(known);
    expect(reasonsOf({}, { failures: [], previous })).toBeUndefined();
  });

  it('names the repositories of failed Applications once each, and ten at most', () => {
    const failures = Array.from({ length: 40 }, (_, i) => ({
      reason: 'sync-failed',
      repository: `git.example.org/${i % 20}`,
    }));
    failures.push(failures[19]);
    const subjects = reasonsOf({}, { failures })?.map(r => r.subject);
    expect(subjects).toHaveLength(10);
    expect(subjects?.[0]).toBe('git.example.org/19');
    expect(new Set(subjects).size).toBe(10);
  });

  it('says of a cluster that is deleted only what blocks the deletion', () => {
    const phase = {
      phase: 'deleting' as const,
      reason: 'DeletionBlocked',
      message:
        'operation error EC2: DeleteVpc, api error DependencyViolation: has dependencies',
      since: at(20),
    };
    expect(reasonsOf({ ...connection('unauthorized'), phase })).toEqual([
      { kind: 'infrastructure', reason: 'DependencyViolation', since: at(20) },
    ]);
    expect(
      reasonsOf({
        ...connection('unauthorized'),
        phase: { ...phase, reason: 'DeletionRequested' },
      }),
    ).toBeUndefined();
  });
});

describe('reasons of a derived cluster', () => {
  const derive = (options: Partial<DeriveClusterOptions>) =>
    deriveCluster({ observation: observation(), now: nowAt(), ...options })
      .state.reasons;

  it('are absent for one that is well', () => {
    expect(derive({})).toBeUndefined();
  });

  it('name stage, kind and provider code of the resource that fails', () => {
    const failing = (message: string) =>
      derive({
        observation: observation({
          composed: replacing(ALL_READY, 'vpc', {
            conditions: [
              condition('Synced', 'False', {
                reason: 'ReconcileError',
                message,
                lastTransitionTime: at(1),
              }),
            ],
          }),
          claim: claim({
            conditions: [condition('Ready', 'False', { reason: 'Creating' })],
          }),
        }),
        previous: stored('ready'),
      });
    expect(
      failing(
        'create failed: api error VpcLimitExceeded: The maximum number of VPCs has been reached.',
      ),
    ).toEqual([
      expect.objectContaining({
        kind: 'infrastructure',
        reason: 'VpcLimitExceeded',
        subject: 'network/VPC',
      }),
    ]);
    expect(failing('something <img src=x> else')).toEqual([
      expect.objectContaining({
        reason: 'ReconcileError',
        subject: 'network/VPC',
      }),
    ]);
  });

  it('name the repository of Applications that fail', () => {
    const failed = (name: string, repoUrl: string) =>
      application(name, {
        sync: 'Unknown',
        conditions: [
          {
            type: 'ComparisonError',
            message: 'authentication required',
            lastTransitionTime: at(50),
          },
        ],
        sources: [{ repoUrl, type: 'git' } as any],
      });
    expect(
      derive({
        observation: observation({
          worker: worker({
            applications: [
              failed('a', 'https://git.example.org/Team/App.git'),
              failed('b', 'git@git.example.org:team/app'),
              application('c'),
            ],
          }),
        }),
      }),
    ).toEqual([
      {
        kind: 'applications',
        reason: 'repository-not-reachable',
        subject: 'git.example.org/team/app',
      },
    ]);
  });
});

describe('normalizeRepository', () => {
  it.each([
    ['https://git.example.org/team/app.git', 'git.example.org/team/app'],
    [
      'https://user:secret@GIT.example.org:8443/Team/App/',
      'git.example.org/team/app',
    ],
    ['ssh://git@git.example.org:22/team/app', 'git.example.org/team/app'],
    ['git@git.example.org:team/app.git', 'git.example.org/team/app'],
    [
      'https://git.example.org/team/app?token=secret',
      'git.example.org/team/app',
    ],
    [
      'oci://registry.example.org/charts/app',
      'registry.example.org/charts/app',
    ],
    ['registry.example.org/charts', 'registry.example.org/charts'],
    ['', undefined],
    [undefined, undefined],
  ])('%s: %s', (url, expected) => {
    expect(normalizeRepository(url)).toBe(expected);
  });

  it('is bounded', () => {
    const url = `https://git.example.org/${'a'.repeat(5000)}`;
    expect(normalizeRepository(url)!.length).toBeLessThanOrEqual(253);
  });
});
