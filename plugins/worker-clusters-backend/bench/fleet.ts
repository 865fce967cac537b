import {
  type Application,
  assessedHealth,
  countApplications,
  HEALTH_STATUSES,
  type HealthStatus,
  LIFECYCLE_PHASES,
  TIMELINE_STAGES,
  worstHealth,
  worstSync,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { DerivedCluster } from '../src/store';
import {
  applicationHash,
  applicationSetHash,
} from '../src/store/applicationHash';

const REGIONS = ['eu-central-1', 'eu-west-1', 'us-east-1'];
const ENVIRONMENTS = ['dev', 'staging', 'prod'];
const START = Date.UTC(2026, 10, 23);

function time(minutes: number): string {
  return new Date(START + minutes * 60_000).toISOString();
}

/** What may differ between two observations of the same fleet. */
export interface FleetOptions {
  clusters: number;
  applications: number;
  /** Health of the first application of the clusters whose number `changed` accepts. */
  changed?: (cluster: number) => boolean;
  /** Minute of the last comparison by Argo CD. */
  reconciled?: number;
}

function anApplication(
  cluster: number,
  index: number,
  health: HealthStatus,
  reconciled: number,
): Application {
  return {
    namespace: 'argocd',
    name: `service-${index}`,
    project: 'workloads',
    health,
    sync: index % 7 ? 'Synced' : 'OutOfSync',
    operationPhase: 'Succeeded',
    operationMessage: 'successfully synced (all tasks run)',
    operationTime: time(0),
    sources: [
      {
        type: 'git',
        repoUrl: 'https://git.example.org/platform/gitops.git',
        path: `applications/k8s-manifests/service-${index}`,
        targetRevision: 'main',
        revision: {
          value: '4f2c1a94f2c1a94f2c1a94f2c1a94f2c1a94f2c1',
          kind: 'commit',
        },
      },
    ],
    destinationNamespace: `service-${index}`,
    resources: 12,
    reconciledAt: time(reconciled),
    url: `https://argocd.c${cluster}.example.org/applications/argocd/service-${index}`,
  };
}

/** A fleet of the given size, the same for the same options. */
export function makeFleet(options: FleetOptions): DerivedCluster[] {
  const { clusters, applications, changed, reconciled = 0 } = options;
  return Array.from({ length: clusters }, (_, i) => {
    const rows = Array.from({ length: applications }, (__, j) =>
      anApplication(
        i,
        j,
        j === 0 && changed?.(i)
          ? 'Degraded'
          : HEALTH_STATUSES[(i + j) % 17 ? 0 : 2],
        reconciled,
      ),
    );
    return {
      state: {
        ref: {
          managementCluster: 'main',
          namespace: `clusters-${ENVIRONMENTS[i % 3]}`,
          name: `cluster-${String(i).padStart(5, '0')}`,
        },
        uid: `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`,
        environment: ENVIRONMENTS[i % 3],
        region: REGIONS[i % REGIONS.length],
        owner: `group:default/team-${i % 40}`,
        phase: {
          phase: i % 10 ? 'ready' : LIFECYCLE_PHASES[i % 8],
          reason: 'Available',
          message: 'The cluster and its Argo CD are ready.',
          since: time(0),
        },
        kubernetesVersion: `v1.${30 + (i % 5)}.${i % 9}`,
        kubernetesVersionRequested: `1.${30 + (i % 5)}`,
        argocd: {
          version: `v3.${i % 4}.0`,
          url: `https://argocd.c${i}.example.org`,
          availability: 'available',
          components: ['application-controller', 'repo-server', 'server'].map(
            name => ({ name: `argocd-${name}`, ready: 1, desired: 1 }),
          ),
        },
        applications: countApplications(rows),
        health: worstHealth(rows.map(assessedHealth)),
        sync: worstSync(rows.map(r => r.sync)),
        connection: { status: 'live', since: time(0) },
        createdAt: time(-i),
        timeline: TIMELINE_STAGES.map(id => ({
          id,
          state: 'done',
          begin: time(0),
          end: time(1),
          ready: 6,
          expected: 6,
        })),
        nodes: { size: 'medium', min: 2, max: 6 },
        apiServer: `https://c${i}.eks.example.org`,
        blocking: [],
      },
      applications: {
        hash: applicationSetHash(rows.map(applicationHash)),
        changed: rows,
        gone: [],
      },
    };
  });
}

/** The same as changes since an earlier state of the same fleet, as they are written once a fleet is known. */
export function changesSince(
  before: DerivedCluster[],
  after: DerivedCluster[],
): DerivedCluster[] {
  return after.map(({ state, applications }, i) => {
    const base = before[i].applications!;
    const known = new Set(base.changed.map(applicationHash));
    return {
      state,
      applications: {
        ...applications!,
        base: base.hash,
        changed: applications!.changed.filter(
          a => !known.has(applicationHash(a)),
        ),
      },
    };
  });
}
