import {
  mockServices,
  type TestDatabases,
} from '@backstage/backend-test-utils';
import {
  type Application,
  type ApplicationSource,
  assessedHealth,
  type ClusterRef,
  countApplications,
  worstHealth,
  worstSync,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { Knex } from 'knex';
import { DatabaseFleetStore } from '../DatabaseFleetStore';
import { applicationHash, applicationSetHash } from '../applicationHash';
import type {
  ApplicationChanges,
  ClusterRequest,
  ClusterState,
  DerivedCluster,
} from '../types';

type DatabaseId = Parameters<TestDatabases['init']>[0];

/** A store on an empty database. */
export async function openStore(
  databases: TestDatabases,
  id: DatabaseId,
): Promise<{ store: DatabaseFleetStore; knex: Knex }> {
  const knex = await databases.init(id);
  const store = await DatabaseFleetStore.create({
    database: mockServices.database({ knex, migrations: { skip: false } }),
  });
  return { store, knex };
}

export function refOf(name: string, managementCluster = 'main'): ClusterRef {
  return { managementCluster, namespace: 'clusters-dev', name };
}

/** A source whose revision is the given text. */
export function aSource(value: string): ApplicationSource {
  return {
    type: 'git',
    repoUrl: 'https://git.example.org/platform/gitops.git',
    path: 'applications/k8s-manifests/web',
    targetRevision: 'main',
    revision: { value, kind: 'commit' },
  };
}

export function anApplication(
  name: string,
  overrides: Partial<Application> = {},
): Application {
  return {
    namespace: 'argocd',
    name,
    project: 'workloads',
    health: 'Healthy',
    sync: 'Synced',
    sources: [aSource('4f2c1a94f2c1a94f2c1a94f2c1a94f2c1a94f2c1')],
    resources: 12,
    reconciledAt: '2026-11-23T08:00:00.000Z',
    ...overrides,
  };
}

/** A cluster as `derive/` would give it; `phase` is its lifecycle phase. */
export function aCluster(
  name: string,
  overrides: Partial<Omit<ClusterState, 'phase'>> & {
    phase?: ClusterState['phase']['phase'];
  } = {},
  applications: Application[] | undefined = [],
): DerivedCluster {
  const { phase = 'ready', ...rest } = overrides;
  const any = applications.length > 0;
  return {
    state: {
      ref: refOf(name),
      uid: `uid-${name}`,
      environment: 'dev',
      region: 'eu-central-1',
      owner: 'group:default/payments',
      phase: {
        phase,
        reason: 'Available',
        message: `The cluster is ${phase}.`,
        since: '2026-11-23T07:00:00.000Z',
      },
      kubernetesVersion: 'v1.34.1',
      kubernetesVersionRequested: '1.34',
      applications: countApplications(applications),
      ...(any && {
        health: worstHealth(applications.map(a => assessedHealth(a))),
        sync: worstSync(applications.map(a => a.sync)),
      }),
      connection: { status: 'live', since: '2026-11-23T07:10:00.000Z' },
      createdAt: '2026-11-23T06:40:00.000Z',
      timeline: [{ id: 'requested', state: 'done', ready: 1, expected: 1 }],
      blocking: [],
      ...rest,
    },
    applications: allOf(applications),
  };
}

/** All applications of a cluster, as `derive/` would give them after a start. */
export function allOf(applications: Application[]): ApplicationChanges {
  return {
    hash: applicationSetHash(applications.map(applicationHash)),
    changed: applications,
    gone: [],
  };
}

export function aRequest(
  name: string,
  number: number,
  overrides: Partial<ClusterRequest['pullRequest']> = {},
): ClusterRequest {
  return {
    ref: refOf(name),
    claimPath: `crossplane/claims/dev/${name}.yaml`,
    environment: 'dev',
    pullRequest: {
      number,
      url: `https://git.example.org/platform/gitops/pulls/${number}`,
      title: `Add worker cluster ${name}`,
      state: 'open',
      requestedBy: 'user:default/guest',
      createdAt: `2026-11-23T06:${String(number).padStart(2, '0')}:00.000Z`,
      ...overrides,
    },
  };
}
