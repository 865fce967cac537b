import { type ReactNode, Suspense } from 'react';
import { Skeleton, Tab, TabList, TabPanel, Tabs } from '@backstage/ui';
import {
  configApiRef,
  useApi,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import type { WorkerClusterDetails } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersTranslationRef } from '../translations';
import { readSteps } from './access/accessSteps';
import { ClusterHead } from './ClusterHead';
import styles from './cluster.module.css';
import { type ClusterTabId, tabOf, tabsOf } from './tabs';

/** Where the tabs of a cluster are. */
export interface ClusterTabRoute {
  /** The tab of the address; the first one if it is not a tab of the cluster. */
  tab: string | undefined;
  /** The address of a tab. */
  hrefOf(tab: ClusterTabId): string | undefined;
}

interface ClusterViewProps extends ClusterTabRoute {
  cluster: WorkerClusterDetails;
  /** Left out where the page around it has one. */
  heading?: ReactNode;
}

/** Everything about one cluster, in tabs. */
export function ClusterView(props: ClusterViewProps) {
  const { cluster, hrefOf } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const config = useApi(configApiRef);
  const { phase } = cluster;
  const context = { phase, access: readSteps(config).length > 0 };
  const { id: selected, Content } = tabOf(context, props.tab);
  return (
    <div className={styles.page}>
      <ClusterHead cluster={cluster} heading={props.heading} />
      <Tabs selectedKey={selected}>
        <div className={styles.tabs}>
          <TabList aria-label={t('cluster.tabs.label')}>
            {tabsOf(context).map(({ id }) => (
              <Tab key={id} id={id} href={hrefOf(id)}>
                {t(`cluster.tabs.${id}`)}
              </Tab>
            ))}
          </TabList>
        </div>
        <TabPanel id={selected} className={styles.panel}>
          <Suspense
            fallback={<Skeleton width="100%" height="24rem" aria-busy="true" />}
          >
            <Content cluster={cluster} />
          </Suspense>
        </TabPanel>
      </Tabs>
    </div>
  );
}
