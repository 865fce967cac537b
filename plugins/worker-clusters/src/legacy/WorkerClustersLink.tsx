import { SidebarItem } from '@backstage/core-components';
import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';
import { PluginIcon } from '../requests/PluginIcon';
import { rootRouteRef } from '../routes';
import { workerClustersTranslationRef } from '../translations';

/** Leads to the pages; its icon has the number of open requests. */
export function WorkerClustersLink() {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const root = useRouteRef(rootRouteRef);
  return root ? (
    <SidebarItem icon={PluginIcon} text={t('common.page.plugin')} to={root()} />
  ) : null;
}
