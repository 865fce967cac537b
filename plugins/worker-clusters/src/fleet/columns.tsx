import type { ComponentType } from 'react';
import {
  type ClusterSortField,
  type FleetColumn as ConfiguredColumn,
  HEALTH_STATUSES,
  type WorkerCluster,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { Translate } from '../translations';
import {
  ApplicationsContent,
  ArgoCdContent,
  type CellProps,
  ChangeContent,
  ConnectionContent,
  CreatedContent,
  ExpiresContent,
  FindingsContent,
  KubernetesContent,
  ManagementClusterContent,
  NameContent,
  OutOfSyncContent,
  OwnerContent,
  PlaceContent,
  RegionContent,
  StateContent,
  TextContent,
} from './cells';

/** The columns that every fleet has, in their first order. */
const COLUMN_IDS = [
  'name',
  'state',
  'connection',
  'place',
  'region',
  'owner',
  'managementCluster',
  'kubernetes',
  'argocd',
  'applications',
  'outOfSync',
  'findings',
  'change',
  'created',
  'expires',
] as const;

type ColumnId = (typeof COLUMN_IDS)[number];

/** A column of the fleet's table. */
export interface FleetColumn {
  id: string;
  title(t: Translate): string;
  /** What a file has of it: values by their names, which are the API's in every language. */
  fields(cluster: WorkerCluster): Record<string, string | number | undefined>;
  Content: ComponentType<CellProps>;
  /** It names its row, and its link takes the focus. */
  names?: true;
  /** Absent: the backend does not sort by it. */
  sort?: ClusterSortField;
  /**
   * In pixels: what its longest usual words need, in each language, with 12 of padding and 20 for the arrow of a sorted column. Those of
   * the first columns have to fit a screen of 1440 beside the side bar, the boxes of the selection and a scroll bar (1121).
   */
  minWidth: number;
  /** Its part of the room that is left. */
  grows?: '1fr' | '2fr';
  /** Not shown until somebody chooses it. */
  optional?: true;
}

const COLUMNS: Record<ColumnId, Omit<FleetColumn, 'id' | 'title'>> = {
  name: {
    Content: NameContent,
    names: true,
    sort: 'name',
    minWidth: 137,
    grows: '1fr',
    fields: ({ managementCluster, namespace, name }) => ({
      managementCluster,
      namespace,
      name,
    }),
  },
  state: {
    Content: StateContent,
    sort: 'phase',
    minWidth: 138,
    grows: '2fr',
    fields: ({ phase: { phase, reason, message, since } }) => ({
      phase,
      phaseReason: reason,
      phaseMessage: message,
      phaseSince: since,
    }),
  },
  connection: {
    Content: ConnectionContent,
    minWidth: 143,
    fields: ({ connection: { status, lastSeen } }) => ({
      connection: status,
      lastSeen,
    }),
  },
  place: {
    Content: PlaceContent,
    sort: 'environment',
    minWidth: 109,
    fields: ({ environment, region }) => ({ environment, region }),
  },
  region: {
    Content: RegionContent,
    sort: 'region',
    minWidth: 104,
    optional: true,
    fields: ({ region }) => ({ region }),
  },
  owner: {
    Content: OwnerContent,
    sort: 'owner',
    minWidth: 120,
    optional: true,
    fields: ({ owner }) => ({ owner }),
  },
  managementCluster: {
    Content: ManagementClusterContent,
    minWidth: 140,
    optional: true,
    fields: ({ managementCluster }) => ({ managementCluster }),
  },
  kubernetes: {
    Content: KubernetesContent,
    sort: 'kubernetesVersion',
    minWidth: 138,
    fields: ({ kubernetesVersion, kubernetesVersionRequested }) => ({
      kubernetesVersion,
      kubernetesVersionRequested,
    }),
  },
  argocd: {
    Content: ArgoCdContent,
    sort: 'argocdVersion',
    minWidth: 100,
    fields: ({ argocd }) => ({
      argocdVersion: argocd?.version,
      argocdKind: argocd?.kind,
      argocdAvailability: argocd?.availability,
    }),
  },
  applications: {
    Content: ApplicationsContent,
    sort: 'health',
    minWidth: 106,
    grows: '1fr',
    fields: ({ applications: { total, byHealth } }) => ({
      applications: total,
      ...Object.fromEntries(
        HEALTH_STATUSES.map(health => [
          `applications${health}`,
          byHealth[health],
        ]),
      ),
    }),
  },
  outOfSync: {
    Content: OutOfSyncContent,
    sort: 'outOfSync',
    minWidth: 102,
    fields: ({ applications: { bySync } }) => ({
      applicationsOutOfSync: bySync.OutOfSync,
    }),
  },
  findings: {
    Content: FindingsContent,
    minWidth: 64,
    fields: ({ findings }) => ({
      findingsHigh: findings?.high ?? 0,
      findingsMedium: findings?.medium ?? 0,
      findingsLow: findings?.low ?? 0,
    }),
  },
  change: {
    Content: ChangeContent,
    minWidth: 84,
    fields: ({ pending }) => ({
      request: pending?.verb,
      requestNumber: pending?.number,
      requestUrl: pending?.url,
    }),
  },
  created: {
    Content: CreatedContent,
    sort: 'createdAt',
    minWidth: 104,
    optional: true,
    fields: ({ createdAt }) => ({ createdAt }),
  },
  expires: {
    Content: ExpiresContent,
    minWidth: 104,
    optional: true,
    fields: ({ expiresAt }) => ({ expiresAt }),
  },
};

/** Every column that can be shown, in its first order. */
export const FLEET_COLUMNS: readonly FleetColumn[] = COLUMN_IDS.map(id => ({
  id,
  title: t => t(`fleet.column.${id}`),
  ...COLUMNS[id],
}));

/** The columns with those that a configuration adds, which are shown at first, too. */
export function withConfigured(
  configured: readonly ConfiguredColumn[] = [],
): readonly FleetColumn[] {
  return [
    ...FLEET_COLUMNS,
    ...configured.map(
      ({ id, title }): FleetColumn => ({
        id: `claim.${id}`,
        title: () => title,
        minWidth: 110,
        Content: ({ cluster }) => <TextContent text={cluster.columns?.[id]} />,
        fields: ({ columns }) => ({ [`claim.${id}`]: columns?.[id] }),
      }),
    ),
  ];
}

/** Clusters as rows of a file, below the names of what the columns have. */
export function toFileRows(
  columns: readonly FleetColumn[],
  clusters: readonly WorkerCluster[],
): Array<Array<string | number>> {
  const records = clusters.map(cluster =>
    Object.assign({}, ...columns.map(column => column.fields(cluster))),
  );
  const names = [...new Set(records.flatMap(record => Object.keys(record)))];
  return [
    names,
    ...records.map(record => names.map(name => record[name] ?? '')),
  ];
}
