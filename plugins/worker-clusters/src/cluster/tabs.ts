import { type ComponentType, lazy } from 'react';
import type { WorkerClusterDetails } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { OverviewTab } from './overview/OverviewTab';

/** Each tab but the first is loaded when it is opened. */
const AccessTab = lazy(() =>
  import('./access/AccessTab').then(m => ({ default: m.AccessTab })),
);
const ApplicationsTab = lazy(() =>
  import('./applications/ApplicationsTab').then(m => ({
    default: m.ApplicationsTab,
  })),
);
const ArgoCdTab = lazy(() =>
  import('./argocd/ArgoCdTab').then(m => ({ default: m.ArgoCdTab })),
);
const ClaimTab = lazy(() =>
  import('./claim/ClaimTab').then(m => ({ default: m.ClaimTab })),
);
const HistoryTab = lazy(() =>
  import('./history/HistoryTab').then(m => ({ default: m.HistoryTab })),
);
const InfrastructureTab = lazy(() =>
  import('./infrastructure/InfrastructureTab').then(m => ({
    default: m.InfrastructureTab,
  })),
);
const IsolationTab = lazy(() =>
  import('./isolation/IsolationTab').then(m => ({ default: m.IsolationTab })),
);

export type ClusterTabId =
  | 'overview'
  | 'applications'
  | 'infrastructure'
  | 'argocd'
  | 'isolation'
  | 'claim'
  | 'history'
  | 'access';

interface ClusterTab {
  /** Part of the address, and of the key of the label: `cluster.tabs.<id>`. */
  id: ClusterTabId;
  Content: ComponentType<{ cluster: WorkerClusterDetails }>;
  /** Also for a cluster that is only a pull request. */
  whenRequested?: boolean;
  /** Only where steps of access are configured. */
  whenAccess?: boolean;
}

/** In the order in which they are shown. */
const TABS: ClusterTab[] = [
  { id: 'overview', Content: OverviewTab, whenRequested: true },
  { id: 'applications', Content: ApplicationsTab },
  { id: 'infrastructure', Content: InfrastructureTab },
  { id: 'argocd', Content: ArgoCdTab },
  { id: 'isolation', Content: IsolationTab },
  { id: 'claim', Content: ClaimTab, whenRequested: true },
  { id: 'history', Content: HistoryTab, whenRequested: true },
  { id: 'access', Content: AccessTab, whenAccess: true },
];

/** What the tabs of a cluster depend on. */
export interface TabContext extends Pick<WorkerClusterDetails, 'phase'> {
  /** Steps of access are configured. */
  access: boolean;
}

/** The tabs that a cluster has. */
export const tabsOf = ({ phase, access }: TabContext): ClusterTab[] =>
  TABS.filter(
    tab =>
      (phase.phase !== 'requested' || tab.whenRequested) &&
      (access || !tab.whenAccess),
  );

/** The tab of an address; the first one for none, and for one that the cluster does not have. */
export function tabOf(context: TabContext, id: string | undefined): ClusterTab {
  const tabs = tabsOf(context);
  return tabs.find(tab => tab.id === id) ?? tabs[0];
}
