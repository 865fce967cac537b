import type { ComponentType } from 'react';
import type { WorkerClusterDetails } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { ApplicationsTab } from './applications/ApplicationsTab';
import { ArgoCdTab } from './argocd/ArgoCdTab';
import { HistoryTab } from './history/HistoryTab';
import { InfrastructureTab } from './infrastructure/InfrastructureTab';
import { IsolationTab } from './isolation/IsolationTab';
import { OverviewTab } from './overview/OverviewTab';

export type ClusterTabId =
  | 'overview'
  | 'applications'
  | 'infrastructure'
  | 'argocd'
  | 'isolation'
  | 'history';

interface ClusterTab {
  /** Part of the address, and of the key of the label: `cluster.tabs.<id>`. */
  id: ClusterTabId;
  Content: ComponentType<{ cluster: WorkerClusterDetails }>;
  /** Also for a cluster that is only a pull request. */
  whenRequested?: boolean;
}

/** In the order in which they are shown. */
const TABS: ClusterTab[] = [
  { id: 'overview', Content: OverviewTab, whenRequested: true },
  { id: 'applications', Content: ApplicationsTab },
  { id: 'infrastructure', Content: InfrastructureTab },
  { id: 'argocd', Content: ArgoCdTab },
  { id: 'isolation', Content: IsolationTab },
  { id: 'history', Content: HistoryTab, whenRequested: true },
];

/** The tabs that a cluster has. */
export const tabsOf = ({
  phase,
}: Pick<WorkerClusterDetails, 'phase'>): ClusterTab[] =>
  TABS.filter(tab => phase.phase !== 'requested' || tab.whenRequested);

/** The tab of an address; the first one for none, and for one that the cluster does not have. */
export function tabOf(
  cluster: Pick<WorkerClusterDetails, 'phase'>,
  id: string | undefined,
): ClusterTab {
  const tabs = tabsOf(cluster);
  return tabs.find(tab => tab.id === id) ?? tabs[0];
}
